// One page on paper: its SVG, made safe and quick to paint, and its text layer.
//
// Knows nothing of where pages lie, of scrolling or of the network. Lengths are points; the text layer is laid out at
// `UNIT` CSS pixels a point and scaled down, because browsers refuse very small type.

export const UNIT = 4;

const SVG = "http://www.w3.org/2000/svg";
const LINK = "http://www.w3.org/1999/xlink";

// ---- glyphs ------------------------------------------------------------------------------------------------------

const outlines = new Map(); // id → path data that goes on from the glyph's origin, or null for a symbol that stands in the document
let known = 0;
const shelf = document.createElementNS(SVG, "svg");
shelf.setAttribute("class", "shelf");
shelf.setAttribute("aria-hidden", "true");
document.body.append(shelf);

/** Returns how many outlines the program has sent so far. */
export const knownGlyphs = () => known;

/** Keeps the outlines of an answer; what came before is ignored. */
export function keepGlyphs({ glyphs, next }) {
  for (const { id, symbol } of glyphs) {
    if (outlines.has(id)) continue;
    const path = symbol.match(/^<symbol [^>]*>\s*<path d="M 0 0([^"<>&]*)"\s*\/>\s*<\/symbol>$/);
    if (path) {
      outlines.set(id, upright(path[1].replace(/\d*\.\d{4,}/g, (number) => String(Math.round(number * 1000) / 1000))));
    } else {
      outlines.set(id, null);
      const parsed = parse(`<svg xmlns="${SVG}" xmlns:xlink="${LINK}">${symbol}</svg>`);
      if (parsed) shelf.append(...parsed.childNodes);
    }
  }
  known = Math.max(known, next ?? known);
}

/** Turns a relative path upside down: in outlines, y goes up. */
function upright(path) {
  return path.replace(/([a-zA-Z])([^a-zA-Z]*)/g, (_, command, numbers) => {
    if (command === "h") return command + numbers;
    let y = command === "v";
    return command + numbers.replace(/-?[\d.]+/g, (number) => {
      const turned = !y ? number : number.startsWith("-") ? number.slice(1) : `-${number}`;
      y = command === "v" || !y;
      return turned;
    });
  });
}

// ---- the drawing -------------------------------------------------------------------------------------------------

const ALLOWED = new Set(
  ("svg g path use rect circle ellipse line polyline polygon image a defs symbol clipPath mask linearGradient " +
    "radialGradient stop pattern text tspan title desc").split(" "),
);
const parser = new DOMParser();

/** Parses an SVG and strips whatever could act; returns the element, adopted, or nothing. */
function parse(source) {
  // A style attribute is refused, and complained of, before anyone could take it away. Pages use one of them.
  const plain = source.replace(/\sstyle="(?:image-rendering:\s*(\w+);?)?[^"<>]*"/g, (_, rendering) => (rendering === "pixelated" ? ' image-rendering="pixelated"' : ""));
  const root = parser.parseFromString(plain, "image/svg+xml").documentElement;
  if (root.localName !== "svg" || root.querySelector("parsererror")) return null;
  for (const el of [root, ...root.querySelectorAll("*")]) {
    if (!ALLOWED.has(el.localName) || el.namespaceURI !== SVG) {
      el.remove();
      continue;
    }
    for (const { name, value } of [...el.attributes]) {
      if (/^on|^style$/i.test(name)) el.removeAttribute(name);
      else if (name === "href" || name === "xlink:href") relink(el, name, value.trim());
    }
  }
  return document.adoptNode(root);
}

function relink(el, name, value) {
  const good = el.localName === "a" ? /^(https?:|mailto:|tel:)/i : el.localName === "image" ? /^data:image\//i : /^#/;
  if (!good.test(value)) el.removeAttribute(name);
}

/** Returns the page's drawing as an element of this document. */
export function draw(body) {
  const runs = [];
  const svg = parse(join(body.svg, runs)) ?? document.createElementNS(SVG, "svg");
  straighten(svg, 0, 0, runs);
  svg.removeAttribute("width");
  svg.removeAttribute("height");
  svg.setAttribute("aria-hidden", "true");
  svg.setAttribute("focusable", "false");
  return svg;
}

