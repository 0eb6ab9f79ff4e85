// Search over the text of all pages; those not yet read are fetched in the background, a few at a time.
//
// Spaces, line ends, case and full-width forms make no difference. Marks the matches on the pages that are shown.

import { within } from "./paper.js";
import { fold } from "./lists.js";
import { say } from "./words.js";

const AT_ONCE = 2;

export class Finder {
  /** `text(id, signal)` promises the pieces of a page. */
  constructor(sheets, text) {
    this.sheets = sheets;
    this.load = text;
    this.form = document.getElementById("finder");
    this.query = document.getElementById("query");
    this.told = document.getElementById("hits");
    this.reading = document.getElementById("reading");
    this.texts = new Map(); // id → {folded, marks, pieces}
    this.hits = []; // {index, boxes}
    this.at = -1;
    this.missing = 0; // pages not yet read
    this.total = 0;
    this.query.addEventListener("input", () => this.search(true));
    this.form.addEventListener("submit", (event) => event.preventDefault());
    this.query.addEventListener("keydown", (event) => {
      if (event.key !== "Enter" || event.isComposing) return;
      event.preventDefault();
      this.step(event.shiftKey ? -1 : 1);
    });
    document.getElementById("hitup").addEventListener("click", () => this.step(-1));
    document.getElementById("hitdown").addEventListener("click", () => this.step(1));
    document.getElementById("hitclose").addEventListener("click", () => this.close());
    sheets.addEventListener("paint", ({ detail }) => this.open && this.#mark(detail));
  }

  get open() {
    return !this.form.hidden;
  }

  show() {
    this.form.hidden = false;
    this.query.select();
    this.query.focus();
    this.search(false);
  }

  close() {
    this.form.hidden = true;
    this.abort?.abort();
    this.hits = [];
    for (const sheet of this.sheets.live.values()) for (const mark of sheet.marks.querySelectorAll(".hit")) mark.remove();
    this.sheets.desk.focus();
  }

  /** The view has changed: pages that are gone are forgotten, and what is searched for is searched again. */
  refresh() {
    const ids = new Set(this.sheets.pages.map(({ id }) => id));
    for (const id of this.texts.keys()) if (!ids.has(id)) this.texts.delete(id);
    if (this.open) this.search(false);
  }

  /** Searches all pages; `jump` goes to the first match from here on. */
  async search(jump) {
    this.abort?.abort();
    const { signal } = (this.abort = new AbortController());
    const wanted = squeeze(this.query.value);
    const now = this.hits[this.at];
    this.hits = [];
    this.at = -1;
    const start = this.sheets.current;
    const { pages } = this.sheets;
    const order = pages.map((_, index) => (index + start) % pages.length);
    let jumped = !jump;
    const missing = [];
    const take = (index) => {
      const found = this.#match(index, wanted);
      if (!found.length) return;
      this.hits.push(...found);
      if (!jumped && index >= start) {
        jumped = true;
        this.#sort();
        this.at = this.hits.indexOf(found[0]);
        this.#go();
      }
    };
    if (wanted) {
      for (const index of order) {
        if (this.#known(pages[index].id)) take(index);
        else missing.push(index);
      }
    }
    this.#sort();
    if (!jump && now) this.at = this.hits.findIndex((hit) => hit.index === now.index && hit.boxes[0].y === now.boxes[0].y);
    this.missing = this.total = missing.length;
    this.#tell();
    if (!missing.length) return;
    const workers = Array.from({ length: AT_ONCE }, async () => {
      while (missing.length && !signal.aborted) {
        const index = missing.shift();
        const { id } = pages[index];
        const pieces = this.texts.has(id) ? null : await this.load(id, signal).catch(() => []);
        if (signal.aborted) return;
        if (pieces) this.#keep(id, pieces);
        const current = this.hits[this.at];
        take(index);
        this.#sort();
        if (current) this.at = this.hits.indexOf(current);
        this.missing = missing.length;
        this.#tell();
      }
    });
    await Promise.all(workers);
    if (signal.aborted) return;
    if (!jumped && this.hits.length) {
      this.at = 0;
      this.#go();
    }
    this.missing = 0;
    this.#tell();
  }

  #sort() {
    this.hits.sort((a, b) => a.index - b.index || a.from - b.from);
  }

  #known(id) {
    if (this.texts.has(id)) return true;
    const body = this.sheets.bodies.get(id);
    if (body) this.#keep(id, body.text);
    return Boolean(body);
  }

  /** Keeps a page's text folded, with the piece and character that each letter came from. */
  #keep(id, pieces) {
    let folded = "";
    const marks = [];
    pieces.forEach((piece, number) => {
      let at = 0;
      for (const letter of piece.text) {
        for (const part of squeeze(letter)) {
          folded += part;
          for (let i = 0; i < part.length; i += 1) marks.push(number, at, at + letter.length);
        }
        at += letter.length;
      }
    });
    this.texts.set(id, { folded, marks: Uint32Array.from(marks), pieces });
  }

  #match(index, wanted) {
    const { folded, marks, pieces } = this.texts.get(this.sheets.pages[index].id);
    const found = [];
    for (let from = folded.indexOf(wanted); from >= 0; from = folded.indexOf(wanted, from + wanted.length)) {
      const boxes = [];
      for (let i = from; i < from + wanted.length; ) {
        const number = marks[3 * i];
        const start = marks[3 * i + 1];
        let end = marks[3 * i + 2];
        while (i < from + wanted.length && marks[3 * i] === number) end = marks[3 * i++ + 2];
        const piece = pieces[number];
        boxes.push({ ...within(piece, start, end), y: piece.y, height: piece.height });
      }
      found.push({ index, from, boxes });
    }
    return found;
  }

  #tell() {
    const { missing, total } = this;
    const n = this.hits.length;
    const wanted = this.query.value.trim();
    this.told.textContent = !wanted ? "" : n ? say("hits", { k: this.at < 0 ? "–" : this.at + 1, n }) : missing ? "…" : say("noHits");
    this.told.classList.toggle("none", Boolean(wanted) && !n && !missing);
    this.reading.hidden = !missing;
    this.reading.value = total ? 1 - missing / total : 1;
    this.reading.title = say("reading", { k: this.texts.size, n: this.sheets.pages.length });
    for (const sheet of this.sheets.live.values()) this.#mark(sheet);
  }

  #mark(sheet) {
    for (const mark of sheet.marks.querySelectorAll(".hit")) mark.remove();
    if (sheet.painted !== this.sheets.pages[sheet.index]?.id) return;
    this.hits.forEach((hit, at) => {
      if (hit.index !== sheet.index) return;
      for (const box of hit.boxes) this.sheets.mark(sheet, box, at === this.at ? "hit now" : "hit");
    });
  }

  /** Goes to the next match, or the one before. */
  step(by) {
    const n = this.hits.length;
    if (!n) return;
    if (this.at < 0) {
      const next = this.hits.findIndex(({ index }) => index >= this.sheets.current);
      this.at = by > 0 ? Math.max(0, next) : (Math.max(0, next) - 1 + n) % n;
    } else {
      this.at = (this.at + by + n) % n;
    }
    this.#go();
    this.#tell();
  }

  #go() {
    const hit = this.hits[this.at];
    if (hit && !this.sheets.sees(hit.index, hit.boxes[0].y)) this.sheets.go(hit.index, hit.boxes[0].y);
  }
}

const squeeze = (text) => fold(text).replace(/\s+/g, "");
