// The side panel: the list of problems and the list of figures.
//
// Draws and filters; whatever a click should do is an event: `see`, `open`, `fix`, `copy` of a problem, `cite` of a
// figure. A list is only rebuilt where it changed.

import { say } from "./words.js";

const KINDS = ["error", "explain", "warning", "info"];
const FIRST = 150; // problems drawn at once
const ROW = 52; // the height of a figure's row

/** Makes an element with a class, text and children. */
export function make(tag, className = "", ...content) {
  const el = document.createElement(tag);
  if (className) el.className = className;
  el.append(...content.filter((part) => part !== null && part !== undefined));
  return el;
}

/** Returns a message as nodes: what stands between backticks is to be typed. */
export const prose = (text) => text.split(/`([^`]+)`/).map((part, index) => (index % 2 ? make("code", "", part) : part));

/** Makes an icon of the sprite in page.html. */
export function icon(name) {
  const svg = document.createElementNS("http://www.w3.org/2000/svg", "svg");
  const use = document.createElementNS("http://www.w3.org/2000/svg", "use");
  svg.setAttribute("class", "icon");
  svg.setAttribute("aria-hidden", "true");
  use.setAttribute("href", `#i-${name}`);
  svg.append(use);
  return svg;
}

/** Returns a place as it is shown: `content/03-x.md:12`. */
export const placeName = ({ file, line }) => `${file}:${line}`;

function empty(glyph, title, text) {
  return make("div", "empty", glyph && icon(glyph), make("strong", "", title), text ?? "");
}

// ---- problems ----------------------------------------------------------------------------------------------------

