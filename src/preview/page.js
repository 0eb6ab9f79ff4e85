// The preview: brings the program's views to the pages, the panel, the status line and the tab, and the reader's
// wishes to the program.
//
// The parts are elsewhere: wire.js (the program), sheets.js and paper.js (pages), touch.js (the hand on a page),
// lists.js (the panel), find.js (search), keys.js (keys), status.js and dialogs.js (what is said), press.js (print),
// memory.js (habits), words.js (words). Nothing is drawn before the changed pages are asked for.

import { askPrint, help, toast, zoomMenu } from "./dialogs.js";
import { Finder } from "./find.js";
import { listen } from "./keys.js";
import { Figures, Problems, make, sentence } from "./lists.js";
import { memory } from "./memory.js";
import { printWhatIsSeen, print as printPages } from "./press.js";
import { Sheets } from "./sheets.js";
import { showEdited, showPage, showStatus, write } from "./status.js";
import { Card, Touch } from "./touch.js";
import * as wire from "./wire.js";
import { label, say, speak } from "./words.js";

const $ = (id) => document.getElementById(id);
const idle = window.requestIdleCallback ?? ((call) => setTimeout(call, 30));

let view = null; // the View shown
let line = "starting"; // how the connection is: starting, open, lost, refused or ended
let tries = 0; // to reconnect
let edited = null; // where the last edit is seen
let scrolledAt = -1e9; // when the reader last moved the pages
let figureList = null; // a promise of the figures of this view

// ---- the parts -----------------------------------------------------------------------------------------------------

const sheets = new Sheets($("desk"), wire.page);
const studio = {
  figure: wire.figure,
  figures() {
    figureList ??= wire.figures();
    figureList.catch(() => (figureList = null));
    return figureList;
  },
  pageNumber: (index) => sheets.number(index),
  open: openPlace,
  goto: goToCitation,
  register: async (build, action) => tell(await wire.act(build, { do: "register", ...action }), true),
};
const card = new Card(studio);
const touch = new Touch(sheets, card, studio);
addEventListener("resize", () => touch.withdraw(true));
const problems = new Problems();
const figures = new Figures();
const finder = new Finder(sheets, wire.text);

sheets.zoom = memory.zoom;
sheets.remember(memory.place);
printWhatIsSeen(sheets);

// ---- views ---------------------------------------------------------------------------------------------------------

const SOON = 500; // milliseconds that nobody needs to be told of
let listed = null;
let reading = 0; // until the figures are read
const BURST = 4000; // milliseconds from a save in which the next is likely
let writing = 0; // until no save is likely
let following = 0; // until it is said that the rest follows

function show(next) {
  const first = !view;
  const before = view;
  next.problems ??= before?.problems ?? [];
  view = next;
  line = "open";
  if (speak(view.language) || first) label();
  const news = isNews(before, next);
  // Requests for the pages in sight go out here, before anything else is done.
  const follows = news && memory.follow && !first && calm();
  sheets.show(next);
  if (follows && next.focus && !sheets.sees(next.focus.page, next.focus.y)) sheets.go(next.focus.page, next.focus.y);
  if (news && !first && next.focus) edited = next.focus;
  document.body.classList.remove("waiting");
  painted(() => {
    if (news && !first && next.focus && view?.pages[next.focus.page]?.id === next.pages[next.focus.page].id) sheets.flash(next.focus.page, next.focus.y);
    if (view === next) settle(next, news && !first);
  });
  card.forget();
  touch.withdraw(false);
  if (view.state.kind !== "partial") figureList = null;
  idle(
    () => {
      if (view !== next) return;
      // Against what is listed, not against the view before, which may have been passed over.
      const was = listed;
      listed = next;
      if (!was || was.language !== next.language || was.state.kind !== next.state.kind || JSON.stringify(was.problems) !== JSON.stringify(next.problems) || was.section !== next.section || pagesMoved(was, next)) {
        problems.stopped = next.state.kind === "stopped";
        problems.show(next.problems, next.section, (index) => sheets.number(index));
      }
      for (const sheet of sheets.live.values()) ticks(sheet);
      clearTimeout(reading);
      // A look at one section changes no figure. While someone writes, the list is made only for those who see it.
      if (view.state.kind !== "partial") reading = setTimeout(readFigures, first || figuresShown() ? 0 : 1500);
      finder.refresh();
      // A page that is left in a hurry may not get to it.
      remember();
    },
    { timeout: 400 },
  );
}