const MOVED = /^(?:translate\(([-\d.e]+) ([-\d.e]+)\)|matrix\(1 0 0 -1 ([-\d.e]+) ([-\d.e]+)\))$/;
const round = (number) => Math.round(number * 1000) / 1000;

/**
 * Draws the runs of an element where they stand, `x` and `y` from its own place, and takes away the transforms that did it: to a
 * browser, each is a layer to think about with every frame, and each stretch of text has one. `data-at` says what it was.
 */
function straighten(parent, x, y, runs) {
  for (const el of parent.children) {
    if (el.matches(GAP)) continue;
    const at = el.getAttribute("transform");
    const moved = el.localName === "g" && el.attributes.length === 1 && MOVED.exec(at ?? "");
    if (moved && moved[1] !== undefined) {
      straighten(el, x + Number(moved[1]), y + Number(moved[2]), runs);
    } else if (moved && [...el.children].every((path) => path.dataset.run)) {
      for (const path of el.children) {
        const glyphs = runs[path.dataset.run] ?? [];
        const draw = ([gx, gy, outline]) => `M${round(x + Number(moved[3]) + gx)} ${round(y + Number(moved[4]) - gy)}${outline}`;
        // An XML parser takes its time over long attributes; set afterwards, they cost nothing until they are painted.
        path.setAttribute("d", glyphs.map(draw).join(""));
        path.removeAttribute("data-run");
      }
    } else {
      unjoin(el, runs);
      if (!x && !y) continue;
      el.setAttribute("data-at", at ?? "");
      el.setAttribute("transform", `translate(${round(x)} ${round(y)})${at ? ` ${at}` : ""}`);
      continue;
    }
    el.setAttribute("data-at", at);
    el.removeAttribute("transform");
  }
}

/** Draws runs where a transform stays: y goes up there. */
function unjoin(el, runs) {
  for (const path of el.querySelectorAll("path[data-run]")) {
    const glyphs = runs[path.dataset.run] ?? [];
    path.setAttribute("d", glyphs.map(([x, y, outline]) => `M${x} ${y}${upright(outline)}`).join(""));
    path.removeAttribute("data-run");
  }
}

// A drawing may leave out what the one before it has at the same place.
const GAP = "[data-typst-label='bluebook:kept']";
const place = (node) => node.nodeName + (node.getAttribute?.("data-at") ?? node.getAttribute?.("transform"));

/**
 * Turns one drawing into another in place: only what differs is touched, so that a browser paints a line of text again, not
 * the page. Throws if `next` leaves out what `old` does not have.
 */
export function redraw(old, next) {
  for (const { name } of [...old.attributes]) if (!next.hasAttribute(name)) old.removeAttribute(name);
  for (const { name, value } of next.attributes) if (old.getAttribute(name) !== value) old.setAttribute(name, value);
  const isGap = (node) => node.nodeType === Node.ELEMENT_NODE && node.matches(GAP);
  const same = (one, other) => (isGap(other) ? place(one) === place(other) : one.isEqualNode(other));
  const [was, is] = [[...old.childNodes], [...next.childNodes]];
  let front = 0;
  while (front < Math.min(was.length, is.length) && same(was[front], is[front])) front += 1;
  let back = 0;
  while (back < Math.min(was.length, is.length) - front && same(was.at(-1 - back), is.at(-1 - back))) back += 1;
  const [gone, come] = [was.slice(front, was.length - back), is.slice(front, is.length - back)];
  const kept = new Map();
  for (const node of come) {
    const leaves = !isGap(node) && node.querySelector?.(GAP);
    if (!isGap(node) && !leaves) continue;
    const at = gone.findIndex((one) => place(one) === place(node));
    if (at < 0) throw new Error("a drawing leaves out what is not there");
    const [there] = gone.splice(at, 1);
    if (leaves) redraw(there, node);
    kept.set(node, there);
  }
  const fresh = come.filter((node) => !kept.has(node));
  const alike = (one, other) => one.nodeType === Node.ELEMENT_NODE && one.nodeName === other.nodeName;
  if (gone.length === fresh.length && gone.every((node, index) => alike(node, fresh[index]))) {
    gone.forEach((node, index) => {
      redraw(node, fresh[index]);
      kept.set(fresh[index], node);
    });
  } else {
    for (const node of gone) node.remove();
  }
  let behind = was[was.length - back] ?? null;
  for (const node of come.reverse().map((node) => kept.get(node) ?? node)) {
    if (node.nextSibling !== behind || node.parentNode !== old) old.insertBefore(node, behind);
    behind = node;
  }
}

