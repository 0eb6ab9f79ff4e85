// The pages on the desk: where they lie, which of them are in the document, and that the eye keeps its place.
//
// Only pages near the window exist as elements. A page is known by its id; what it shows stays until what replaces it
// is ready. Knows nothing of problems, figures or the panel: `onletter` tells when a page has its text.

import { match, pair } from "./pair.js";
import { UNIT, draw, letter, redraw } from "./paper.js";
import { say } from "./words.js";

const PIXELS = 96 / 72; // at 100 %
const MARGIN = 28; // around the pages
const GAP = 18; // between them
const AT_ONCE = 3; // requests
const KEPT = 80; // bodies, and half as many drawings
const AUTO = 1.35; // the largest automatic zoom
const STEPS = [0.25, 0.33, 0.5, 0.67, 0.8, 0.9, 1, 1.1, 1.25, 1.5, 1.75, 2, 2.5, 3, 4];
const EYE = 0.3; // the line of the window on which text is held still

const idle = window.requestIdleCallback ?? ((call) => setTimeout(call, 30));

/** A store that forgets what was used longest ago. */
class Recent extends Map {
  constructor(limit) {
    super();
    this.limit = limit;
  }
  take(key) {
    const value = this.get(key);
    if (value !== undefined) this.put(key, value);
    return value;
  }
  put(key, value) {
    this.delete(key);
    this.set(key, value);
    if (this.size > this.limit) this.delete(this.keys().next().value);
  }
}

