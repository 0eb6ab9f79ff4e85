// A stand-in for `bluebook preview`: serves src/preview/page.* with an invented report, and edits it on command.
//
// For looking at the page, and for drive.mjs; it knows nothing of Typst or Markdown, and no Rust is needed.
//
//   node tests/preview/mock.mjs [--port 7878] [--language zh|en] [--pages 40] [--real FOLDER] [--outlines FILE]
//
// `--real` takes a folder of page SVGs with a text.json beside them, made by real.mjs.
// Edits: POST /mock/NAME, listed in `commands` below; `curl -X POST localhost:7878/mock/edit`.

import { createHash, randomBytes } from "node:crypto";
import { existsSync, readFileSync, readdirSync } from "node:fs";
import { createServer } from "node:http";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { report } from "./invented.mjs";

const here = dirname(fileURLToPath(import.meta.url));
const source = join(here, "../../src/preview");
const option = (name, otherwise) => {
  const at = process.argv.indexOf(`--${name}`);
  return at < 0 ? otherwise : process.argv[at + 1];
};
const port = Number(option("port", 7878));
const language = option("language", "zh");
const delay = Number(option("delay", 0));

let token = randomBytes(16).toString("hex");
let build = 0;
let state = { kind: "current" };
let refusing = false;
const clients = new Set();
const acts = [];

// ---- pages -------------------------------------------------------------------------------------------------------

const glyphs = [];
const known = new Set();
const bodies = new Map();
const learn = (id, symbol) => {
  if (!known.has(id)) {
    known.add(id);
    glyphs.push({ id, symbol });
  }
};

/** Pages of real SVGs: the symbols go to the list, the text comes from text.json. */
function realPages(folder) {
  const texts = JSON.parse(readFileSync(join(folder, "text.json"), "utf8"));
  const names = readdirSync(folder).filter((name) => name.endsWith(".svg"));
  names.sort((a, b) => Number(a.match(/\d+/)) - Number(b.match(/\d+/)));
  return names.map((name, index) => {
    let svg = readFileSync(join(folder, name), "utf8");
    svg = svg.replace(/<symbol id="([^"]+)".*?<\/symbol>/gs, (symbol, id) => (learn(id, symbol), ""));
    const [, , width, height] = svg.match(/viewBox="([^"]+)"/)[1].split(" ").map(Number).map((n, i, all) => all[i]);
    return { svg, text: texts[index] ?? [], width, height, number: index < 1 ? null : String(index) };
  });
}

const real = option("real");
const outlines = option("outlines") && JSON.parse(readFileSync(option("outlines"), "utf8"));
const model = report({ language, pages: Number(option("pages", 40)), learn, outlines });
let focus = null;
let pages = [];
let problems = [];
let took = 31;

function lay() {
  const drawn = real ? realPages(real) : model.lay();
  pages = drawn.map(({ svg, text, width, height, number }) => {
    const id = createHash("sha256").update(svg).digest("hex").slice(0, 32);
    bodies.set(id, { svg, text });
    return { id, width, height, number };
  });
  problems = model.problems(pages.length);
}

const view = () => ({
  build,
  language,
  title: model.title,
  status: "draft",
  state,
  pages,
  problems,
  focus,
  section: model.section,
  took,
});

function send(event, data) {
  for (const client of clients) client.write(`event: ${event}\ndata: ${JSON.stringify(data)}\n\n`);
}
function publish() {
  build += 1;
  send("view", view());
}

// ---- edits -------------------------------------------------------------------------------------------------------

const commands = {
  /** Changes a word in the `page`th page's first paragraph. */
  edit({ page }) {
    focus = model.edit(page);
    lay();
    publish();
  },
  /** The same, as the real one does it: the edited section first. */
  async partial({ page }) {
    focus = model.edit(page);
    const before = pages;
    lay();
    const after = pages;
    pages = after.length === before.length ? before.map((p, i) => (i === focus.page ? after[i] : p)) : after;
    state = { kind: "partial" };
    publish();
    await new Promise((done) => setTimeout(done, 400));
    pages = after;
    state = { kind: "current" };
    publish();
  },
  /** Puts `count` paragraphs before the `page`th page. */
  insert({ page, count }) {
    focus = model.insert(page, count || 3);
    lay();
    publish();
  },
  /** Takes them out again. */
  remove() {
    focus = model.remove();
    lay();
    publish();
  },
  building() {
    state = { kind: "building" };
    publish();
  },
  stale() {
    state = { kind: "stale" };
    publish();
  },
  stopped() {
    state = {
      kind: "stopped",
      message: language === "zh" ? "找不到 bluebook.toml，这个文件夹不再是一份报告" : "bluebook.toml is gone: this folder is no report any more",
      hint: language === "zh" ? "把 bluebook.toml 放回 D:\\报告\\2021，页面会自己回来" : "put bluebook.toml back; the pages return by themselves",
    };
    publish();
  },
  current() {
    state = { kind: "current" };
    publish();
  },
  clean() {
    model.clean();
    lay();
    publish();
  },
  /** Forgets its views, as a program that has just begun. */
  forget() {
    build = 0;
    commands.drop();
  },
  bye() {
    send("bye", {});
  },
  /** Drops every connection. */
  drop() {
    for (const client of clients) client.destroy();
  },
  /** A new program on the old port: the old token is worth nothing. */
  restart() {
    token = randomBytes(16).toString("hex");
    refusing = true;
    commands.drop();
  },
  forgive() {
    refusing = false;
  },
};