export class Problems extends EventTarget {
  constructor() {
    super();
    this.list = document.getElementById("problem-list");
    this.kinds = document.getElementById("kinds");
    this.only = null;
    this.limit = FIRST;
    this.items = new Map(); // id → {el, text}
    this.problems = [];
    this.chosen = null;
    this.list.addEventListener("click", (event) => this.#clicked(event));
    this.list.addEventListener("keydown", (event) => this.#pressed(event));
    this.kinds.addEventListener("click", (event) => {
      const kind = event.target.closest(".kind")?.dataset.kind;
      if (!kind) return;
      this.only = this.only === kind ? null : kind;
      this.draw();
    });
  }

  show(problems, section, pageNumber) {
    this.problems = problems;
    this.section = section;
    this.pageNumber = pageNumber;
    this.draw();
  }

  /** Returns how many there are of each severity. */
  static count(problems) {
    const counts = Object.fromEntries(KINDS.map((kind) => [kind, 0]));
    for (const { severity } of problems) counts[severity] += 1;
    return counts;
  }

  draw() {
    const { list, problems } = this;
    const counts = Problems.count(problems);
    if (this.only && !counts[this.only]) this.only = null;
    const present = KINDS.filter((kind) => counts[kind]);
    this.kinds.replaceChildren(
      ...(present.length > 1 ? present : []).map((kind) => {
        const chip = make("button", `kind ${kind}`, make("span", "dot"), `${say(kind)} ${counts[kind]}`);
        chip.dataset.kind = kind;
        chip.title = say("showOnly", { kind: say(kind), n: counts[kind] });
        chip.setAttribute("aria-pressed", String(this.only === kind));
        return chip;
      }),
    );
    const shown = problems.filter(({ severity }) => !this.only || severity === this.only);
    const children = [];
    // Of a report that cannot be read, nobody knows whether every number agrees.
    if (!shown.length && !this.stopped) children.push(empty("check", say("noProblems"), say("noProblemsLong")));
    const recent = shown.filter((problem) => problem.recent);
    const others = shown.filter((problem) => !problem.recent);
    let left = this.limit;
    const group = (title, members) => {
      if (!members.length) return;
      if (title) children.push(make("h3", "group", title));
      for (const problem of members.slice(0, left)) children.push(this.#item(problem));
      left = Math.max(0, left - members.length);
    };
    const recentTitle = this.section ? say("recentGroup", { section: this.section }) : say("recentPlain");
    group(recent.length ? recentTitle : null, recent);
    group(recent.length ? say("otherGroup") : null, others);
    if (shown.length > this.limit) {
      const more = make("button", "link more", say("moreProblems", { n: Math.min(FIRST, shown.length - this.limit) }));
      more.addEventListener("click", () => {
        this.limit += FIRST;
        this.draw();
      });
      children.push(more);
    }
    const ids = new Set(problems.map(({ id }) => id));
    for (const id of this.items.keys()) if (!ids.has(id)) this.items.delete(id);
    // Moving only what moved keeps the focus and the scroll where they are.
    let at = list.firstChild;
    for (const child of children) {
      if (child === at) at = at.nextSibling;
      else list.insertBefore(child, at);
    }
    while (at) {
      const next = at.nextSibling;
      at.remove();
      at = next;
    }
    if (!list.querySelector('.problem[tabindex="0"]')) list.querySelector(".problem")?.setAttribute("tabindex", "0");
  }

  #item(problem) {
    const page = problem.page ? this.pageNumber(problem.page[0]) : "";
    const text = JSON.stringify([problem, page, document.documentElement.lang]);
    const known = this.items.get(problem.id);
    if (known?.text === text) return known.el;
    const focused = known?.el === document.activeElement;
    const el = make("article", `problem ${problem.severity}`, make("span", "dot"));
    el.problem = problem;
    el.tabIndex = -1;
    const message = make("p", "message", ...prose(problem.message));
    el.setAttribute("aria-label", `${say(problem.severity)}: ${problem.message}`);
    el.title = `${say(problem.severity)} · ${problem.code}`;
    el.append(make("div", "head", message, page ? make("span", "page", say("onPage", { n: page })) : null));
    if (problem.line.trim()) el.append(author(problem));
    if (problem.hints.length) el.append(make("ul", "hints", ...problem.hints.map((hint) => make("li", "", ...prose(hint)))));
    const foot = make("div", "foot");
    if (problem.fix !== null) el.append(fixButton(problem));
    foot.append(button("link place", "open", placeName(problem.place), say("openPlace", { place: placeName(problem.place) })));
    if (problem.line.trim()) {
      const copy = button("link", "copy", say("copySentence"));
      copy.prepend(icon("copy"));
      foot.append(copy);
    }
    el.append(foot);
    for (const [place, what] of problem.related) {
      const related = button("link", "related", `${what}  `, say("openPlace", { place: placeName(place) }));
      related.append(make("span", "place", placeName(place)));
      related.place = place;
      el.append(make("div", "foot", related));
    }
    if (problem.id === this.chosen) el.classList.add("chosen");
    if (known && focused) requestAnimationFrame(() => el.focus());
    this.items.set(problem.id, { el, text });
    return el;
  }

  #clicked(event) {
    const el = event.target.closest(".problem");
    if (!el || String(getSelection())) return;
    const act = event.target.closest("button")?.dataset.act ?? "see";
    const place = event.target.closest("button")?.place;
    this.choose(el.problem.id);
    this.dispatchEvent(new CustomEvent(act, { detail: { problem: el.problem, place, button: event.target.closest("button") } }));
  }

  #pressed(event) {
    const el = event.target.closest(".problem");
    if (!el || event.target !== el) return;
    if (event.key === "Enter" || event.key === " ") {
      event.preventDefault();
      this.choose(el.problem.id);
      this.dispatchEvent(new CustomEvent("see", { detail: { problem: el.problem } }));
    } else if (event.key === "ArrowDown" || event.key === "ArrowUp") {
      event.preventDefault();
      this.step(event.key === "ArrowDown" ? 1 : -1);
    }
  }

  /** Marks a problem as the chosen one and brings it into view. */
  choose(id, focus = false) {
    for (const { el } of this.items.values()) {
      el.classList.toggle("chosen", el.problem.id === id);
      el.tabIndex = el.problem.id === id ? 0 : -1;
    }
    this.chosen = id;
    const el = this.items.get(id)?.el;
    el?.scrollIntoView({ block: "nearest" });
    if (focus) el?.focus();
    return el?.problem;
  }

