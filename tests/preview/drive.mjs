// Drives the page in a real browser against mock.mjs, and says of each promise whether it holds.
//
// Needs Chromium and playwright-core, neither of which the repository brings along:
//
//   PLAYWRIGHT=/tmp/pw/node_modules/playwright-core/index.mjs CHROMIUM=/usr/bin/chromium node tests/preview/drive.mjs

import { spawn } from "node:child_process";
import { mkdtempSync } from "node:fs";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";

const { chromium } = await import(process.env.PLAYWRIGHT ?? "playwright-core");
const here = dirname(fileURLToPath(import.meta.url));
const PORT = 7900 + (process.pid % 90);
let passed = 0;
let failed = 0;
const only = process.argv[2];

const pause = (ms) => new Promise((done) => setTimeout(done, ms));
const mock = (name) => fetch(`http://127.0.0.1:${PORT}/mock/${name}`, { method: "POST" }).then((answer) => answer.json());

function expect(what, holds, seen) {
  if (holds) passed += 1;
  else failed += 1;
  if (!holds) console.log(`  FAILED  ${what}${seen === undefined ? "" : `: ${JSON.stringify(seen)}`}`);
}

async function browse({ width = 1440, height = 900, pages = 40, language = "zh" } = {}, visit) {
  const server = spawn("node", [join(here, "mock.mjs"), "--port", PORT, "--pages", pages, "--language", language, ...(process.env.OUTLINES ? ["--outlines", process.env.OUTLINES] : [])], { stdio: "pipe" });
  await new Promise((done) => server.stdout.once("data", done));
  const context = await chromium.launchPersistentContext(mkdtempSync("/tmp/preview-"), {
    executablePath: process.env.CHROMIUM ?? "/usr/bin/chromium",
    headless: false,
    viewport: { width, height },
    colorScheme: "dark",
    permissions: ["clipboard-read", "clipboard-write"],
    args: "--headless=new --no-sandbox --disable-gpu --disable-quic --no-first-run --disable-background-networking --disable-component-update --disable-sync".split(" "),
  });
  const page = context.pages()[0];
  const complaints = [];
  page.on("pageerror", (error) => complaints.push(error.stack));
  page.on("console", (said) => said.type() === "error" && !/Failed to load resource|ERR_/.test(said.text()) && complaints.push(said.text()));
  try {
    await page.goto(`http://127.0.0.1:${PORT}/`);
    await page.waitForSelector(".text span");
    await pause(300);
    await visit(page, context);
    expect("nothing complains", complaints.length === 0, complaints);
  } catch (error) {
    expect("the visit ends", false, error.stack);
  } finally {
    await context.close();
    server.kill();
  }
}

/** The text that stands nearest to a height of the window, with its place. */
const under = (page, height = 300) =>
  page.evaluate((at) => {
    const spans = [...document.querySelectorAll(".text span")].filter((s) => s.textContent.length > 6);
    const best = spans.map((s) => ({ text: s.textContent, y: s.getBoundingClientRect().top })).sort((a, b) => Math.abs(a.y - at) - Math.abs(b.y - at));
    return best[0];
  }, height);
/** The box of a piece that is well in the window, as soon as there is one. */
const spot = async (page, text) => {
  const found = await page.waitForFunction((wanted) => {
    const boxes = [...document.querySelectorAll(".text span")].filter((s) => s.textContent === wanted).map((s) => s.getBoundingClientRect());
    const box = boxes.find(({ top }) => top > 90 && top < innerHeight - 120);
    return box && { x: box.x, y: box.y, width: box.width, height: box.height };
  }, text);
  return found.jsonValue();
};
const where = (page, text) => page.evaluate((wanted) => [...document.querySelectorAll(".text span")].filter((s) => s.textContent === wanted).map((s) => s.getBoundingClientRect().top), text);
const top = (page) => page.evaluate(() => document.getElementById("desk").scrollTop);
const status = (page) => page.textContent("#state");
const go = async (page, n) => {
  await page.keyboard.press("g");
  await page.fill("#number", String(n));
  await page.keyboard.press("Enter");
  await pause(900);
};
const acts = () => mock("acts");

