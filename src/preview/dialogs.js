// What opens over the page and closes again: toasts, the help, the print dialog, the menu of zooms.
//
// Each is handed what it needs and says back what was chosen; nothing here knows the view or the program.

import { icon, make, prose } from "./lists.js";
import { float } from "./touch.js";
import { say } from "./words.js";

// ---- toasts --------------------------------------------------------------------------------------------------------

/** Shows what an action came to (`Done`), with the way back: `undo(change)`. */
export function toast(done, undo) {
  const shelf = document.getElementById("toasts");
  const text = make("div", "", ...prose(done.message), done.hint ? make("div", "hint", ...prose(done.hint)) : null);
  const el = make("div", done.done ? "toast" : "toast bad", text);
  let timer = 0;
  const leave = (after) => {
    clearTimeout(timer);
    timer = setTimeout(() => el.remove(), after);
  };
  if (done.undo) {
    const back = make("button", "", say("undo"));
    back.addEventListener("click", () => {
      el.remove();
      undo(done.undo);
    });
    el.append(back);
  }
  const close = make("button", "quiet", icon("close"));
  close.setAttribute("aria-label", say("close"));
  close.addEventListener("click", () => el.remove());
  el.append(close);
  el.addEventListener("pointerenter", () => clearTimeout(timer));
  el.addEventListener("pointerleave", () => leave(3000));
  leave(done.undo ? 12000 : done.done ? 3200 : 8000);
  shelf.append(el);
  while (shelf.children.length > 3) shelf.firstChild.remove();
}

// ---- dialogs -------------------------------------------------------------------------------------------------------

function dialog(title, ...content) {
  const el = make("dialog", "", make("h2", "", title), ...content);
  el.setAttribute("aria-label", title);
  document.body.append(el);
  el.addEventListener("close", () => el.remove());
  el.addEventListener("click", (event) => event.target === el && el.close());
  el.showModal();
  return el;
}

/** Shows the keys and what the mouse does. */
export function help() {
  const keys = make("dl", "keys");
  const rows = [
    [["j", "k"], "helpPages"],
    [["/"], "helpSearch"],
    [["g"], "helpGo"],
    [["f"], "helpFollow"],
    [["p"], "helpProblems"],
    [["n"], "helpFigures"],
    [["+", "-", "0"], "helpZoom"],
    [["w", "e"], "helpFit"],
    [["Ctrl+P"], "helpPrint"],
    [["Esc"], "helpClose"],
  ];
  for (const [names, text] of rows) {
    const shown = names.flatMap((name, at) => (at ? [" ", make("kbd", "", name)] : [make("kbd", "", name)]));
    keys.append(make("dt", "", ...shown), make("dd", "", say(text)));
  }
  dialog(say("helpTitle"), keys, make("hr"), ...["helpClick", "helpHover", "helpSelect"].map((key) => make("p", "", say(key))));
}

/**
 * Asks which of `n` pages to print; `current` is the one under the eyes. Calls `print(from, to, progress)` with indices,
 * where `progress(k, n)` shows how far it is and `progress(0, 0)` closes the dialog, or `pdf()`.
 */
export function askPrint(n, current, { print, pdf }) {
  const long = n > 60;
  const from = make("input");
  const to = make("input");
  from.value = long ? current + 1 : 1;
  to.value = long ? Math.min(n, current + 10) : n;
  const instead = make("button", "plain", say("makePdf"));
  const go = make("button", "main", say("printNow"));
  const told = make("span", "quiet");
  told.setAttribute("aria-live", "polite");
  const range = make("div", "range", say("printFrom"), from, say("printTo"), to, say("printEnd", { n }));
  const el = dialog(say("printTitle"), make("p", "", say("printLong")), range, make("div", "buttons", told, instead, go));
  for (const input of [from, to]) {
    input.inputMode = "numeric";
    input.addEventListener("keydown", (event) => event.key === "Enter" && !event.isComposing && go.click());
  }
  instead.addEventListener("click", () => {
    el.close();
    pdf();
  });
  go.addEventListener("click", () => {
    const first = Math.min(n, Math.max(1, parseInt(from.value, 10) || 1));
    const last = Math.min(n, Math.max(first, parseInt(to.value, 10) || n));
    go.disabled = true;
    print(first - 1, last - 1, (k, all) => {
      if (all) told.textContent = say("preparing", { k, n: all });
      else el.close();
    });
  });
  go.focus();
}

// ---- the menu of zooms ---------------------------------------------------------------------------------------------

/** Opens or closes the menu under its button; `now` is the zoom, `choose(zoom)` takes another. */
export function zoomMenu(button, now, choose) {
  const open = document.querySelector(".menu");
  if (open) return void open.remove();
  const menu = make("div", "menu");
  menu.setAttribute("role", "menu");
  const item = (text, zoom) => {
    const el = make("button", "", text);
    el.setAttribute("role", "menuitemradio");
    el.setAttribute("aria-checked", String(now === zoom));
    el.addEventListener("click", () => {
      choose(zoom);
      menu.remove();
      button.focus();
    });
    menu.append(el);
  };
  item(say("fitAuto"), "auto");
  item(say("fitWidth"), "width");
  item(say("fitPage"), "page");
  menu.append(make("hr"));
  for (const factor of [0.5, 0.75, 1, 1.25, 1.5, 2]) item(`${factor * 100}%`, factor);
  menu.addEventListener("keydown", (event) => {
    const all = [...menu.querySelectorAll("button")];
    const by = { ArrowDown: 1, ArrowUp: -1 }[event.key];
    if (!by) return;
    event.preventDefault();
    all[(all.indexOf(document.activeElement) + by + all.length) % all.length].focus();
  });
  float(menu, button.getBoundingClientRect(), 4);
  button.setAttribute("aria-expanded", "true");
  (menu.querySelector('[aria-checked="true"]') ?? menu.firstChild).focus();
  const away = (event) => {
    if (!menu.contains(event.target) && event.target !== button) menu.remove();
  };
  addEventListener("pointerdown", away, true);
  new MutationObserver((_, observer) => {
    if (menu.isConnected) return;
    observer.disconnect();
    removeEventListener("pointerdown", away, true);
    button.setAttribute("aria-expanded", "false");
  }).observe(document.body, { childList: true });
}
