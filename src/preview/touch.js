// The reader's hand on a page: pointing at a number, clicking a paragraph, selecting a number to register it.
//
// Draws the card, the tag and the popover; what they ask for is done by page.js through `studio`:
// `figure(index)`, `figures()`, `open(place)`, `goto(page, place, figure)`, `register(build, action)`.

import { icon, make, placeName } from "./lists.js";
import { flow, within } from "./paper.js";
import { Sheets } from "./sheets.js";
import { say } from "./words.js";

const POINT = 200; // milliseconds before the card comes
const LEAVE = 260; // and before it goes
const SECOND = 260; // in which a click may become a double click

/** Puts a floating element beside a box of the window: below if there is room, otherwise above. */
export function float(el, box, gap = 8, side = "below") {
  document.body.append(el);
  const { offsetWidth: width, offsetHeight: height } = el;
  const edge = 12;
  let left = box.left + box.width / 2 - Math.min(width / 2, 120);
  let top = box.bottom + gap;
  if (side === "left") {
    left = box.left - width - gap - 4;
    top = box.top - 8;
  } else if (side === "above") {
    left = box.left;
    top = box.top - gap - height < 60 ? Math.min(box.bottom + gap, innerHeight - 80) : box.top - gap - height;
  } else if (top + height > innerHeight - edge && box.top - gap - height > edge) {
    top = box.top - gap - height;
  }
  el.style.left = `${Math.max(edge, Math.min(left, innerWidth - width - edge))}px`;
  el.style.top = `${Math.max(edge, Math.min(top, innerHeight - height - edge))}px`;
}

/** Returns whether two places are the same line and column of a file. */
const samePlace = (a, b) => a?.file === b?.file && a?.line === b?.line && a?.column === b?.column;

// ---- the card of a figure ----------------------------------------------------------------------------------------

export class Card {
  constructor(studio) {
    this.studio = studio;
    this.timer = 0;
    this.el = null;
    this.cache = new Map(); // index → promise
  }

  /** A new view: what was read of the figures may be wrong, and so may be the card that is open. */
  forget() {
    this.cache.clear();
    if (this.el && this.going) this.hide();
    else if (this.el) this.show(...this.shown);
  }

  read(index) {
    let promise = this.cache.get(index);
    if (!promise) {
      promise = this.studio.figure(index);
      promise.catch(() => this.cache.delete(index));
      this.cache.set(index, promise);
    }
    return promise;
  }

  /** Comes after a moment over `box()`, for figure `index` that is cited at `place`. */
  point(index, box, place) {
    clearTimeout(this.timer);
    this.going = false;
    if (this.el && this.shown[0] === index && samePlace(this.shown[4], place)) return;
    this.read(index).catch(() => {});
    this.timer = setTimeout(() => this.show(index, box, "below", false, place), this.el ? 60 : POINT);
  }