  /** Goes to the next problem in the list (or the one before); returns it. */
  step(by) {
    const all = [...this.list.querySelectorAll(".problem")];
    const at = all.findIndex((el) => el.problem.id === this.chosen);
    const el = all[Math.min(all.length - 1, Math.max(0, at < 0 ? 0 : at + by))];
    return el && this.choose(el.problem.id, true);
  }
}

function button(className, act, text, title) {
  const el = make("button", className, text);
  el.dataset.act = act;
  if (title) el.title = title;
  return el;
}

function fixButton(problem) {
  const fix = problem.fix;
  const from = [...problem.line].slice(...problem.marked).join("");
  const isBlank = (text) => text !== "" && !text.trim();
  const blanks = isBlank(fix) || (!fix && isBlank(from));
  const el = button("link strong fix", "fix", blanks ? say("fixBlanks") : fix ? `${say("fixTo")} ` : say("fixRemove"));
  el.title = say("fixLong", { from, to: fix });
  if (fix && !blanks) el.append(make("code", "", clip(fix.replace(/^ | $/g, "␣"), 40)));
  el.prepend(icon("pen"));
  return el;
}

const clip = (text, length) => ([...text].length > length ? `${[...text].slice(0, length).join("")}…` : text);

/** The author's line around what is meant. */
function author({ line, marked: [from, to] }) {
  const letters = [...line];
  const start = from > 34 ? from - 26 : 0;
  const end = letters.length - to > 52 ? to + 44 : letters.length;
  const long = to - from > 120;
  const inside = long ? `${letters.slice(from, from + 80).join("")}…` : letters.slice(from, to).join("");
  const el = make("div", "author", start ? "…" : "", letters.slice(start, from).join("").trimStart(), make("mark", "", inside));
  el.append(letters.slice(to, end).join(""), end < letters.length ? "…" : "");
  return el;
}

/** The sentence that a problem stands in, as written: what an editor without lines can search for. */
export function sentence({ line, marked: [from, to] }) {
  const letters = [...line];
  const ends = /[。！？；!?\n]/;
  let start = from;
  let end = Math.max(to, from + 1);
  while (start > 0 && !ends.test(letters[start - 1]) && !(letters[start - 1] === " " && letters[start - 2] === ".")) start -= 1;
  while (end < letters.length && !ends.test(letters[end - 1]) && !(letters[end - 1] === "." && letters[end] === " ")) end += 1;
  return letters.slice(start, end).join("").trim();
}

// ---- figures -----------------------------------------------------------------------------------------------------

const WORST = { flagged: 0, stale: 1, pinned: 2, fine: 3 };

