// Printing: the pages, one to a sheet, drawn anew in a part of the document that only a printer sees.
//
// What is on the desk is left alone.

import { draw } from "./paper.js";

const press = document.getElementById("press");

function leaf({ width, height }, svg) {
  const el = document.createElement("div");
  el.className = "leaf";
  el.style.width = `${width}pt`;
  el.style.height = `${height}pt`;
  el.append(svg);
  return el;
}

/** Prints the pages `from..=to`; `progress(k, n)` tells how far it is, `progress(0, 0)` that the printer takes over. */
export async function print(sheets, from, to, progress) {
  const pages = sheets.pages.slice(from, to + 1);
  const leaves = [];
  for (const page of pages) {
    progress(leaves.length + 1, pages.length);
    const body = await sheets.whole(page.id);
    if (body) leaves.push(leaf(page, draw(body)));
  }
  const paper = document.createElement("style");
  paper.nonce = document.querySelector("script[nonce]")?.nonce ?? "";
  paper.textContent = `@page { size: ${pages[0].width}pt ${pages[0].height}pt; margin: 0 }`;
  document.head.append(paper);
  press.replaceChildren(...leaves);
  progress(0, 0);
  const over = new Promise((done) => addEventListener("afterprint", done, { once: true }));
  window.print();
  await over;
  press.replaceChildren();
  paper.remove();
}

/** The browser's own print command leaves no time to fetch anything: then what is on the desk is printed. */
export function printWhatIsSeen(sheets) {
  addEventListener("beforeprint", () => {
    if (press.firstChild) return;
    const seen = [...sheets.live.values()].filter(({ painted }) => painted).sort((a, b) => a.index - b.index);
    press.replaceChildren(...seen.map(({ index, paint }) => leaf(sheets.pages[index], paint.firstChild.cloneNode(true))));
    addEventListener("afterprint", () => press.replaceChildren(), { once: true });
  });
}