  async show(index, box, side = "below", stay = false, place = null) {
    clearTimeout(this.timer);
    this.going = false;
    this.stay = stay;
    const turn = (this.turn = (this.turn ?? 0) + 1);
    const card = await this.read(index).catch(() => null);
    if (!card || this.turn !== turn) return;
    this.hide();
    this.turn = turn;
    this.stay = stay;
    const el = (this.el = this.#draw(card, index, place));
    this.shown = [index, box, side, stay, place];
    el.addEventListener("pointerenter", () => {
      clearTimeout(this.timer);
      this.going = false;
    });
    el.addEventListener("pointerleave", () => this.leave());
    const at = box();
    if (at?.width) float(el, at, 7, side);
    else this.el = null;
  }

  leave() {
    clearTimeout(this.timer);
    this.turn = (this.turn ?? 0) + 1;
    this.going = !this.stay;
    if (this.going) this.timer = setTimeout(() => this.hide(), LEAVE);
  }

  hide() {
    clearTimeout(this.timer);
    this.turn = (this.turn ?? 0) + 1;
    this.stay = false;
    this.el?.remove();
    this.el = null;
  }

  #draw(card, index, place) {
    const el = make("div", "card");
    // Of a citation that prints growth or a share, that comes first, and then what it is computed from.
    const facet = card.citations.find((cited) => samePlace(cited.place, place))?.facet;
    const name = facet ? `${card.name} · ${facet.name}` : card.name;
    el.setAttribute("role", "dialog");
    el.setAttribute("aria-label", name);
    const verdict = make("span", `verdict ${card.state}`, say(card.state === "stale" ? "staleFigure" : card.state));
    el.append(make("header", "", make("div", "called", make("b", "", name), verdict), make("div", "big", facet?.prints ?? card.value)));
    const facts = make("dl");
    const fact = (name, value, className) => {
      if (value) facts.append(make("dt", "", name), make("dd", className ?? "", value));
    };
    if (facet) {
      if (facet.numbers) fact(say("formula"), `= ${facet.numbers}`);
      fact(card.name, card.value);
    }
    if (card.formula) {
      fact(say("formula"), card.formula);
      if (card.numbers) facts.append(make("dt"), make("dd", "sum", `= ${card.numbers}`));
    }
    if (card.exact !== card.value) fact(say("exact"), card.exact);
    fact(say("prior"), card.prior);
    fact(say("source"), card.source ?? say("noSource"), card.source ? "" : "sum");
    for (const about of ["label", "period", "scope", "note"]) fact(say(about), card[about]);
    el.append(facts);
    if (card.problems.length) el.append(make("ul", "against", ...card.problems.map((text) => make("li", "", text))));
    const cites = make("div", "cites", make("h3", "", card.citations.length ? say("cited", { n: Math.max(card.cited, card.citations.length) }) : say("notCited")));
    // A sentence may cite a figure twice, and its growth besides.
    const twice = (cited, at) => card.citations.slice(0, at).some((other) => other.sentence === cited.sentence && other.page === cited.page);
    const sentences = card.citations.filter((cited, at) => !twice(cited, at));
    for (const cited of sentences.slice(0, 6)) {
      const cite = make("button", "cite", make("span", "", cited.sentence));
      cite.title = `${cited.sentence}\n${placeName(cited.place)}`;
      if (cited.page !== null) cite.append(make("span", "quiet", say("onPage", { n: this.studio.pageNumber(cited.page) })));
      cite.addEventListener("click", () => (cited.page === null ? this.studio.open(cited.place) : this.studio.goto(cited.page, cited.place, index)));
      cites.append(cite);
    }
    if (sentences.length > 6) cites.append(make("h3", "", say("moreCitations", { n: sentences.length - 6 })));
    el.append(cites);
    const open = make("button", "link", icon("pen"), `${say("declared")} ${placeName(card.declared)}`);
    open.title = say("openDeclaration");
    open.addEventListener("click", () => this.studio.open(card.declared));
    el.append(make("footer", "", open));
    return el;
  }
}

// ---- pointing, clicking, selecting -------------------------------------------------------------------------------

