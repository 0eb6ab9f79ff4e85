// Puts the text of a report's PDF beside its page SVGs, for `mock.mjs --real FOLDER`.
//
// Needs pdftotext (poppler). The words of the PDF stand for the pieces of the real program, without places or figures.
//
//   bluebook build REPORT --format svg -o FOLDER/page.svg; bluebook build REPORT -o FOLDER/report.pdf
//   node tests/preview/real.mjs FOLDER

import { execFileSync } from "node:child_process";
import { writeFileSync } from "node:fs";
import { join } from "node:path";

const folder = process.argv[2];
const html = execFileSync("pdftotext", ["-bbox", join(folder, "report.pdf"), "-"], { encoding: "utf8", maxBuffer: 1 << 28 });
const plain = (text) => text.replace(/&lt;/g, "<").replace(/&gt;/g, ">").replace(/&quot;/g, '"').replace(/&amp;/g, "&");
const pages = html.split("<page ").slice(1).map((page, index) => {
  const words = [...page.matchAll(/<word xMin="([\d.]+)" yMin="([\d.]+)" xMax="([\d.]+)" yMax="([\d.]+)">(.*?)<\/word>/g)];
  let line = 1;
  let last = 0;
  return words.map(([, left, top, right, bottom, text]) => {
    if (Math.abs(top - last) > 60) line += 1;
    last = top;
    return { x: +left, y: +top, width: right - left, height: bottom - top, text: plain(text), place: { file: `content/${index}.md`, line, column: 1 }, figure: /^\d+(\.\d+)?%$/.test(text) ? 2 : null };
  });
});
writeFileSync(join(folder, "text.json"), JSON.stringify(pages));
