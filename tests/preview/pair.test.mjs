// What pair.js promises, over random edits: `node --test tests/preview`.

import assert from "node:assert/strict";
import { test } from "node:test";
import { match, pair } from "../../src/preview/pair.js";

const pages = (text) => [...text].map((id) => ({ id }));

test("a page that only moved is the same page", () => {
  assert.deepEqual(pair(pages("abcd"), pages("abxcd")), [0, 1, -1, 2, 3]);
  assert.deepEqual(pair(pages("abxcd"), pages("abcd")), [0, 1, 3, 4]);
});

test("a changed page replaces the one that stood there", () => {
  assert.deepEqual(pair(pages("abcd"), pages("aXcY")), [0, 1, 2, 3]);
  assert.deepEqual(pair(pages("abc"), pages("aXYc")), [0, 1, -1, 2]);
  assert.deepEqual(pair([], pages("ab")), [-1, -1]);
  assert.deepEqual(pair(pages("ab"), []), []);
});

test("pages keep their order, and none is used twice", () => {
  let seed = 7;
  const random = (n) => (seed = (seed * 48271) % 2147483647) % n;
  for (let round = 0; round < 500; round += 1) {
    const before = Array.from({ length: random(12) }, (_, i) => ({ id: random(4) ? `p${i}` : "blank" }));
    const after = before.filter(() => random(5)).flatMap((page) => (random(5) ? [page] : [{ id: `new${random(1e6)}` }, page]));
    const from = pair(before, after);
    const used = from.filter((index) => index >= 0);
    assert.equal(new Set(used).size, used.length, JSON.stringify([before, after, from]));
    assert.deepEqual([...used].sort((a, b) => a - b), used, JSON.stringify([before, after, from]));
  }
});

test("text is found where it stands once", () => {
  const texts = [{ text: "一", y: 10 }, { text: "二", y: 20 }];
  assert.deepEqual(match(texts, [{ text: "二", y: 48 }, { text: "三", y: 9 }]), { from: 20, to: 48, count: 1 });
  assert.equal(match(texts, [{ text: "二", y: 1 }, { text: "二", y: 2 }]), null);
});