export class Touch {
  constructor(sheets, card, studio) {
    this.sheets = sheets;
    this.card = card;
    this.studio = studio;
    this.desk = sheets.desk;
    this.focusedAt = 0;
    this.popover = null;
    this.tag = null;
    const { desk } = this;
    addEventListener("focus", () => (this.focusedAt = performance.now()));
    desk.addEventListener("pointermove", (event) => this.#move(event), { passive: true });
    desk.addEventListener("pointerout", (event) => event.target.closest?.(".figure") && this.card.leave());
    desk.addEventListener("mousedown", (event) => this.#down(event));
    addEventListener("mousemove", (event) => this.#dragged(event), { passive: true });
    desk.addEventListener("click", (event) => this.#click(event));
    desk.addEventListener("scroll", () => this.#scrolled(), { passive: true });
    addEventListener("mouseup", () => this.#up());
    document.addEventListener("copy", (event) => this.#copy(event));
    sheets.addEventListener("paint", ({ detail }) => this.tag?.sheet === detail && this.untag());
  }

  /** Closes what is on top; returns whether there was anything. */
  escape() {
    const open = this.popover || this.card.el || this.tag;
    this.closePopover();
    this.card.hide();
    this.untag();
    return Boolean(open);
  }

  #scrolled() {
    this.under = null;
    if (!this.card.stay) this.card.hide();
    this.untag();
  }

  // Not `pointerover`: that also comes when the pages are scrolled under a hand that rests.
  #move(event) {
    if (event.target === this.under) return;
    this.under = event.target;
    const sheet = Sheets.of(event.target);
    if (sheet) this.sheets.renew(sheet);
    const span = event.target.closest?.(".figure");
    const figure = span?.piece?.figure;
    if (figure === null || figure === undefined || this.drag || this.popover) return;
    this.card.point(figure, () => span.isConnected && span.getBoundingClientRect(), span.piece.place);
  }

  // The spans of a page lie free, and a browser that selects across the gaps between them selects anything. So a drag
  // is ours: from the letter nearest to where it began to the letter nearest to where it is. Words stay the browser's.
  #down(event) {
    if (event.button) return;
    this.hadSelection = !getSelection().isCollapsed || Boolean(this.popover);
    this.woke = performance.now() - this.focusedAt < 250;
    this.at = [event.clientX, event.clientY];
    if (this.popover) this.closePopover();
    this.untag();
    if (!Sheets.of(event.target) || event.target.closest(".tick")) return;
    this.card.hide();
    this.drag = { from: null, to: this.at, ours: event.detail < 2 && !event.shiftKey };
    if (!this.drag.ours) return;
    event.preventDefault();
    this.desk.focus({ preventScroll: true });
    getSelection().removeAllRanges();
    this.drag.from = this.#letter(...this.at);
    this.sheets.keeping = true;
  }

  #dragged(event) {
    const { drag } = this;
    if (!drag?.from) return;
    drag.to = [event.clientX, event.clientY];
    if (Math.hypot(drag.to[0] - this.at[0], drag.to[1] - this.at[1]) < 4) return;
    drag.frame ??= requestAnimationFrame(() => this.#extend(drag));
  }

  /** Extends the selection to where the pointer is; scrolls while it is at the edge of the desk. */
  #extend(drag) {
    drag.frame = null;
    if (this.drag !== drag) return;
    const to = this.#letter(...drag.to);
    if (to) getSelection().setBaseAndExtent(drag.from.node, drag.from.offset, to.node, to.offset);
    const box = this.desk.getBoundingClientRect();
    const over = Math.max(0, drag.to[1] - box.bottom + 24) - Math.max(0, box.top + 24 - drag.to[1]);
    if (!over) return;
    this.desk.scrollTop += over / 2;
    drag.frame = requestAnimationFrame(() => this.#extend(drag));
  }

  /** Returns the letter nearest to a point of the window, as a text node and an offset. */
  #letter(x, y) {
    let best = null;
    for (const sheet of this.sheets.live.values()) {
      const box = sheet.el.getBoundingClientRect();
      if (y < box.top - 200 || y > box.bottom + 200) continue;
      const at = [(x - box.left) / this.sheets.scale, (y - box.top) / this.sheets.scale];
      for (const span of sheet.text.children) {
        const { piece } = span;
        const beside = Math.max(0, piece.x - at[0], at[0] - piece.x - piece.width);
        const apart = Math.max(0, piece.y - at[1], at[1] - piece.y - piece.height) * 20 + beside;
        if (!best || apart < best.apart) best = { apart, span, x: at[0] };
      }
    }
    const node = best?.span.firstChild;
    if (!node) return null;
    const { piece } = best.span;
    let offset = 0;
    for (const letter of piece.text) {
      const { x: left, width } = within(piece, offset, offset + letter.length);
      if (best.x < left + width / 2) break;
      offset += letter.length;
    }
    return { node, offset };
  }

  #up() {
    const { drag } = this;
    this.drag = null;
    this.sheets.keeping = false;
    if (drag) setTimeout(() => this.#offer(), 0);
  }

  async #click(event) {
    clearTimeout(this.later);
    const moved = this.at && Math.hypot(event.clientX - this.at[0], event.clientY - this.at[1]) > 4;
    if (event.button || moved || this.hadSelection || event.detail > 1 || !getSelection().isCollapsed) return;
    const link = document.elementsFromPoint(event.clientX, event.clientY).map((el) => el.closest("a[href], a[*|href]")).find(Boolean);
    const href = link?.getAttribute("href") ?? link?.getAttributeNS("http://www.w3.org/1999/xlink", "href");
    if (href) return void window.open(href, "_blank", "noopener");
    const span = event.target.closest(".text span");
    this.untag();
    if (!span) return;
    const sheet = Sheets.of(span);
    const woke = this.woke;
    await this.sheets.renew(sheet);
    const { piece } = span;
    let place = piece.place;
    if (piece.figure !== null && piece.figure !== undefined) {
      place = (await this.card.read(piece.figure).catch(() => null))?.declared ?? place;
    }
    if (!place) return;
    this.#tag(sheet, piece, place);
    // A click that only brought the window to the front shows the place, and opens nothing.
    if (!woke) this.later = setTimeout(() => getSelection().isCollapsed && this.studio.open(place, true), SECOND);
  }

  /** Marks the paragraph of a piece and says where it is written. */
  #tag(sheet, piece, place) {
    const { text } = this.sheets.bodies.get(sheet.painted) ?? { text: [] };
    const own = piece.place ?? place;
    const same = piece.figure === null ? text.filter((other) => other.place && other.place.file === own.file && other.place.line === own.line) : [piece];
    const boxes = same.length ? same : [piece];
    const x = Math.min(...boxes.map((box) => box.x));
    const y = Math.min(...boxes.map((box) => box.y));
    const right = Math.max(...boxes.map((box) => box.x + box.width));
    const bottom = Math.max(...boxes.map((box) => box.y + box.height));
    const mark = this.sheets.mark(sheet, { x: x - 3, y: y - 2, width: right - x + 6, height: bottom - y + 4 }, "chosen");
    const open = make("button", "link", icon("pen"), placeName(place));
    open.title = say("openPlace", { place: placeName(place) });
    open.addEventListener("click", () => this.studio.open(place));
    const el = make("div", "card tag", open);
    this.tag = { el, mark, sheet };
    float(el, mark.getBoundingClientRect(), 5, "above");
    this.fading = setTimeout(() => this.untag(), 6000);
  }

  untag() {
    clearTimeout(this.later);
    clearTimeout(this.fading);
    this.tag?.el.remove();
    this.tag?.mark.remove();
    this.tag = null;
  }

  // ---- registering a number --------------------------------------------------------------------------------------

  /** Returns the parts of pieces that are selected, in order. */
  #selected() {
    const selection = getSelection();
    if (selection.isCollapsed || !selection.rangeCount) return [];
    const range = selection.getRangeAt(0);
    const parts = [];
    for (const sheet of this.sheets.live.values()) {
      if (!range.intersectsNode(sheet.text)) continue;
      for (const span of sheet.text.children) {
        if (!span.piece || !range.intersectsNode(span)) continue;
        const node = span.firstChild;
        if (!node) continue;
        const from = node === range.startContainer ? range.startOffset : 0;
        const to = node === range.endContainer ? range.endOffset : node.length;
        if (from < to) parts.push({ sheet, span, piece: span.piece, from, to, text: node.data.slice(from, to) });
      }
    }
    return parts.sort((a, b) => a.sheet.index - b.sheet.index);
  }

