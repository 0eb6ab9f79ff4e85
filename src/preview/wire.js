// The line to the program: events in, requests out, and what is said when it breaks.
//
// Knows addresses, headers and retries; not what is done with the answers.

import { keepGlyphs, knownGlyphs } from "./paper.js";
import { say } from "./words.js";

const token = document.querySelector("meta[name=token]").content;
const PAUSES = [400, 800, 1500, 3000, 6000, 10000];

/**
 * Listens to `/events` for ever. Calls `view(view)`, `wait()`, `bye()`, `lost(tries)` and `refused()`.
 *
 * EventSource would retry by itself, but cannot tell a program that is gone from one that was started anew.
 */
export function listen({ view, wait, bye, lost, refused }) {
  let source = null;
  let tries = 0;
  let timer = 0;
  let pages = []; // of the view before
  const again = (pause) => {
    clearTimeout(timer);
    timer = setTimeout(open, pause);
  };
  const broken = async () => {
    source?.close();
    source = null;
    const pause = PAUSES[Math.min(tries, PAUSES.length - 1)];
    tries += 1;
    const status = await fetch("/figures").then((answer) => answer.status, () => 0);
    if (status === 401 || status === 403 || status === 421) refused();
    else lost(tries);
    again(pause);
  };
  const open = () => {
    clearTimeout(timer);
    source?.close();
    source = new EventSource("/events");
    source.addEventListener("view", (event) => {
      tries = 0;
      const next = JSON.parse(event.data);
      let [width, height] = [0, 0];
      for (const page of next.pages) {
        ({ width = width, height = height } = page);
        Object.assign(page, { width, height });
      }
      // Of a view that follows the one before only the new pages are named.
      if (next.replaced) {
        const { start, count } = next.replaced;
        next.pages = [...pages.slice(0, start), ...next.pages, ...pages.slice(start + count)];
      }
      ({ pages } = next);
      // Useless where outlines are missing that other pages brought: then it is asked for like all others.
      if (next.brought?.from > knownGlyphs()) delete next.brought;
      if (next.brought) keepGlyphs(next.brought);
      view(next);
    });
    source.addEventListener("wait", () => {
      tries = 0;
      wait();
    });
    source.addEventListener("bye", () => {
      source.close();
      source = null;
      bye();
      again(PAUSES[PAUSES.length - 1]);
    });
    source.onerror = broken;
  };
  // A laptop that wakes up, or a tab that is looked at again, should not sit out its pause.
  const hurry = () => !source && tries && open();
  addEventListener("online", hurry);
  document.addEventListener("visibilitychange", () => document.hidden || hurry());
  open();
}

async function json(path, options) {
  const answer = await fetch(path, options);
  if (!answer.ok) throw new Error(`${path}: ${answer.status}`);
  return answer.json();
}

/** Fetches a page's body by its id, and keeps the glyph outlines that come with it. */
export async function page(id, signal) {
  const answer = await json(`/page/${id}?glyphs=${knownGlyphs()}`, { signal });
  keepGlyphs(answer);
  return answer.body;
}

/** Fetches a page's text alone; a server that does not know `only` sends the rest too, which is kept as well. */
export async function text(id, signal) {
  const answer = await json(`/page/${id}?only=text&glyphs=${knownGlyphs()}`, { signal });
  keepGlyphs(answer);
  return answer.body.text;
}

/** Fetches the list of figures. */
export const figures = () => json("/figures");

/** Fetches the card of a figure. */
export const figure = (index) => json(`/figure/${index}`);

/** Asks for an action; always comes to a `Done`. */
export async function act(build, action) {
  try {
    return await json("/act", {
      method: "POST",
      headers: { "content-type": "application/json", "x-bluebook-token": token },
      body: JSON.stringify({ build, action }),
    });
  } catch {
    return { done: false, message: say("unreachable"), hint: say("lostLong") };
  }
}
