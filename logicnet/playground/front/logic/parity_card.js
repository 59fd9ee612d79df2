/** How the number of units grows with the inputs of parity, by depth. */

import { classes, h } from "../basics/dom.js";

/** @typedef {import("../basics/store.js").Store} Store */
/** @typedef {import("../basics/store.js").State} State */

const LEAST = 2;
const MOST = 16;
const WIDE_MOST = 8; // above it the wide network is not drawn

const GROWTHS = /** @type {[string, string, string, (n: number) => number][]} */ ([
  ["wide", "one hidden layer", "2ᴺ⁻¹ + 1", (n) => 2 ** (n - 1) + 1],
  ["deep", "two inputs at a time", "3(N − 1)", (n) => 3 * (n - 1)],
  ["compact", "wires that skip layers", "⌊log₂ N⌋ + 1", (n) => Math.floor(Math.log2(n)) + 1],
]);

/**
 * The card with the slider, the three numbers, and their curves.
 *
 * @param {Store} store
 * @param {State} state
 */
export function parityCard(store, state) {
  const n = state.parity ?? 4;
  const slide = (/** @type {Event} */ event) => {
    const next = Number(/** @type {HTMLInputElement} */ (event.target).value);
    const follows = state.source.parity ? { source: paritySource(next), network: undefined, unit: null, style: next > WIDE_MOST && state.style === "wide" ? "compact" : state.style } : {};
    store.set({ parity: next, ...follows }, { undo: true, merge: "parity" });
  };
  return h("section", { class: "card parity-card", "aria-label": "Parity" },
    h("header", { class: "card-head" }, h("h2", null, "Depth saves units: parity")),
    h("label", { class: "slider" }, h("span", null, "Inputs N = ", h("b", null, n)),
      h("input", { type: "range", min: LEAST, max: MOST, step: 1, ".value": String(n), oninput: slide, "aria-label": "Number of inputs" })),
    h("div", { class: "growths" }, GROWTHS.map(([style, meaning, formula, units]) => {
      const many = style === "wide" && n > WIDE_MOST;
      const show = () => store.set({ source: paritySource(n), style, network: undefined, unit: null }, { undo: true });
      return h("button", { key: style, type: "button", class: classes("growth", style), disabled: many, title: many ? "Too many units to draw" : "Show this network", onclick: show },
        h("b", null, units(n).toLocaleString("en").replace(",", " ")),
        h("span", { class: "growth-formula" }, formula), h("span", { class: "growth-meaning" }, meaning));
    })),
    curves(n));
}

/** @param {number} n */
function paritySource(n) {
  const names = Array.from({ length: n }, (_, k) => `x${k + 1}`);
  return { kind: "formula", text: names.join(" ^ "), parity: n };
}

/** @param {number} n */
function curves(n) {
  const x = (/** @type {number} */ k) => 30 + ((k - LEAST) / (MOST - LEAST)) * 250;
  const y = (/** @type {number} */ units) => 108 - (Math.log10(units) / 4.6) * 98;
  const sizes = Array.from({ length: MOST - LEAST + 1 }, (_, k) => k + LEAST);
  return h("svg", { class: "curves", viewBox: "-8 0 298 126", "aria-hidden": "true" },
    [1, 10, 100, 1000, 10000].map((units) => [
      h("line", { class: "rule", x1: 30, x2: 280, y1: y(units), y2: y(units) }),
      h("text", { class: "scale", x: 25, y: y(units) + 3 }, units.toLocaleString("en").replace(",", " ")),
    ]),
    h("line", { class: "here", x1: x(n), x2: x(n), y1: 6, y2: 110 }),
    GROWTHS.map(([style, , , units]) => [
      h("polyline", { class: `curve ${style}`, points: sizes.map((k) => `${x(k)},${y(units(k))}`).join(" ") }),
      h("circle", { class: `mark ${style}`, cx: x(n), cy: y(units(n)), r: 4 }),
    ]),
    [2, 4, 8, 12, 16].map((k) => h("text", { class: "scale middle", x: x(k), y: 122 }, k)));
}