  #copy(event) {
    const parts = this.#selected();
    if (!parts.length || event.target.closest?.("input")) return;
    event.clipboardData.setData("text/plain", flow(parts));
    event.preventDefault();
  }

  /** Offers to register what is selected, if it is a number. */
  async #offer() {
    const parts = this.#selected();
    const number = parts.length && parts.length <= 6 && readNumber(parts);
    if (!number) return;
    const { sheet } = parts[0];
    await this.sheets.renew(sheet);
    if (!number.piece.place || parts.some(({ piece }) => piece.figure !== null && piece.figure !== undefined)) return;
    this.#popover(number, getSelection().getRangeAt(0).getBoundingClientRect(), sheet);
  }

  #popover(number, box, sheet) {
    this.closePopover();
    const begin = make("button", "main", say("register"));
    const el = (this.popover = make("div", "card register small", begin));
    const { build } = this.sheets;
    const id = sheet.painted;
    el.stale = () => this.sheets.pages[sheet.index]?.id !== id;
    // Where the page is still the same, what is meant is what stands there now; otherwise the program must refuse.
    const shown = async () => {
      const same = this.sheets.pages[sheet.index]?.id === id;
      if (same) await this.sheets.renew(sheet);
      return same ? this.sheets.build : build;
    };
    begin.addEventListener("click", () => this.#form(el, number, box, shown));
    float(el, box, 8);
  }

  async #form(el, number, box, build) {
    const input = make("input");
    const told = make("p");
    const cancel = make("button", "plain", say("cancel"));
    const go = make("button", "main", say("register"));
    cancel.type = "button";
    input.placeholder = say("registerName");
    input.setAttribute("aria-label", say("registerName"));
    input.autocomplete = "off";
    told.setAttribute("aria-live", "polite");
    const form = make("form", "", make("h3", "", say("registerTitle", { number: number.text })), input, told, make("div", "buttons", cancel, go));
    el.className = "card register";
    el.replaceChildren(form);
    float(el, box, 8);
    input.focus();
    const figures = await this.studio.figures().catch(() => []);
    const check = () => {
      const name = input.value.trim();
      const bad = name.match(/[{}=\n`]/g);
      const taken = figures.find((figure) => figure.name === name);
      told.classList.toggle("bad", Boolean(bad));
      if (bad) told.textContent = say("registerName1", { chars: bad.join(" ") });
      else if (!name) told.textContent = "";
      else told.replaceChildren(`${taken ? say("registerAgain", { value: taken.value }) : say("registerWrites")} `, taken ? "" : make("code", "", `{{${name}=${number.text}}}`));
      go.disabled = !name || Boolean(bad);
      return go.disabled ? null : name;
    };
    input.addEventListener("input", check);
    check();
    cancel.addEventListener("click", () => this.closePopover());
    form.addEventListener("keydown", (event) => {
      if (event.key === "Escape" && !event.isComposing) this.closePopover();
    });
    form.addEventListener("submit", async (event) => {
      event.preventDefault();
      const name = check();
      if (!name) return;
      go.disabled = true;
      const shown = await build();
      const done = await this.studio.register(shown, { place: number.piece.place, number: number.text, offset: number.offset, name });
      if (done.done) {
        getSelection().removeAllRanges();
        this.closePopover();
      } else {
        go.disabled = false;
        told.classList.add("bad");
        told.textContent = done.message + (done.hint ? ` · ${done.hint}` : "");
        input.focus();
      }
    });
  }

  /** Closes an offer that nobody took up where the page below it, or the window, is no longer the same. */
  withdraw(stale) {
    const offer = this.popover?.classList.contains("small") ? this.popover : null;
    if (offer && (stale || offer.stale())) this.closePopover();
  }

  closePopover() {
    this.popover?.remove();
    this.popover = null;
  }
}

/**
 * Reads a number from the selected parts: with the digits that a hasty selection left outside, without spaces around.
 * Returns its text, the piece it begins in, and how many characters of that piece stand before it.
 */
function readNumber(parts) {
  const text = parts.map((part) => part.text).join("");
  if (!/[0-9０-９〇一二三四五六七八九十百千万亿两半]/.test(text) || text.length > 24 || /[，。；：、！？]/.test(text.trim())) return null;
  const first = parts[0];
  const last = parts[parts.length - 1];
  const digit = /[0-9０-９.,，．%％]/;
  let { from } = first;
  let { to } = last;
  const begin = first.piece.text;
  const end = last.piece.text;
  while (from < to && /\s/.test(begin[from])) from += 1;
  if (/[0-9０-９.]/.test(begin[from])) while (from > 0 && digit.test(begin[from - 1]) && /[0-9０-９]/.test(begin[from - 1] + (begin[from - 2] ?? ""))) from -= 1;
  while (to > 0 && /\s/.test(end[to - 1])) to -= 1;
  if (/[0-9０-９.]/.test(end[to - 1])) while (to < end.length && /[0-9０-９%％]/.test(end[to])) to += 1;
  const whole = parts.length === 1 ? begin.slice(from, to) : begin.slice(from) + parts.slice(1, -1).map((part) => part.piece.text).join("") + end.slice(0, to);
  return whole && { text: whole, piece: first.piece, offset: [...begin.slice(0, from)].length };
}