export class Sheets extends EventTarget {
  /** `load(id)` promises a page's body. */
  constructor(desk, load) {
    super();
    this.desk = desk;
    this.load = load;
    this.strip = desk.querySelector("#strip");
    this.pages = [];
    this.tops = new Float64Array(1);
    this.live = new Map(); // index → sheet
    this.bodies = new Recent(KEPT); // id → body
    this.drawings = new Recent(KEPT / 2); // id → svg
    this.loading = new Map(); // id → promise
    this.build = 0; // of the view shown
    this.zoom = "auto"; // "auto", "width", "page", or a number
    this.scale = PIXELS;
    this.held = null; // the place held until the page that was under the eyes is painted
    this.movedAt = -1e9; // when the pages last moved
    desk.addEventListener("scroll", () => this.#scrolled(), { passive: true });
    new ResizeObserver(() => this.#resized()).observe(desk);
  }

  // ---- views ---------------------------------------------------------------------------------------------------

  /**
   * Shows the pages of a view, one of which may have come with it; the place under the eyes is kept. Requests go out before this
   * returns.
   */
  show({ pages, build, focus, brought }) {
    if (brought) this.bodies.put(brought.id, { ...brought.body, over: brought.over, build });
    const place = this.pages.length ? this.place() : this.remembered;
    const before = this.pages;
    const from = pair(before, pages);
    this.build = build;
    this.pages = pages;
    const sheets = new Map([...this.live].map(([index, sheet]) => [index, sheet]));
    this.live.clear();
    this.#layout();
    from.forEach((old, index) => {
      const sheet = old >= 0 && sheets.get(old);
      if (!sheet) return;
      sheets.delete(old);
      this.live.set(index, sheet);
      this.#lay(sheet, index);
    });
    for (const sheet of sheets.values()) sheet.el.remove();
    if (place && pages.length) {
      let index = before.length ? from.indexOf(place.index) : pages.findIndex(({ id }) => id === place.id);
      if (index < 0) index = Math.min(place.index, pages.length - 1);
      this.#scrollTo(this.tops[index] + place.y * this.scale - place.line);
      this.held = pages[index].id === place.id ? null : { index, texts: place.texts, moved: place.index + pages.length - before.length };
    }
    this.remembered = pages.length ? null : place;
    const goal = this.goal && performance.now() < this.goal.until && from.indexOf(this.goal.index);
    if (goal >= 0 && goal !== false && goal !== null) this.go(goal, this.goal.y);
    this.#render(focus?.page);
    this.dispatchEvent(new Event("zoom"));
    this.dispatchEvent(new Event("move"));
  }

  /** Returns the place under the eyes: the page, the height in points, and the texts around it. */
  place(line = this.desk.clientHeight * EYE) {
    const at = this.desk.scrollTop + line;
    const index = this.#find(at);
    const page = this.pages[index];
    const y = (at - this.tops[index]) / this.scale;
    const pieces = this.bodies.get(this.live.get(index)?.painted)?.text ?? [];
    const count = new Map();
    for (const { text } of pieces) count.set(text, (count.get(text) ?? 0) + 1);
    const texts = pieces
      .filter(({ text }) => text.length > 3 && count.get(text) === 1)
      .map(({ text, y }) => ({ text, y }))
      .sort((a, b) => Math.abs(a.y - y) - Math.abs(b.y - y))
      .slice(0, 40);
    return { index, id: page?.id, y, line, texts };
  }

  /** Puts the place of an earlier visit back, as soon as there are pages. */
  remember(place) {
    this.remembered = place && { ...place, texts: [] };
  }

  /**
   * Once the changed page is here: moves so that the same text is where it was. It may have gone to another page; then
   * it has gone as far as the pages after it, or to a neighbour.
   */
  async #settle() {
    const { held } = this;
    if (!held?.texts.length) return;
    const { index, texts, moved } = held;
    let best = null;
    for (const candidate of new Set([index, moved, index + 1, index - 1, moved + 1, moved - 1])) {
      const page = this.pages[candidate];
      if (!page) continue;
      const body = await this.body(page.id);
      if (this.held !== held) return;
      const at = body && match(texts, body.text);
      // The lines of a page may now stand on two: what counts is where the one nearest to the eyes has gone.
      const [isSure, wasSure] = [at, best].map((match) => match?.count >= Math.min(3, texts.length));
      const better = isSure && wasSure ? at.rank < best.rank : isSure || (!wasSure && at && at.count > (best?.count ?? 0));
      if (better) best = { ...at, candidate };
      if (isSure && best.rank === 0) break;
    }
    this.held = null;
    if (!best) return;
    const delta = this.tops[best.candidate] - this.tops[index] + (best.to - best.from) * this.scale;
    if (Math.abs(delta) < 1) return;
    this.#scrollTo(this.desk.scrollTop + delta);
    this.#render();
    this.dispatchEvent(new Event("settle"));
  }

  // ---- layout --------------------------------------------------------------------------------------------------

  #layout() {
    const { desk, pages } = this;
    const widest = Math.max(...pages.map(({ width }) => width), 1);
    const wide = (desk.clientWidth - 2 * MARGIN) / (widest * PIXELS);
    const here = pages[Math.min(this.#find(desk.scrollTop + desk.clientHeight / 2), pages.length - 1)];
    const high = (desk.clientHeight - 2 * GAP) / ((here?.height ?? 842) * PIXELS);
    const { zoom } = this;
    const factor = zoom === "auto" ? Math.min(wide, AUTO) : zoom === "width" ? wide : zoom === "page" ? Math.min(wide, high) : zoom;
    this.factor = Math.max(0.1, factor);
    this.scale = PIXELS * this.factor;
    this.tops = new Float64Array(pages.length + 1);
    let y = this.zoom === "page" ? GAP : MARGIN;
    pages.forEach((page, index) => {
      this.tops[index] = y;
      y += Math.round(page.height * this.scale) + GAP;
    });
    this.tops[pages.length] = y;
    this.strip.style.height = `${pages.length ? y - GAP + MARGIN : 0}px`;
    this.strip.style.width = `${Math.max(widest * this.scale + 2 * MARGIN, 0)}px`;
    this.strip.style.setProperty("--unit", this.scale / UNIT);
  }

  #lay(sheet, index) {
    const page = this.pages[index];
    const { style } = sheet.el;
    sheet.index = index;
    style.top = `${this.tops[index]}px`;
    style.width = `${Math.round(page.width * this.scale)}px`;
    style.height = `${Math.round(page.height * this.scale)}px`;
    sheet.el.setAttribute("aria-label", this.name(index));
  }

  // Not where nothing moved: that would stop a glide.
  #scrollTo(top) {
    if (Math.abs(this.desk.scrollTop - top) >= 1) this.desk.scrollTop = Math.round(top);
  }

