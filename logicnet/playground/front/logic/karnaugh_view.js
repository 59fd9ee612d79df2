/** A Karnaugh map to click: cells of 0, 1 and don't-care, loops in the colours of their units. */

import { classes, h } from "../basics/dom.js";
import { own } from "../basics/own.js";
import { GRAY, gridOf, insetsOf, loopPath, piecesOf, rowAt, termColours, termsOf } from "./loops.js";
import { inputsOf, rowNumber, setCell } from "../network/model.js";

/** @typedef {import("../basics/store.js").Store} Store */
/** @typedef {import("../basics/store.js").State} State */
/** @typedef {import("../network/model.js").Model} Model */
/** @typedef {import("./loops.js").Grid} Grid */
/** @typedef {import("./loops.js").Term} Term */

/** @typedef {{lit: string | null, point: (term: string | null) => void}} Pointing */

const CELL = 46;
const HEAD = { left: 34, top: 40 };
const BETWEEN = 26;

/** The most inputs of a map. */
export const MAP_INPUTS = 6;

/**
 * The map of one output.
 *
 * @param {Store} store
 * @param {State} state
 * @param {Model} model
 * @param {number} output
 * @param {string | null} lit the group that is pointed at
 */
export function karnaughMap(store, state, model, output, lit) {
  const names = model.inputs;
  const grid = gridOf(names.length);
  const rows = GRAY[grid.rows.length].length;
  const columns = GRAY[grid.columns.length].length;
  const size = { width: HEAD.left + columns * CELL, height: HEAD.top + rows * CELL };
  const across = GRAY[grid.across.length].length;
  const down = GRAY[grid.down.length].length;
  const terms = termsOf(model, model.outputs[output]);
  const edit = editor(store, state, model, output);
  const width = across * size.width + (across - 1) * BETWEEN + 8;
  const height = down * (size.height + (grid.across.length ? 20 : 0)) + (down - 1) * 8 + 8;
  const maps = [];
  for (let d = 0; d < down; d += 1) {
    for (let a = 0; a < across; a += 1) {
      const x = a * (size.width + BETWEEN) + 2;
      const y = d * (size.height + 28) + (grid.across.length ? 20 : 2);
      maps.push(h("g", { key: `${d} ${a}`, transform: `translate(${x} ${y})` }, oneMap(model, grid, terms, edit, { d, a, lit })));
    }
  }
  const extra = Math.max(0, 9.6 * axisText(names, grid.rows).length - 24); // long names stand out at the left
  return h("svg", {
    class: "karnaugh", viewBox: `${-extra} 0 ${width + extra} ${height}`, role: "group", "data-grid": "",
    "aria-label": `Karnaugh map of ${model.outputs[output]}`,
    style: { "--natural": `${width}px` },
  }, maps);
}

/**
 * @typedef {{now: number, text: string, set: (row: number, value?: string) => void}} Editor
 * @param {Store} store
 * @param {State} state
 * @param {Model} model
 * @param {number} output
 * @returns {Editor}
 */
function editor(store, state, model, output) {
  return {
    now: rowNumber(model.inputs, state.inputs),
    text: model.rows?.[output] ?? "",
    set: (row, value) => setCell(store, model, output, row, value),
  };
}

/**
 * @param {Model} model
 * @param {Grid} grid
 * @param {Term[]} terms
 * @param {Editor} edit
 * @param {{d: number, a: number, lit: string | null}} place
 */
function oneMap(model, grid, terms, edit, { d, a, lit }) {
  const names = model.inputs;
  const rows = GRAY[grid.rows.length];
  const columns = GRAY[grid.columns.length];
  const cells = [];
  for (let r = 0; r < rows.length; r += 1) {
    for (let c = 0; c < columns.length; c += 1) {
      const row = rowAt(grid, names.length, [d, a, r, c]);
      cells.push(cell(model, edit, row, r, c));
    }
  }
  return [
    blockTitle(names, grid, d, a),
    h("g", { key: "heads", class: "heads", "aria-hidden": "true" }, heads(names, grid)),
    h("g", { key: "cells" }, cells),
    h("g", { key: "loops", class: "loops", "aria-hidden": "true" }, loops(model, grid, terms, d, a, lit)),
  ];
}

/** @param {string[]} names @param {Grid} grid @param {number} d @param {number} a */
function blockTitle(names, grid, d, a) {
  const parts = [];
  if (grid.down.length) parts.push(`${names[grid.down[0]]} = ${GRAY[1][d]}`);
  if (grid.across.length) parts.push(`${names[grid.across[0]]} = ${GRAY[1][a]}`);
  if (!parts.length) return null;
  const x = HEAD.left + (GRAY[grid.columns.length].length * CELL) / 2;
  return h("text", { key: "title", class: "block-title", x, y: -8 }, parts.join(", "));
}

/** @param {string[]} names @param {number[]} axis */
function axisText(names, axis) {
  const brief = (/** @type {string} */ name) => (name.length > 8 ? `${name.slice(0, 3)}…${name.slice(-3)}` : name);
  return axis.map((k) => brief(names[k])).join(" ");
}

/** @param {string[]} names @param {Grid} grid */
function heads(names, grid) {
  const bits = (/** @type {number} */ value, /** @type {number} */ length) => (length ? value.toString(2).padStart(length, "0") : "");
  const rowNames = axisText(names, grid.rows);
  const columnNames = axisText(names, grid.columns);
  const right = HEAD.left + GRAY[grid.columns.length].length * CELL;
  return [
    h("text", { class: "axis", x: (HEAD.left + right) / 2, y: 12 }, columnNames),
    rowNames && h("text", { class: "axis row", x: HEAD.left - 6, y: HEAD.top - 8 }, rowNames),
    GRAY[grid.columns.length].map((value, c) =>
      h("text", { class: "code", x: HEAD.left + (c + 0.5) * CELL, y: HEAD.top - 8 }, bits(value, grid.columns.length))),
    GRAY[grid.rows.length].map((value, r) =>
      h("text", { class: "code row", x: HEAD.left - 6, y: HEAD.top + (r + 0.5) * CELL }, bits(value, grid.rows.length))),
  ];
}