export class Figures extends EventTarget {
  constructor() {
    super();
    this.list = document.getElementById("figure-list");
    this.filter = document.getElementById("filter");
    this.told = document.getElementById("filtered");
    this.figures = [];
    this.order = [];
    this.chosen = -1; // an index of the register
    this.rows = new Map();
    this.list.addEventListener("scroll", () => this.#draw(), { passive: true });
    new ResizeObserver(() => this.#draw()).observe(this.list);
    this.filter.addEventListener("input", () => {
      this.#sift();
      this.list.scrollTop = 0;
    });
    this.filter.addEventListener("keydown", (event) => {
      if (event.isComposing || (event.key !== "ArrowDown" && event.key !== "Enter")) return;
      event.preventDefault();
      this.list.focus();
      this.step(1);
    });
    this.list.addEventListener("click", (event) => {
      const row = event.target.closest(".row");
      if (row) this.#choose(row.index, row);
    });
    this.list.addEventListener("keydown", (event) => {
      const by = { ArrowDown: 1, ArrowUp: -1, j: 1, k: -1 }[event.key];
      if (by) this.step(by);
      else if (event.key === "Enter" && this.chosen >= 0) this.#choose(this.chosen, this.rows.get(this.chosen));
      else return;
      event.preventDefault();
      event.stopPropagation();
    });
  }

  show(figures) {
    const text = JSON.stringify([figures, document.documentElement.lang]);
    if (text === this.text) return;
    this.text = text;
    this.figures = figures;
    this.#sift();
  }

  #sift() {
    const wanted = fold(this.filter.value).split(/\s+/).filter(Boolean);
    this.order = this.figures
      .map((figure, index) => ({ figure, index }))
      .filter(({ figure }) => {
        const all = fold(`${figure.name} ${figure.value} ${figure.section}`);
        return wanted.every((word) => all.includes(word));
      })
      .sort((a, b) => WORST[a.figure.state] - WORST[b.figure.state] || a.index - b.index);
    const n = this.figures.length;
    this.told.textContent = !n ? "" : this.order.length < n ? say("figureCountOf", { k: this.order.length, n }) : say("figureCount", { n });
    this.rows.clear();
    this.list.replaceChildren(make("div", "height"));
    this.list.firstChild.style.height = `${this.order.length * ROW + 8}px`;
    if (!this.order.length) this.list.replaceChildren(n ? empty("search", say("noMatch")) : empty(null, say("noFigures"), say("noFiguresLong")));
    this.#draw();
  }

  /** Draws the rows in sight. */
  #draw() {
    if (!this.list.clientHeight || !this.order.length) return;
    const from = Math.max(0, Math.floor(this.list.scrollTop / ROW) - 4);
    const to = Math.min(this.order.length, Math.ceil((this.list.scrollTop + this.list.clientHeight) / ROW) + 4);
    const keep = new Set();
    for (let at = from; at < to; at += 1) {
      const { figure, index } = this.order[at];
      keep.add(index);
      if (!this.rows.has(index)) {
        const row = this.#row(figure, index);
        row.style.top = `${at * ROW + 1}px`;
        this.rows.set(index, row);
        this.list.append(row);
      }
    }
    for (const [index, row] of this.rows) {
      if (keep.has(index)) continue;
      row.remove();
      this.rows.delete(index);
    }
  }

  #row(figure, index) {
    const lamp = make("span", `state ${figure.state}`);
    const row = make("div", "row", lamp, make("span", "what", figure.name), make("span", "value", figure.value));
    row.append(make("span", "where", figure.section), make("span", "times", figure.cited ? say("citedTimes", { n: figure.cited }) : say("notCited")));
    row.index = index;
    row.id = `figure-${index}`;
    row.setAttribute("role", "option");
    row.title = figure.state === "fine" ? figure.name : `${figure.name} · ${say(figure.state === "stale" ? "staleFigure" : figure.state)}`;
    row.classList.toggle("chosen", index === this.chosen);
    row.setAttribute("aria-selected", String(index === this.chosen));
    return row;
  }

  #choose(index, row) {
    this.#mark(index);
    this.dispatchEvent(new CustomEvent("cite", { detail: { index, row } }));
  }

  #mark(index) {
    this.chosen = index;
    this.list.setAttribute("aria-activedescendant", `figure-${index}`);
    for (const [other, row] of this.rows) {
      row.classList.toggle("chosen", other === index);
      row.setAttribute("aria-selected", String(other === index));
    }
  }

  /** Goes to the next row, or the one before. */
  step(by) {
    if (!this.order.length) return;
    const at = this.order.findIndex(({ index }) => index === this.chosen);
    const next = Math.min(this.order.length - 1, Math.max(0, at < 0 ? 0 : at + by));
    const top = next * ROW;
    if (top < this.list.scrollTop) this.list.scrollTop = top;
    if (top + ROW > this.list.scrollTop + this.list.clientHeight) this.list.scrollTop = top + ROW - this.list.clientHeight;
    this.#draw();
    this.#mark(this.order[next].index);
  }
}

/** Folds full-width forms, case and spaces, so that `５０８` finds 508. */
export const fold = (text) => text.normalize("NFKC").toLowerCase();