  /** Returns the index of the page at a height of the strip. */
  #find(at) {
    let low = 0;
    let high = this.pages.length - 1;
    while (low < high) {
      const middle = (low + high + 1) >> 1;
      if (this.tops[middle] <= at) low = middle;
      else high = middle - 1;
    }
    return Math.max(0, low);
  }

  #resized() {
    if (!this.desk.clientWidth) return;
    this.rescale();
  }

  /** Lays everything out again, holding the point `(x, line)` of the window. */
  rescale(line, x = this.desk.clientWidth / 2) {
    if (!this.pages.length) return;
    const place = this.place(line);
    const before = this.scale;
    const left = this.desk.scrollLeft + x - this.strip.clientWidth / 2;
    this.#layout();
    for (const [index, sheet] of this.live) this.#lay(sheet, index);
    this.#scrollTo(this.tops[place.index] + place.y * this.scale - place.line);
    this.desk.scrollLeft = (left * this.scale) / before + this.strip.clientWidth / 2 - x;
    this.#render();
    this.dispatchEvent(new Event("zoom"));
  }

  /** Sets the zoom: `auto`, `width`, `page` or a factor. */
  setZoom(zoom, line, x) {
    const { current } = this;
    this.zoom = typeof zoom === "number" ? Math.min(5, Math.max(0.2, zoom)) : zoom;
    this.rescale(line, x);
    // A whole page is to be seen, not the halves of two.
    if (zoom === "page") this.go(current);
  }

  /** Zooms to the next step up (1) or down (-1). */
  step(direction) {
    const now = this.factor;
    const next = direction > 0 ? STEPS.find((step) => step > now * 1.01) : [...STEPS].reverse().find((step) => step < now * 0.99);
    if (next) this.setZoom(next);
  }

  // ---- what is in the document -----------------------------------------------------------------------------------

  #scrolled() {
    this.movedAt = performance.now();
    if (this.frame) return;
    this.frame = requestAnimationFrame(() => {
      this.frame = 0;
      this.#render();
      this.dispatchEvent(new Event("move"));
    });
  }

  /** Makes the sheets near the window, removes those far from it, and asks for what they lack: nearest first. */
  #render(first) {
    const { desk, pages, live } = this;
    if (!pages.length) return;
    const height = desk.clientHeight;
    const near = [this.#find(desk.scrollTop - height), this.#find(desk.scrollTop + 2 * height)];
    const far = [this.#find(desk.scrollTop - 2.5 * height), this.#find(desk.scrollTop + 3.5 * height)];
    for (const [index, sheet] of live) {
      if (this.keeping || (index >= far[0] && index <= far[1])) continue;
      sheet.el.remove();
      live.delete(index);
    }
    const middle = desk.scrollTop + height / 2;
    const distance = (index) => (index === first ? -1 : Math.max(0, this.tops[index] - middle, middle - this.tops[index + 1]));
    const indices = [];
    for (let index = near[0]; index <= near[1]; index += 1) indices.push(index);
    indices.sort((a, b) => distance(a) - distance(b));
    for (const index of indices) if (!live.has(index)) this.#make(index);
    this.wanted = indices.filter((index) => live.get(index).painted !== pages[index].id);
    this.#next();
  }

  #make(index) {
    const el = document.createElement("article");
    el.className = "sheet";
    const paint = document.createElement("div");
    const marks = document.createElement("div");
    const text = document.createElement("div");
    paint.className = "paint";
    marks.className = "marks over";
    text.className = "text over";
    el.append(paint, marks, text);
    const sheet = { index, el, paint, marks, text, painted: null, lettered: null };
    el.sheet = sheet;
    this.#lay(sheet, index);
    this.live.set(index, sheet);
    // In the order of the pages, for selections and for those who are read the pages aloud.
    let next = null;
    for (const other of this.live.values()) if (other.index > index && (!next || other.index < next.index)) next = other;
    this.strip.insertBefore(el, next?.el ?? null);
  }

  /** Paints what is here, and asks for the rest, a few at once. While the pages move, one is painted in a frame. */
  #next() {
    const moving = performance.now() - this.movedAt < 120;
    for (const index of this.wanted ?? []) {
      const id = this.pages[index]?.id;
      const sheet = this.live.get(index);
      if (!sheet || sheet.painted === id) continue;
      const body = this.bodies.take(id);
      if (body && (!body.over || this.drawings.has(id) || this.#carries(sheet, body.over))) {
        this.#paint(sheet, id, body);
        if (moving) return void requestAnimationFrame(() => this.#next());
      } else if (this.loading.size < AT_ONCE || this.loading.has(id)) this.#fetch(id).then(() => this.#next());
    }
  }

  /** Promises the body of a page, or nothing if it cannot be had; its drawing may be what changed of the page `over`. */
  body(id) {
    const body = this.bodies.take(id);
    return body ? Promise.resolve(body) : this.#fetch(id);
  }

  /** Promises the body of a page with the whole drawing. */
  whole(id) {
    return this.bodies.get(id)?.over ? this.#fetch(id) : this.body(id);
  }

  /** Whether a sheet has the drawing of a page, for itself alone. */
  #carries(sheet, id) {
    const drawing = sheet.paint.firstElementChild;
    return sheet.painted === id && drawing && this.drawings.get(id) === drawing;
  }

  /** Fetches a body once, however many ask for it. */
  #fetch(id) {
    let promise = this.loading.get(id);
    if (!promise) {
      const build = this.build;
      promise = this.load(id)
        .then((body) => {
          body.build = build;
          this.bodies.put(id, body);
          return body;
        })
        .catch(() => null)
        .finally(() => this.loading.delete(id));
      this.loading.set(id, promise);
    }
    return promise;
  }

  #paint(sheet, id, body) {
    const kept = this.drawings.take(id);
    const svg = kept ?? draw(body);
    const old = sheet.paint.firstElementChild;
    if (!kept && this.#carries(sheet, sheet.painted)) {
      this.drawings.delete(sheet.painted);
      try {
        redraw(old, svg);
      } catch (reason) {
        // What was brought does not fit what is here: then it is asked for.
        console.warn(reason);
        this.bodies.delete(id);
        sheet.painted = null;
        return void this.#fetch(id).then(() => this.#next());
      }
      this.drawings.put(id, old);
    } else {
      this.drawings.put(id, svg);
      // A page may stand twice in a report; an element can stand only once.
      sheet.paint.replaceChildren(svg.isConnected && svg.parentNode !== sheet.paint ? svg.cloneNode(true) : svg);
    }
    sheet.painted = id;
    sheet.el.classList.add("ready");
    if (this.held?.index === sheet.index) this.#settle();
    this.#later(() => this.#letter(sheet, id, body));
    this.dispatchEvent(new CustomEvent("paint", { detail: sheet }));
  }

  /** Calls when there is time, and not while the pages move. */
  #later(call) {
    const wait = () => (performance.now() - this.movedAt < 120 ? setTimeout(wait, 60) : call());
    idle(wait, { timeout: 150 });
  }

  #letter(sheet, id, body) {
    if (this.live.get(sheet.index) !== sheet || sheet.painted !== id || sheet.lettered === id) return;
    sheet.text.replaceChildren(letter(body.text));
    sheet.lettered = id;
    this.dispatchEvent(new CustomEvent("letter", { detail: sheet }));
  }

  /**
   * Renews the pieces of a page that was fetched for an earlier view: the lines that it was written on may have moved
   * although the page looks the same.
   */
  async renew(sheet) {
    const id = sheet.painted;
    const body = this.bodies.get(id);
    if (!body || body.build === this.build || this.pages[sheet.index]?.id !== id) return;
    const build = this.build;
    const fresh = await this.load(id).catch(() => null);
    if (!fresh || fresh.text.length !== body.text.length) return;
    body.text.forEach((piece, index) => Object.assign(piece, fresh.text[index]));
    body.build = build;
    if (sheet.lettered !== id) return;
    for (const span of sheet.text.children) span.classList.toggle("figure", (span.piece?.figure ?? null) !== null);
  }

  // ---- going places ----------------------------------------------------------------------------------------------

  /** Returns the index of the page under the eyes. */
  get current() {
    return this.#find(this.desk.scrollTop + this.desk.clientHeight * 0.45);
  }

  /** Returns the index of the page that a glide is on its way to, or else of the one under the eyes. */
  get heading() {
    return this.goal && performance.now() < this.goal.until ? this.goal.index : this.current;
  }

  /** Returns what a page is called: by the number printed on it, otherwise by its place. */
  name(index) {
    const number = this.pages[index]?.number;
    return number ? say("pageLabel", { n: number }) : say("leafLabel", { n: index + 1 });
  }

  /** Returns the short number of a page. */
  number(index) {
    return this.pages[index]?.number ?? String(index + 1);
  }

  /** Returns whether a place lies comfortably in the window. */
  sees(index, y = 0) {
    const at = this.tops[index] + y * this.scale - this.desk.scrollTop;
    return at > this.desk.clientHeight * 0.08 && at < this.desk.clientHeight * 0.85;
  }

  /** Goes to a page, or a height on it in points. */
  go(index, y = null) {
    if (!this.pages.length) return;
    index = Math.min(Math.max(0, index), this.pages.length - 1);
    const top = y === null ? this.tops[index] - GAP / 2 : this.tops[index] + y * this.scale - this.desk.clientHeight * EYE;
    const near = Math.abs(top - this.desk.scrollTop) < this.desk.clientHeight * 2;
    const calm = matchMedia("(prefers-reduced-motion: reduce)").matches;
    this.held = null;
    this.goal = { index, y, until: performance.now() + 700 };
    this.desk.scrollTo({ top: Math.round(top), behavior: near && !calm ? "smooth" : "auto" });
    if (!near || calm) this.#render(index);
  }

  /** Lets a place on a page light up for a moment, as soon as the page is painted. */
  flash(index, y, boxes = null) {
    const light = () => {
      const sheet = this.live.get(index);
      if (!sheet || sheet.painted !== this.pages[index]?.id) return false;
      for (const box of boxes ?? [{ x: 0, y: y - 2, width: this.pages[index]?.width ?? 0, height: 26, band: true }]) {
        const mark = this.mark(sheet, box, box.band ? "flash band" : "flash");
        setTimeout(() => mark.classList.add("fading"), 1300);
        setTimeout(() => mark.remove(), 1700);
      }
      return true;
    };
    if (light()) return;
    const wait = ({ detail }) => {
      if (detail.index === index && light()) stop();
    };
    const stop = () => this.removeEventListener("paint", wait);
    this.addEventListener("paint", wait);
    setTimeout(stop, 4000);
  }

  /** Puts a mark on a sheet: a box in points. */
  mark(sheet, { x, y, width, height }, className) {
    const mark = document.createElement("i");
    mark.className = className;
    mark.style.left = `${x * UNIT}px`;
    mark.style.top = `${y * UNIT}px`;
    mark.style.width = `${width * UNIT}px`;
    mark.style.height = `${height * UNIT}px`;
    sheet.marks.append(mark);
    return mark;
  }

  /** Returns the sheet of an element inside it. */
  static of(el) {
    return el?.closest?.(".sheet")?.sheet ?? null;
  }
}