const visits = {
  async edits() {
    await browse({}, async (page) => {
      await go(page, 5);
      await page.keyboard.press("f");
      expect("the zoom is said", /^\d+%$/.test(await page.textContent("#zoom")), await page.textContent("#zoom"));
      const asked = [];
      page.on("request", (request) => asked.push(new URL(request.url()).pathname));
      await page.evaluate(() => (document.querySelector(".sheet.ready").kept = true));
      const before = await page.evaluate(() => [...document.querySelectorAll(".sheet")].length);
      await mock("edit?page=5");
      await page.waitForFunction(() => [...document.querySelectorAll(".text span")].some((s) => s.textContent.includes("次修改")));
      await pause(300);
      const pages = asked.filter((path) => path.startsWith("/page/"));
      expect("only changed pages are asked for", pages.length >= 1 && pages.length <= 3, pages);
      expect("the sheets stay", (await page.evaluate(() => [...document.querySelectorAll(".sheet")].length)) === before);
      expect("the sheet is not made again", await page.evaluate(() => [...document.querySelectorAll(".sheet")].some((s) => s.kept)));
    });
  },
  async place() {
    await browse({}, async (page) => {
      await page.keyboard.press("f");
      await go(page, 12);
      const eye = await under(page);
      await mock("insert?page=4&count=9");
      await pause(500);
      let now = await where(page, eye.text);
      expect("pages added above: the text stays", now.some((y) => Math.abs(y - eye.y) < 3), [eye, now]);
      await mock("remove");
      await pause(500);
      now = await where(page, eye.text);
      expect("pages removed above: the text stays", now.some((y) => Math.abs(y - eye.y) < 3), [eye, now]);
      await mock("insert?page=13&count=2");
      await pause(600);
      now = await where(page, eye.text);
      expect("paragraphs added on the page above: the text stays", now.some((y) => Math.abs(y - eye.y) < 3), [eye, now]);
      const at = await top(page);
      await mock("edit?page=25");
      await pause(400);
      expect("an edit below moves nothing", Math.abs((await top(page)) - at) < 2);
      expect("but is told of", /改动在第/.test(await page.textContent("#edited")), await page.textContent("#edited"));
      const told = await under(page);
      await page.reload();
      await page.waitForSelector(".text span");
      await pause(500);
      now = await where(page, told.text);
      expect("a reload keeps the place", now.some((y) => Math.abs(y - told.y) < 3), [told, now]);
      await page.keyboard.press("+");
      await pause(300);
      now = await where(page, told.text);
      expect("zoom keeps the place", now.some((y) => Math.abs(y - told.y) < 40), [told, now]);
      await page.reload();
      await page.waitForSelector(".text span");
      expect("a reload keeps the zoom", (await page.textContent("#zoom")) === "150%" || (await page.textContent("#zoom")) === "125%", await page.textContent("#zoom"));
    });
  },
  async follow() {
    await browse({}, async (page) => {
      await mock("edit?page=20");
      await pause(600);
      expect("follow goes to the edit", await page.evaluate(() => [...document.querySelectorAll(".text span")].some((s) => s.textContent.includes("次修改") && s.getBoundingClientRect().top > 0 && s.getBoundingClientRect().top < 900)));
      expect("and lights it up", (await page.locator(".flash").count()) > 0);
      const partial = mock("partial?page=3");
      await page.waitForFunction(() => document.getElementById("state").textContent.includes("随后"), null, { timeout: 4000 });
      await partial;
      await pause(600);
      expect("then current", (await status(page)) === "已是最新", await status(page));
    });
  },
  async states() {
    await browse({}, async (page) => {
      for (const [name, text, title] of [["building", "正在排版", "…"], ["stale", "版式出错", "旧页面"], ["stopped", "读不出来", "旧页面"]]) {
        await mock(name);
        await pause(300);
        expect(`${name} is said`, (await status(page)).includes(text), await status(page));
        expect(`${name} is in the title`, (await page.title()).includes(title), await page.title());
      }
      expect("stopped says why", /bluebook.toml/.test(await page.textContent("#notice")));
      await mock("current");
      await pause(300);
      expect("errors are in the title", (await page.title()).includes("2 错误"), await page.title());
      await mock("clean");
      await pause(600);
      expect("no problems is said", /没有问题/.test(await page.textContent("#problem-list")));
      await mock("clean");
      await mock("drop");
      await pause(100);
      expect("a broken line is said", /断了/.test(await status(page)), await status(page));
      await pause(1200);
      expect("and mended", (await status(page)) === "已是最新", await status(page));
      await mock("restart");
      await pause(800);
      expect("a restart is said", /重新启动过/.test(await status(page)), await status(page));
      await mock("forgive");
      await page.evaluate(() => dispatchEvent(new Event("online")));
      await pause(600);
      await mock("bye");
      await pause(300);
      expect("a goodbye is said", /退出/.test(await status(page)), await status(page));
    });
  },
  async problems() {
    await browse({}, async (page) => {
      expect("recent first", /刚保存/.test(await page.textContent("#problem-list .group")));
      await page.click(".problem:nth-of-type(3) .message");
      await pause(700);
      const opened = (await acts()).filter((act) => act.do === "open");
      expect("a click opens the place", opened.length === 1 && opened[0].place.line === 9, opened);
      expect("and goes to its page", await page.evaluate(() => document.getElementById("desk").scrollTop > 5000));
      await page.click(".problem .fix >> nth=0");
      await pause(500);
      expect("the fix is asked for", (await acts()).some((act) => act.do === "fix" && act.problem === "p0"), await acts());
      expect("a toast says so", /已改成/.test(await page.textContent("#toasts")), await page.textContent("#toasts"));
      expect("the problem is gone", (await page.locator(".problem").count()) === 6, await page.locator(".problem").count());
      await page.click(".toast button >> nth=0");
      await pause(500);
      expect("undo brings it back", (await page.locator(".problem").count()) === 7);
      await page.click('.problem [data-act="copy"] >> nth=1');
      await pause(200);
      const copied = await page.evaluate(() => navigator.clipboard.readText());
      expect("the sentence is copied", copied === "网格员全年走访居民24280户，排查各类隐患1316处，整改1302处。", copied);
      await page.click(".kind.error");
      expect("a kind is picked", (await page.locator(".problem").count()) === 2);
      await page.click(".kind.error");
      await page.keyboard.press("Escape");
      await page.keyboard.press("p");
      await pause(200);
      await page.keyboard.press("j");
      await page.keyboard.press("j");
      const at = await page.evaluate(() => document.activeElement.problem?.id);
      expect("j walks the problems", Boolean(at), at);
      await page.click(".tick >> nth=0");
      await pause(100);
      expect("a tick chooses its problem", (await page.locator(".problem.chosen").count()) === 1);
      await page.click("#pdf");
      await pause(300);
      expect("PDF is made", (await acts()).some((act) => act.do === "pdf"));
    });
  },
  async hand() {
    await browse({}, async (page) => {
      await go(page, 3);
      const rate = await spot(page, "99.22%");
      await page.mouse.move(rate.x + rate.width / 2, rate.y + rate.height / 2, { steps: 4 });
      await page.waitForSelector(".card");
      const card = await page.textContent(".card");
      expect("the card says everything", ["办结率", "99.22%", "办结 / 受理", "508件 / 512件", "99.21875%", "印发稿", "content/"].every((part) => card.includes(part)), card);
      await page.mouse.move(5, 500);
      await pause(500);
      expect("and goes", (await page.locator(".card").count()) === 0);
      const box = await spot(page, "24280");
      await page.mouse.dblclick(box.x + box.width / 2, box.y + box.height / 2);
      await pause(500);
      expect("a double click opens nothing", (await acts()).length === 0, await acts());
      await page.click(".register .main");
      await page.fill(".register input", "走访居民");
      expect("what will be written is shown", (await page.textContent(".register p")).includes("{{走访居民=24280}}"), await page.textContent(".register p"));
      await page.keyboard.press("Enter");
      await pause(300);
      const act = (await acts())[0];
      expect("the number is registered", act?.do === "register" && act.number === "24280" && act.offset === 0 && act.name === "走访居民", act);
      expect("with undo", (await page.locator(".toast button").count()) === 2);
      // Half of the number, dragged, with the unit in the next piece.
      await page.mouse.move(box.x + box.width * 0.45, box.y + box.height / 2);
      await page.mouse.down();
      await page.mouse.move(box.x + box.width + box.height * 0.8, box.y + box.height / 2, { steps: 6 });
      await page.mouse.up();
      await pause(300);
      await page.click(".register .main");
      expect("a hasty selection is made whole", (await page.textContent(".register h3")).includes("24280户"), await page.textContent(".register h3"));
      await page.keyboard.press("Escape");
      await page.evaluate(() => getSelection().removeAllRanges());
      const line = await under(page, 400);
      await page.evaluate((text) => {
        const span = [...document.querySelectorAll(".text span")].find((s) => s.textContent === text && s.getBoundingClientRect().top > 60);
        window.box = span.getBoundingClientRect();
      }, line.text);
      const at = await page.evaluate(() => ({ x: window.box.x + 60, y: window.box.y + window.box.height / 2 }));
      await page.mouse.click(at.x, at.y);
      await pause(500);
      const opened = (await acts()).filter((act) => act.do === "open");
      expect("a click opens the paragraph", opened.length === 1 && /content/.test(opened[0].place.file), opened);
      expect("and says where it is", /content.*:\d+/.test(await page.textContent(".tag")));
      // Selecting over three lines and to the right of a line's end.
      await page.mouse.move(at.x, at.y);
      await page.mouse.down();
      await page.mouse.move(at.x + 200, at.y + 75, { steps: 10 });
      await page.mouse.up();
      await page.keyboard.press("Control+c");
      await pause(200);
      const copied = await page.evaluate(() => navigator.clipboard.readText());
      expect("what is copied flows", copied.length > 20 && copied.length < 110 && copied.split("\n").length < 4, copied);
    });
  },
  async search() {
    await browse({}, async (page) => {
      await page.keyboard.press("/");
      await page.keyboard.type("９９.22％，比上年");
      await page.waitForFunction(() => /^\d+ \/ \d+$/.test(document.getElementById("hits").textContent) && document.getElementById("reading").hidden);
      const first = await page.textContent("#hits");
      expect("everything is found", Number(first.split("/")[1]) > 10, first);
      await page.keyboard.press("Enter");
      await page.keyboard.press("Enter");
      await pause(600);
      expect("Enter goes on", Number((await page.textContent("#hits")).split("/")[0]) === Number(first.split("/")[0]) + 2, await page.textContent("#hits"));
      expect("the match is marked", (await page.locator(".hit.now").count()) >= 1);
      await page.fill("#query", "没有这句话");
      await pause(300);
      expect("nothing is said", (await page.textContent("#hits")) === "没有");
      await page.keyboard.press("Escape");
      expect("Esc closes", await page.isHidden("#finder"));
    });
  },
  async figures() {
    await browse({}, async (page) => {
      await page.keyboard.press("n");
      await pause(400);
      expect("problems first", (await page.textContent(".row >> nth=0")).includes("办结"), await page.textContent(".row >> nth=0"));
      await page.keyboard.type("办结率");
      await pause(100);
      expect("the filter filters", (await page.locator(".row").count()) === 1);
      const before = await top(page);
      await page.click(".row");
      await pause(1200);
      expect("a click goes to the first citation", (await top(page)) !== before, before);
      expect("and shows the card", (await page.locator(".card").count()) === 1);
      await page.keyboard.press("Escape");
      await page.keyboard.press("?");
      expect("help", (await page.locator("dialog kbd").count()) > 8);
      await page.keyboard.press("Escape");
      await page.keyboard.press("Control+p");
      expect("print asks", await page.isVisible("dialog .range"));
    });
  },
  async long() {
    await browse({ pages: 2000 }, async (page) => {
      const size = () => page.evaluate(() => document.querySelectorAll("*").length);
      const count = await page.evaluate(() => document.getElementById("count").textContent);
      expect("two thousand pages", Number(count.match(/(\d+)\D*$/)[1]) > 1400, count);
      const frames = await page.evaluate(async () => {
        const desk = document.getElementById("desk");
        const gaps = [];
        let last = performance.now();
        for (let i = 0; i < 160; i += 1) {
          desk.scrollTop += 240;
          await new Promise(requestAnimationFrame);
          const now = performance.now();
          gaps.push(now - last);
          last = now;
        }
        return gaps.sort((a, b) => a - b);
      });
      console.log(`  scrolling: median frame ${frames[80].toFixed(1)} ms, 95th ${frames[152].toFixed(1)} ms, worst ${frames[159].toFixed(1)} ms`);
      expect("the document stays small", (await size()) < 9000, await size());
      expect("frames are short", frames[152] < 120, frames[152]);
      await go(page, 1400);
      expect("far pages come", (await page.evaluate(() => document.getElementById("number").value)) === "1400");
      const at = await page.evaluate(async () => {
        const start = performance.now();
        await fetch("/mock/edit?page=1401", { method: "POST" });
        const told = performance.now();
        while (![...document.querySelectorAll(".text span")].some((s) => s.textContent.includes("次修改"))) await new Promise(requestAnimationFrame);
        return [told - start, performance.now() - told];
      });
      console.log(`  an edit on page 1400 of ${count}: mock ${at[0].toFixed(0)} ms, then shown with its text in ${at[1].toFixed(0)} ms`);
    });
  },
};

for (const [name, visit] of Object.entries(visits)) {
  if (only && !name.startsWith(only)) continue;
  console.log(name);
  await visit();
}
console.log(`${passed} passed, ${failed} failed`);
process.exitCode = failed ? 1 : 0;
