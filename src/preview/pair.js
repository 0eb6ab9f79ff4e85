// Which page of a new view is which page of the old one, and where text has gone: plain functions over lists.

/** Finds the first of `texts` that stands once among `pieces`, which one it is, and how many do. */
export function match(texts, pieces) {
  const places = new Map();
  for (const { text, y } of pieces) places.set(text, places.has(text) ? null : y);
  const found = texts.filter(({ text }) => typeof places.get(text) === "number");
  return found.length ? { from: found[0].y, to: places.get(found[0].text), rank: texts.indexOf(found[0]), count: found.length } : null;
}

/**
 * Pairs the pages of two views: for each new page the index of the old one that it is, or that it replaces, or -1.
 *
 * Equal ids in equal order are the same page; what lies between two such is paired in order.
 */
export function pair(before, after) {
  const from = new Array(after.length).fill(-1);
  let head = 0;
  while (head < before.length && head < after.length && before[head].id === after[head].id) from[head] = head++;
  let tail = 0;
  while (tail < before.length - head && tail < after.length - head && before[before.length - 1 - tail].id === after[after.length - 1 - tail].id) {
    tail += 1;
    from[after.length - tail] = before.length - tail;
  }
  // In the middle: ids that stand once on both sides, and of these the longest run in order.
  const places = new Map();
  for (let i = head; i < before.length - tail; i += 1) places.set(before[i].id, places.has(before[i].id) ? -1 : i);
  const chain = []; // the last element of the best run of each length
  for (let i = head; i < after.length - tail; i += 1) {
    const old = places.get(after[i].id) ?? -1;
    if (old < 0) continue;
    let at = chain.length;
    while (at > 0 && chain[at - 1].old >= old) at -= 1;
    chain[at] = { old, index: i, previous: chain[at - 1] };
    chain.length = Math.max(chain.length, at + 1);
  }
  for (let link = chain[chain.length - 1]; link; link = link.previous) from[link.index] = link.old;
  const used = new Set(from);
  let next = head;
  for (let i = head; i < after.length - tail; i += 1) {
    if (from[i] >= 0) {
      next = from[i] + 1;
      continue;
    }
    if (next < before.length - tail && !used.has(next)) from[i] = next++;
  }
  return from;
}