const RUN = /(?:<use xlink:href="#[^"]*" x="[^"]*" y="[^"]*"[^<>]*\/>\s*)+/g;
const USE = /<use xlink:href="#([^"]*)" x="([-\d.e]*)" y="([-\d.e]*)"([^<>]*)\/>/g;

/**
 * Turns the glyphs of a run into one path for each way of painting, while the page is still a text: a browser makes
 * three nodes and a style resolution of every `<use>`, and a page of Chinese has a thousand. The outlines go to `runs`.
 */
function join(source, runs) {
  return source.replace(RUN, (run) => {
    let result = "";
    let paint = null;
    let glyphs = [];
    const flush = () => {
      if (glyphs.length) result += `<path data-run="${runs.push(glyphs) - 1}"${paint}/>`;
      glyphs = [];
    };
    for (const [use, id, x, y, look] of run.matchAll(USE)) {
      const outline = outlines.get(id);
      if (typeof outline !== "string" || look.includes("url(") || look.includes("transform")) {
        flush();
        result += use;
        continue;
      }
      if (look !== paint) flush();
      paint = look;
      glyphs.push([Number(x), Number(y), outline]);
    }
    flush();
    return result;
  });
}

// ---- the text layer ----------------------------------------------------------------------------------------------

const ruler = document.createElement("canvas").getContext("2d");
const FACE = "sans-serif";

/** Returns the text layer's spans for the pieces; each span knows its piece. */
export function letter(pieces) {
  const layer = document.createDocumentFragment();
  for (const piece of pieces) {
    const span = document.createElement("span");
    const size = piece.height * UNIT * 0.95;
    const { style } = span;
    style.left = `${piece.x * UNIT}px`;
    style.top = `${piece.y * UNIT}px`;
    style.width = `${piece.width * UNIT}px`;
    style.height = style.lineHeight = `${piece.height * UNIT}px`;
    style.fontSize = `${size}px`;
    ruler.font = `${size}px ${FACE}`;
    const letters = [...piece.text].length;
    if (letters) style.letterSpacing = `${(piece.width * UNIT - ruler.measureText(piece.text).width) / letters}px`;
    if (piece.figure !== null && piece.figure !== undefined) span.className = "figure";
    span.textContent = piece.text;
    span.piece = piece;
    layer.append(span);
  }
  return layer;
}

/** Returns where the characters `from..to` (UTF-16) of a piece lie, as `{x, width}` in points. */
export function within(piece, from, to) {
  ruler.font = `100px ${FACE}`;
  const whole = ruler.measureText(piece.text).width || 1;
  const before = ruler.measureText(piece.text.slice(0, from)).width / whole;
  const through = ruler.measureText(piece.text.slice(0, to)).width / whole;
  return { x: piece.x + before * piece.width, width: (through - before) * piece.width };
}

/** Returns the text of `pieces` as it would be typed: lines of one paragraph flow together. */
export function flow(parts) {
  let text = "";
  let last = null;
  for (const { piece, text: part } of parts) {
    if (last) {
      const sameLine = Math.abs(last.y - piece.y) < Math.max(last.height, piece.height) * 0.6 && piece.x >= last.x;
      const sameParagraph = last.place && piece.place && last.place.file === piece.place.file && last.place.line === piece.place.line;
      const wide = /[\u2e80-\uffef]$/.test(text) || /^[\u2e80-\uffef]/.test(part);
      const gap = (piece.x - last.x - last.width) / last.height;
      if (sameLine) text += gap > 0.8 ? "\t" : gap > 0.15 && !wide && !/\s$/.test(text) ? " " : "";
      else if (!sameParagraph) text += "\n";
      else if (!wide && !/\s$/.test(text)) text += " ";
    }
    text += part;
    last = piece;
  }
  return text;
}
