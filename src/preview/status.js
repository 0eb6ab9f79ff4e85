// What the program is doing, said quietly: the status line, the notice in place of pages, the tab's title and icon,
// the counts in the bar.
//
// Only shows what it is handed; it decides nothing.

import { Problems } from "./lists.js";
import { say } from "./words.js";

const $ = (id) => document.getElementById(id);
const GREEN = "#63c48a";
const BLUE = "#7fb0ff";
const AMBER = "#e5b153";
const RED = "#ff7b72";
const COLOURS = { current: GREEN, partial: BLUE, building: BLUE, starting: BLUE, stale: AMBER, stopped: RED, lost: RED, refused: RED, ended: RED };

/** Writes only what changed, so that nothing is read aloud twice. */
export function write(el, text) {
  if (el.textContent !== String(text)) el.textContent = text;
}

/**
 * Shows the state of a view and of the connection: `line` is starting, open, lost, refused or ended; `tries` counts
 * the attempts to reconnect.
 */
export function showStatus(view, line, tries) {
  const state = line === "open" ? view.state.kind : line;
  const open = line === "open";
  const grave = ["stale", "stopped", "lost", "refused", "ended"].includes(state);
  $("lamp").className = `lamp ${state}`;
  $("status").classList.toggle("grave", grave);
  $("status").classList.toggle("amber", state === "stale");
  write($("state"), tries > 2 && state === "lost" ? `${say("lost")} ${say("lostLong")}` : say(state));
  write($("section"), view?.section && !grave ? say("saved", { section: view.section }) : "");
  write($("took"), view && open ? say("took", { ms: view.took }) : "");
  if (view) $("took").title = say("tookLong", { ms: view.took, build: view.build });
  showNotice(view, line, state);

  const problems = view?.problems ?? [];
  const counts = Problems.count(problems);
  const worst = ["error", "explain", "warning"].find((kind) => counts[kind]);
  write($("problem-count"), problems.length || "");
  $("tally").hidden = !worst;
  $("tally").className = `tally ${worst ?? ""}`;
  write($("tally"), worst ? counts[worst] : "");

  const title = view?.title || say("program");
  write($("title"), title);
  $("title").title = title;
  $("badge").hidden = !view;
  if (view) write($("badge"), say(view.status === "final" ? "final" : "draft"));
  $("badge").classList.toggle("final", view?.status === "final");
  document.title =
    ["lost", "refused", "ended"].includes(line) ? say("titleLost", { title })
    : state === "building" || state === "starting" ? say("titleBusy", { title })
    : state === "stale" || state === "stopped" ? say("titleStale", { title })
    : counts.error ? say("titleErrors", { n: counts.error, title })
    : title;
  showIcon(state === "current" ? (counts.error ? RED : null) : COLOURS[state]);
}

/** What stands in the middle where there are no pages, or where they are worth nothing any more. */
function showNotice(view, line, state) {
  const notice = $("notice");
  const stopped = line === "open" && state === "stopped";
  const dead = ["refused", "ended"].includes(line);
  const empty = !view?.pages.length && ["starting", "open"].includes(line) && !stopped;
  document.body.classList.toggle("off", stopped || dead);
  notice.hidden = !(stopped || dead || empty);
  notice.classList.toggle("grave", stopped || dead);
  const [title, message, hint] = stopped
    ? [say("stopped"), view.state.message, view.state.hint]
    : dead ? ["", say(line), ""] : [say("starting"), say("startingLong"), ""];
  write(notice.querySelector("h2"), title);
  write(notice.querySelector(".message"), message);
  write(notice.querySelector(".hint"), hint);
  notice.querySelector("h2").hidden = !title;
}

/** The tab's icon: the blue book, with a dot unless all is well. */
function showIcon(colour) {
  const dot = colour ? `<circle cx='24' cy='24' r='7' fill='${colour}' stroke='#fff' stroke-width='2'/>` : "";
  const svg = `<svg xmlns='http://www.w3.org/2000/svg' viewBox='0 0 32 32'><path d='M6 4h17a3 3 0 0 1 3 3v21H9a3 3 0 0 1-3-3z' fill='#2f6bd8'/><path d='M6 25a3 3 0 0 1 3-3h17M11 10h9M11 14h6' stroke='#fff' stroke-width='2' fill='none'/>${dot}</svg>`;
  const href = `data:image/svg+xml,${encodeURIComponent(svg)}`;
  if ($("icon").href !== href) $("icon").href = href;
}

/** Shows which page is under the eyes, by the number printed on it. */
export function showPage(view, index) {
  const n = view?.pages.length ?? 0;
  const number = n ? (view.pages[index].number ?? "–") : "";
  if (document.activeElement !== $("number")) $("number").value = number;
  write($("count"), !n ? "" : number === String(index + 1) ? say("ofPages", { n }) : say("sheetOf", { k: index + 1, n }));
}

/** Offers the way to the last edit, where it is out of sight; `name` is its page's number, or nothing. */
export function showEdited(name) {
  $("edited").hidden = name === null;
  if (name !== null) write($("edited"), say("editedAt", { n: name }));
}