/** @param {Model} model @param {Editor} edit @param {number} row @param {number} r @param {number} c */
function cell(model, edit, row, r, c) {
  const value = edit.text[row] ?? "0";
  const now = row === edit.now;
  const said = value === "-" ? "any" : value;
  const keys = /** @type {{[key: string]: string | undefined}} */ ({ 0: "0", 1: "1", "-": "-", x: "-", " ": undefined, Enter: undefined });
  return h("g", {
    key: row, class: classes("cell", { one: value === "1", any: value === "-", now }),
    role: "button", tabindex: now ? 0 : -1, "data-row": row,
    "aria-label": `${Object.entries(inputsOf(model.inputs, row)).map(([name, bit]) => `${name} ${bit}`).join(" ")}: ${said}`,
    transform: `translate(${HEAD.left + c * CELL} ${HEAD.top + r * CELL})`,
    onclick: () => edit.set(row),
    onkeydown: (/** @type {KeyboardEvent} */ event) => {
      if (event.key in keys) {
        event.preventDefault();
        edit.set(row, keys[event.key]);
      } else moveFocus(event);
    },
  },
    h("rect", { class: "back", width: CELL, height: CELL }),
    now && h("rect", { class: "here", x: 2, y: 2, width: CELL - 4, height: CELL - 4, rx: 7 }),
    h("text", { class: "value", x: CELL / 2, y: CELL / 2 }, value === "-" ? "–" : value),
    model.inputs.length <= 4 && h("text", { class: "minterm", x: CELL - 10, y: CELL - 11 }, row),
  );
}

/**
 * Arrow keys go to the nearest cell in their direction.
 *
 * @param {KeyboardEvent} event
 */
export function moveFocus(event) {
  const ways = /** @type {{[key: string]: [number, number]}} */ ({
    ArrowLeft: [-1, 0], ArrowRight: [1, 0], ArrowUp: [0, -1], ArrowDown: [0, 1],
  });
  const way = ways[event.key];
  const here = /** @type {Element} */ (event.currentTarget);
  const grid = here.closest("[data-grid]");
  if (!way || !grid) return;
  event.preventDefault();
  const from = here.getBoundingClientRect();
  let best = null;
  let least = Infinity;
  for (const other of grid.querySelectorAll("[data-row]")) {
    const box = other.getBoundingClientRect();
    const dx = box.x - from.x;
    const dy = box.y - from.y;
    const along = dx * way[0] + dy * way[1];
    const off = Math.abs(dx * way[1]) + Math.abs(dy * way[0]);
    if (along > 1 && along + 3 * off < least) [best, least] = [other, along + 3 * off];
  }
  /** @type {HTMLElement | null} */ (best)?.focus();
}

/** @param {Model} model @param {Grid} grid @param {Term[]} terms @param {number} d @param {number} a @param {string | null} lit */
function loops(model, grid, terms, d, a, lit) {
  const names = model.inputs;
  const colours = termColours(model);
  const levels = insetsOf(terms);
  const rows = GRAY[grid.rows.length].length;
  const columns = GRAY[grid.columns.length].length;
  return terms.map((term, k) => {
    const inset = 4 + 4.5 * Math.min(levels[k], 4);
    return piecesOf(term, names, grid).filter((piece) => piece.down === d && piece.across === a).map((piece, turn) => {
      const open = { left: piece.columns.openLow, right: piece.columns.openHigh, top: piece.rows.openLow, bottom: piece.rows.openHigh };
      const box = {
        left: HEAD.left + piece.columns.first * CELL + (open.left ? -7 : inset),
        right: HEAD.left + (piece.columns.last + 1) * CELL - (open.right ? -7 : inset),
        top: HEAD.top + piece.rows.first * CELL + (open.top ? -7 : inset),
        bottom: HEAD.top + (piece.rows.last + 1) * CELL - (open.bottom ? -7 : inset),
      };
      if (rows === 1 && !open.top) Object.assign(box, { top: HEAD.top + inset, bottom: HEAD.top + CELL - inset });
      if (columns === 1) Object.assign(box, { left: HEAD.left + inset, right: HEAD.left + CELL - inset });
      return h("path", { key: `${k} ${turn}`, class: classes("loop", { lit: lit === term.text, dim: lit !== null && lit !== term.text }), d: loopPath(box, 15, open), style: { "--loop": colours.get(term.text) } });
    });
  });
}

/**
 * The terms as coloured words, in the order of their loops.
 *
 * @param {Model} model
 * @param {number} output
 * @param {Pointing} pointing
 */
export function termLegend(model, output, { lit, point }) {
  const terms = termsOf(model, model.outputs[output]);
  const found = own(model.minimised.value?.outputs, model.outputs[output]);
  const colours = termColours(model);
  return h("div", { class: "terms", "aria-label": "Groups of the map" },
    found?.complemented && h("span", { class: "muted" }, "Groups of the zeros:"),
    terms.map((term) => h("span", {
      key: term.text, class: classes("term", { lit: lit === term.text }), style: { "--loop": colours.get(term.text) },
      onpointerenter: () => point(term.text), onpointerleave: () => point(null),
    }, term.text || "1")),
    terms.length === 0 && found && h("span", { class: "muted" }, `No group: the output is always ${found.complemented ? 1 : 0}.`));
}