/** Calls after the next frame, so that nothing stands between a page and the screen; at once where nobody is looking. */
function painted(call) {
  if (document.hidden) call();
  else requestAnimationFrame(() => setTimeout(call));
}

/** Says how things are; that the rest follows only when it does not follow at once. */
function settle(next, news) {
  if (news) {
    document.body.classList.add("writing");
    clearTimeout(writing);
    writing = setTimeout(() => document.body.classList.remove("writing"), BURST);
  }
  edit();
  clearTimeout(following);
  if (next.state.kind !== "partial") status();
  else following = setTimeout(status, SOON);
}

/** Whether the place of the last edit is another than before, or looks other. */
function isNews(before, next) {
  if (!next.focus || !next.pages[next.focus.page]) return false;
  if (!before?.focus) return true;
  const was = before.pages[before.focus.page];
  const is = next.pages[next.focus.page];
  return before.focus.page !== next.focus.page || before.focus.y !== next.focus.y || was?.id !== is?.id;
}

const pagesMoved = (before, next) => before.pages.length !== next.pages.length || before.pages.some(({ number }, index) => number !== next.pages[index].number);

/** Whether the reader is not in the middle of something that a jump would spoil. */
function calm() {
  return !touch.popover && getSelection().isCollapsed && performance.now() - scrolledAt > 1500 && !finder.open;
}

async function readFigures() {
  const list = await studio.figures().catch(() => null);
  if (!list) return;
  figures.show(list);
  $("figure-count").textContent = list.length || "";
}

const figuresShown = () => memory.open && memory.tab === "figures";

/** The points beside a page that tell of problems on it. */
function ticks(sheet) {
  for (const tick of sheet.el.querySelectorAll(".tick")) tick.remove();
  const here = view.problems.filter(({ page }) => page?.[0] === sheet.index);
  for (const problem of here.slice(0, 30)) {
    const tick = make("button", `tick ${problem.severity}`);
    tick.title = `${say(problem.severity)}: ${problem.message}`;
    tick.setAttribute("aria-label", tick.title);
    tick.tabIndex = -1;
    tick.style.top = `${(problem.page[1] / view.pages[sheet.index].height) * 100}%`;
    tick.addEventListener("click", (event) => {
      event.stopPropagation();
      openPanel("problems");
      problems.only = null;
      problems.draw();
      problems.choose(problem.id, true);
    });
    sheet.el.append(tick);
  }
}
sheets.addEventListener("paint", ({ detail }) => ticks(detail));

// ---- the status line -----------------------------------------------------------------------------------------------

function status() {
  showStatus(view, line, tries);
  showPage(view, sheets.current);
  edit();
}

function edit() {
  const away = edited && view?.pages[edited.page] && !sheets.sees(edited.page, edited.y);
  showEdited(away ? sheets.number(edited.page) : null);
}

let saving = 0;
sheets.addEventListener("move", () => {
  showPage(view, sheets.current);
  edit();
  clearTimeout(saving);
  saving = setTimeout(remember, 250);
});
for (const kind of ["wheel", "touchmove", "pointerdown"]) $("desk").addEventListener(kind, () => (scrolledAt = performance.now()), { passive: true });
sheets.addEventListener("zoom", () => {
  write($("zoom"), `${Math.round(sheets.factor * 100)}%`);
  memory.zoom = sheets.zoom;
});

function remember() {
  if (view?.pages.length) {
    const { index, id, y, line: at } = sheets.place();
    memory.place = { index, id, y, line: at };
    memory.language = view.language;
  }
  memory.save();
}
addEventListener("pagehide", remember);
// Whoever reloads at once finds the place where the text has gone to, not where it was.
sheets.addEventListener("settle", remember);

document.addEventListener("selectionchange", () => document.body.classList.toggle("selecting", !getSelection().isCollapsed));

// ---- the connection ------------------------------------------------------------------------------------------------

wire.listen({
  view(next) {
    tries = 0;
    show(next);
  },
  wait() {
    line = "starting";
    tries = 0;
    status();
  },
  bye() {
    line = "ended";
    status();
  },
  lost(count) {
    tries = count;
    // After a goodbye nobody answers: that was said already.
    if (line !== "ended" && line !== "refused") line = "lost";
    status();
  },
  refused() {
    line = "refused";
    status();
  },
});

// ---- what the reader asks for --------------------------------------------------------------------------------------

/** Shows what an action came to; returns it. A quiet one only speaks of what was done. */
function tell(done, quiet = false) {
  if (!quiet || done.done) toast(done, async (change) => tell(await wire.act(view.build, { do: "undo", change })));
  return done;
}