// ---- the protocol ------------------------------------------------------------------------------------------------

function act({ build: shown, action }) {
  acts.push(action);
  const zh = language === "zh";
  if (action.do !== "open" && shown !== build) {
    return { done: false, message: zh ? "文件刚又改过" : "the file has changed since", hint: zh ? "看一眼新的页面，再按一次" : "look again, then press again" };
  }
  switch (action.do) {
    case "pdf":
      return { done: true, message: zh ? "已写出 build/report.pdf，正在打开" : "wrote build/report.pdf, opening it" };
    case "open":
      return { done: true, message: zh ? `已在编辑器里打开 ${action.place.file}:${action.place.line}` : `opened ${action.place.file}:${action.place.line}` };
    case "fix": {
      const done = model.fix(action.problem);
      setTimeout(() => (lay(), publish()), 60);
      return done
        ? { done: true, message: zh ? `已改成 ${done}` : `now reads ${done}`, undo: action.problem }
        : { done: false, message: zh ? "这处已经改了" : "this place has changed", hint: zh ? "看一眼新的页面" : "look again" };
    }
    case "undo":
      model.undo(action.change);
      setTimeout(() => (lay(), publish()), 60);
      return { done: true, message: zh ? "已撤销" : "taken back" };
    case "register":
      if (action.name.includes("错")) return { done: false, message: zh ? "本节已经登记了这个名称" : "this name is taken", hint: zh ? "给它另一个名称" : "choose another" };
      return { done: true, message: zh ? `已登记“${action.name}”为 ${action.number}` : `registered ${action.name} as ${action.number}`, undo: "register" };
  }
  return { done: false, message: "?" };
}

const types = { js: "text/javascript", css: "text/css", html: "text/html" };
createServer(async (request, response) => {
  const url = new URL(request.url, "http://localhost");
  const json = (data, status = 200) => {
    response.writeHead(status, { "content-type": "application/json; charset=utf-8", "cache-control": "no-store" });
    response.end(JSON.stringify(data));
  };
  if (url.pathname.startsWith("/mock/")) {
    const name = url.pathname.slice(6);
    if (name === "acts") return json(acts);
    if (!commands[name]) return json({ unknown: name, known: Object.keys(commands) }, 404);
    const numbers = Object.fromEntries([...url.searchParams].map(([key, value]) => [key, Number(value)]));
    await commands[name](numbers);
    return json({ build, focus });
  }
  if (refusing) return json({ refused: true }, 403);
  if (delay) await new Promise((done) => setTimeout(done, delay));
  if (url.pathname === "/") {
    const nonce = randomBytes(16).toString("base64url");
    const html = readFileSync(join(source, "page.html"), "utf8").replaceAll("{{nonce}}", nonce).replaceAll("{{token}}", token);
    response.writeHead(200, {
      "content-type": "text/html; charset=utf-8",
      "cache-control": "no-store",
      "content-security-policy": `default-src 'none'; script-src 'nonce-${nonce}'; style-src 'nonce-${nonce}'; img-src 'self' data:; connect-src 'self'`,
    });
    return response.end(html);
  }
  const file = url.pathname.match(/^\/(\w+\.(js|css))$/);
  if (file && existsSync(join(source, file[1]))) {
    response.writeHead(200, { "content-type": `${types[file[2]]}; charset=utf-8`, "cache-control": "no-store" });
    return response.end(readFileSync(join(source, file[1])));
  }
  if (url.pathname === "/events") {
    response.writeHead(200, { "content-type": "text/event-stream", "cache-control": "no-store" });
    response.write(build ? `event: view\ndata: ${JSON.stringify(view())}\n\n` : "event: wait\ndata: {}\n\n");
    clients.add(response);
    response.on("close", () => clients.delete(response));
    return undefined;
  }
  const page = url.pathname.match(/^\/page\/(\w+)$/);
  if (page) {
    const body = bodies.get(page[1]);
    if (!body) return json({}, 404);
    const from = Number(url.searchParams.get("glyphs") ?? 0);
    return json({ body, glyphs: glyphs.slice(from), from, next: glyphs.length });
  }
  if (url.pathname === "/figures") return json(model.figures());
  const figure = url.pathname.match(/^\/figure\/(\d+)$/);
  if (figure) {
    const card = model.figure(Number(figure[1]), pages.length);
    return card ? json(card) : json({}, 404);
  }
  if (url.pathname === "/act" && request.method === "POST") {
    if (request.headers["x-bluebook-token"] !== token) return json({}, 403);
    let text = "";
    for await (const part of request) text += part;
    return json(act(JSON.parse(text)));
  }
  return json({}, 404);
}).listen(port, "127.0.0.1", () => {
  lay();
  build = 41;
  console.log(`http://127.0.0.1:${port}/  (${pages.length} pages)`);
});
