// The keys: which of them are for the page, whatever input method is on, and which are left to the browser.
//
// Does nothing itself: it is handed what each key does.

const $ = (id) => document.getElementById(id);

// With a Chinese input method on, the same keys give full-width signs.
const SAME = { "、": "/", "／": "/", "？": "?", "＋": "+", "－": "-", "＝": "=" };

/** Calls `keys[name]()` for a key alone, with Ctrl those that search and zoom, `print()` for Ctrl+P, and `escape()`. */
export function listen(keys, { print, escape }) {
  addEventListener("keydown", (event) => {
    const typing = event.target.closest?.("input, textarea, [contenteditable]");
    if (event.isComposing || document.querySelector("dialog[open]")) return;
    if ((event.ctrlKey || event.metaKey) && !event.altKey) {
      const key = event.key.toLowerCase();
      const own = { f: keys["/"], p: print, "=": keys["+"], "+": keys["+"], "-": keys["-"], 0: keys[0] }[key];
      if (key === "f" && event.target === $("query")) return; // twice: the browser's own
      if (!own) return;
      event.preventDefault();
      return own();
    }
    if (event.altKey || event.ctrlKey || event.metaKey) return;
    if (event.key === "Escape") return escape();
    if (typing) return;
    const name = event.key === "Process" ? event.code.replace(/^Key/, "").toLowerCase() : event.key;
    const act = keys[SAME[name] ?? name];
    if (!act) {
      // The pages scroll by the usual keys wherever the focus is.
      if (["PageDown", "PageUp", "Home", "End", " "].includes(event.key) && !event.target.closest?.("#panel, button")) $("desk").focus({ preventScroll: true });
      return;
    }
    event.preventDefault();
    act();
  });
}