async function openPlace(place, quiet = false) {
  const done = await wire.act(view.build, { do: "open", place });
  if (!done.done || !quiet) tell(done);
}

function goToCitation(index, place, figure) {
  const boxes = boxesOf(index, (piece) => piece.figure === figure);
  sheets.go(index, boxes[0]?.y ?? null);
  lightUp(index, place, figure);
}

const boxesOf = (index, wanted) => (sheets.bodies.get(view.pages[index]?.id)?.text ?? []).filter(wanted);

/** Lights up the text of a place once its page is there. */
async function lightUp(index, place, figure) {
  const id = view.pages[index]?.id;
  if (!id) return;
  for (let i = 0; i < 60 && !sheets.bodies.get(id); i += 1) await new Promise((done) => setTimeout(done, 50));
  const here = (piece) => piece.place?.file === place.file && piece.place.line === place.line;
  const own = boxesOf(index, (piece) => piece.figure === figure);
  const exact = own.filter(here);
  const near = exact.length ? exact : own.length ? own : boxesOf(index, here);
  if (!near.length) return;
  if (!sheets.sees(index, near[0].y)) sheets.go(index, near[0].y);
  sheets.flash(index, near[0].y, near);
}

problems.addEventListener("see", ({ detail: { problem } }) => {
  seeProblem(problem);
  openPlace(problem.place, true);
});
problems.addEventListener("open", ({ detail: { problem } }) => openPlace(problem.place));
problems.addEventListener("related", ({ detail: { place } }) => openPlace(place));
problems.addEventListener("copy", async ({ detail: { problem } }) => {
  const text = sentence(problem);
  const done = await navigator.clipboard.writeText(text).then(() => true, () => false);
  tell({ done, message: done ? say("copied") : say("notCopied"), hint: done ? text : undefined });
});
problems.addEventListener("fix", async ({ detail: { problem, button } }) => {
  button.disabled = true;
  tell(await wire.act(view.build, { do: "fix", problem: problem.id }));
  button.disabled = false;
});

function seeProblem(problem) {
  if (!problem?.page) return;
  const [index, y] = problem.page;
  if (!sheets.sees(index, y)) sheets.go(index, y);
  sheets.flash(index, y);
}

let turn = { index: -1, at: 0 };
figures.addEventListener("cite", async ({ detail: { index, row } }) => {
  const told = await card.read(index).catch(() => null);
  if (!told) return;
  const seen = told.citations.filter(({ page }) => page !== null);
  turn = turn.index === index ? { index, at: (turn.at + 1) % Math.max(1, seen.length) } : { index, at: 0 };
  if (seen.length) {
    const { page, place } = seen[turn.at];
    const same = boxesOf(page, (piece) => piece.figure === index);
    sheets.go(page, same[0]?.y ?? null);
    lightUp(page, place, index);
    const times = row?.querySelector(".times");
    if (times && seen.length > 1) {
      times.textContent = say("hits", { k: turn.at + 1, n: seen.length });
      times.title = say("nthCitation", { k: turn.at + 1, n: seen.length });
    }
  }
  if (row?.isConnected) card.show(index, () => row.getBoundingClientRect(), "left", true);
});

async function pdf() {
  const button = $("pdf");
  button.disabled = true;
  button.firstChild.textContent = say("makingPdf");
  tell(await wire.act(view?.build ?? 0, { do: "pdf" }));
  button.disabled = false;
  button.firstChild.textContent = say("makePdf");
}

// ---- panel, follow, print ------------------------------------------------------------------------------------------

function openPanel(tab) {
  memory.open = true;
  memory.tab = tab ?? memory.tab;
  panel();
}

function closePanel() {
  memory.open = false;
  panel();
}

function panel() {
  document.body.classList.toggle("closed", !memory.open);
  document.body.classList.toggle("figures", figuresShown());
  $("side").setAttribute("aria-pressed", String(memory.open));
  for (const tab of ["problems", "figures"]) {
    const chosen = tab === memory.tab;
    $(`tab-${tab}`).setAttribute("aria-selected", String(chosen));
    $(`tab-${tab}`).tabIndex = chosen ? 0 : -1;
    $(tab).hidden = !chosen;
  }
  card.hide();
  if (view && figuresShown()) readFigures();
  memory.save();
}

function follow(on) {
  memory.follow = on;
  $("follow").setAttribute("aria-pressed", String(on));
  if (on && edited && view) sheets.go(edited.page, edited.y);
  memory.save();
}

function print() {
  if (!view?.pages.length) return;
  askPrint(view.pages.length, sheets.current, { print: (from, to, progress) => printPages(sheets, from, to, progress), pdf });
}

$("up").addEventListener("click", () => turnPage(-1));
$("down").addEventListener("click", () => turnPage(1));
$("smaller").addEventListener("click", () => sheets.step(-1));
$("larger").addEventListener("click", () => sheets.step(1));
$("zoom").addEventListener("click", () => zoomMenu($("zoom"), sheets.zoom, (zoom) => sheets.setZoom(zoom)));
$("follow").addEventListener("click", () => follow(!memory.follow));
$("search").addEventListener("click", () => (finder.open ? finder.close() : finder.show()));
$("print").addEventListener("click", print);
$("help").addEventListener("click", help);
$("pdf").addEventListener("click", pdf);
$("side").addEventListener("click", () => (memory.open ? closePanel() : openPanel()));
$("sideclose").addEventListener("click", closePanel);
$("edited").addEventListener("click", () => {
  sheets.go(edited.page, edited.y);
  sheets.flash(edited.page, edited.y);
});
for (const tab of ["problems", "figures"]) {
  $(`tab-${tab}`).addEventListener("click", () => openPanel(tab));
  $(`tab-${tab}`).addEventListener("keydown", (event) => {
    if (event.key !== "ArrowLeft" && event.key !== "ArrowRight") return;
    const other = tab === "problems" ? "figures" : "problems";
    openPanel(other);
    $(`tab-${other}`).focus();
  });
}
$("number").addEventListener("focus", () => $("number").select());
$("number").addEventListener("blur", () => showPage(view, sheets.current));
$("number").addEventListener("keydown", (event) => {
  if (event.key !== "Enter" || event.isComposing || !view) return;
  const wanted = $("number").value.trim().normalize("NFKC");
  let index = view.pages.findIndex(({ number }) => number === wanted);
  if (index < 0) index = parseInt(wanted, 10) - 1;
  if (index >= 0) sheets.go(index);
  $("desk").focus();
});

$("desk").addEventListener(
  "wheel",
  (event) => {
    if (!event.ctrlKey && !event.metaKey) return;
    event.preventDefault();
    const box = $("desk").getBoundingClientRect();
    wheel.by += event.deltaY * (event.deltaMode ? 30 : 1);
    wheel.at = [event.clientY - box.top, event.clientX - box.left];
    if (wheel.frame) return;
    wheel.frame = requestAnimationFrame(() => {
      wheel.frame = 0;
      sheets.setZoom(sheets.factor * Math.exp(-Math.max(-120, Math.min(120, wheel.by)) / 600), ...wheel.at);
      wheel.by = 0;
    });
  },
  { passive: false },
);
const wheel = { by: 0, at: [0, 0], frame: 0 };

// ---- the keyboard --------------------------------------------------------------------------------------------------

function turnPage(by) {
  sheets.go(sheets.heading + by);
}

function step(by) {
  if ($("problems").contains(document.activeElement)) seeProblem(problems.step(by));
  else turnPage(by);
}

const KEYS = {
  j: () => step(1),
  k: () => step(-1),
  "/": () => finder.show(),
  g: () => $("number").focus(),
  f: () => follow(!memory.follow),
  p: () => toggle("problems", () => (problems.chosen ? problems.choose(problems.chosen, true) : problems.step(0)) ?? $("tab-problems").focus()),
  n: () => toggle("figures", () => $("filter").focus()),
  "?": help,
  "+": () => sheets.step(1),
  "=": () => sheets.step(1),
  "-": () => sheets.step(-1),
  0: () => sheets.setZoom("auto"),
  w: () => sheets.setZoom("width"),
  e: () => sheets.setZoom("page"),
};
function toggle(tab, focus) {
  if (memory.open && memory.tab === tab && $(tab).contains(document.activeElement)) {
    closePanel();
    $("desk").focus();
  } else {
    openPanel(tab);
    requestAnimationFrame(focus);
  }
}

function escape() {
  const menu = document.querySelector(".menu");
  if (menu) menu.remove();
  else if (touch.escape()) return;
  else if (finder.open) finder.close();
  else if (document.activeElement !== $("desk") && document.activeElement !== document.body) $("desk").focus();
  else if (innerWidth <= 860 && memory.open) closePanel();
}

listen(KEYS, { print, escape });

speak(memory.language ?? (/^zh/i.test(navigator.language) ? "zh" : "en"));
label();
panel();
follow(memory.follow);
status();
