/** The groups of a Karnaugh map: their colours, their places, and the hidden units they become. */

import { own } from "../basics/own.js";

/** @typedef {import("../network/model.js").Model} Model */
/** @typedef {{text: string, literals: {[name: string]: number}, unit?: number | null}} Term */
/** @typedef {{first: number, last: number, openLow: boolean, openHigh: boolean}} Stretch */
/** @typedef {{down: number, across: number, rows: Stretch, columns: Stretch}} Piece */
/** @typedef {{down: number[], across: number[], rows: number[], columns: number[]}} Grid */

const LOOP_COLOURS = ["#009E73", "#CC79A7", "#E69F00", "#56B4E9", "#8C564B", "#0072B2", "#D55E00"];

/** The values along an axis of a map, by the number of its variables. */
export const GRAY = [[0], [0, 1], [0, 1, 3, 2]];

/**
 * The colour of loop k; the first seven tell apart best.
 *
 * @param {number} k
 */
export function loopColour(k) {
  if (k < LOOP_COLOURS.length) return LOOP_COLOURS[k];
  return `hsl(${Math.round((k * 137.5) % 360)} 60% 48%)`;
}

/**
 * The terms of one output of a model.
 *
 * @param {Model} model
 * @param {string} output
 * @returns {Term[]}
 */
export function termsOf(model, output) {
  return own(model.minimised.value?.outputs, output)?.terms ?? [];
}

/**
 * The colours of the units that compute a term of the minimised form, by their number.
 *
 * @param {Model} model
 * @returns {Map<number, string>}
 */
export function unitColours(model) {
  const colours = termColours(model);
  return new Map([...termUnits(model)].map(([term, unit]) => [unit, colours.get(term) ?? ""]));
}

/**
 * The units that compute the terms, where there are such.
 *
 * @param {Model} model
 * @returns {Map<string, number>}
 */
export function termUnits(model) {
  /** @type {Map<string, number>} */
  const found = new Map();
  for (const term of model.outputs.flatMap((output) => termsOf(model, output))) {
    const own = model.style === "wide" && !model.edited && typeof term.unit === "number" ? term.unit : -1;
    const unit = own >= 0 ? own : model.words.indexOf(term.text);
    if (unit >= 0) found.set(term.text, unit);
  }
  return found;
}

/**
 * The colours of the terms; one that several outputs share has one colour.
 *
 * @param {Model} model
 * @returns {Map<string, string>}
 */
export function termColours(model) {
  /** @type {Map<string, string>} */
  const found = new Map();
  for (const term of model.outputs.flatMap((output) => termsOf(model, output))) {
    if (!found.has(term.text)) found.set(term.text, loopColour(found.size));
  }
  return found;
}

/**
 * How the inputs are shared out: the first ones choose the map, then rows, then columns.
 *
 * @param {number} count
 * @returns {Grid}
 */
export function gridOf(count) {
  const maps = Math.max(0, count - 4);
  const rest = Array.from({ length: count - maps }, (_, k) => maps + k);
  const low = Math.floor(rest.length / 2);
  const across = maps === 2 ? [1] : maps === 1 ? [0] : [];
  return { down: maps === 2 ? [0] : [], across, rows: rest.slice(0, low), columns: rest.slice(low) };
}

/**
 * The row of the truth table at a place of a map.
 *
 * @param {Grid} grid
 * @param {number} count
 * @param {[number, number, number, number]} places down, across, row, column
 */
export function rowAt(grid, count, places) {
  let number = 0;
  [grid.down, grid.across, grid.rows, grid.columns].forEach((axis, turn) => {
    const value = GRAY[axis.length][places[turn]];
    axis.forEach((name, k) => {
      number |= ((value >> (axis.length - 1 - k)) & 1) << (count - 1 - name);
    });
  });
  return number;
}

/**
 * The pieces of a term's loop; one that wraps over the border has two, or four.
 *
 * @param {Term} term
 * @param {string[]} names
 * @param {Grid} grid
 * @returns {Piece[]}
 */
export function piecesOf(term, names, grid) {
  const held = (/** @type {number[]} */ axis) =>
    GRAY[axis.length].map((value, place) => ({ value, place })).filter(({ value }) =>
      axis.every((name, k) => {
        const wanted = own(term.literals, names[name]);
        return wanted === undefined || wanted === ((value >> (axis.length - 1 - k)) & 1);
      }),
    ).map(({ place }) => place);
  /** @type {Piece[]} */
  const pieces = [];
  for (const down of held(grid.down)) {
    for (const across of held(grid.across)) {
      for (const rows of stretches(held(grid.rows))) {
        for (const columns of stretches(held(grid.columns))) pieces.push({ down, across, rows, columns });
      }
    }
  }
  return pieces;
}

/** @param {number[]} places @returns {Stretch[]} */
function stretches(places) {
  if (places.length === 2 && places[0] === 0 && places[1] === 3) {
    return [
      { first: 0, last: 0, openLow: true, openHigh: false },
      { first: 3, last: 3, openLow: false, openHigh: true },
    ];
  }
  return [{ first: places[0], last: places[places.length - 1], openLow: false, openHigh: false }];
}

/**
 * How far each loop is inset: loops with a common cell differ, larger ones lie further out.
 *
 * @param {Term[]} terms
 * @returns {number[]}
 */
export function insetsOf(terms) {
  const meet = (/** @type {Term} */ a, /** @type {Term} */ b) =>
    Object.entries(a.literals).every(([name, bit]) => (own(b.literals, name) ?? bit) === bit);
  const size = (/** @type {Term} */ term) => Object.keys(term.literals).length;
  const order = terms.map((_, k) => k).sort((a, b) => size(terms[a]) - size(terms[b]) || a - b);
  /** @type {number[]} */
  const levels = terms.map(() => -1);
  for (const k of order) {
    const taken = new Set(order.filter((j) => levels[j] >= 0 && meet(terms[j], terms[k])).map((j) => levels[j]));
    levels[k] = 0;
    while (taken.has(levels[k])) levels[k] += 1;
  }
  return levels;
}

/**
 * The line of a piece in a box: round corners, and no line along open sides.
 *
 * @param {{left: number, top: number, right: number, bottom: number}} box
 * @param {number} radius
 * @param {{left: boolean, top: boolean, right: boolean, bottom: boolean}} open
 */
export function loopPath(box, radius, open) {
  const { left, top, right, bottom } = box;
  const r = Math.min(radius, (right - left) / 2, (bottom - top) / 2);
  /** corners clockwise: place, side that ends there, side that begins, unit vectors */
  const corners = /** @type {const} */ ([
    [right, top, "top", "right", -1, 0, 0, 1],
    [right, bottom, "right", "bottom", 0, -1, -1, 0],
    [left, bottom, "bottom", "left", 1, 0, 0, -1],
    [left, top, "left", "top", 0, 1, 1, 0],
  ]);
  const start = corners.findIndex(([, , before, after]) => open[before] && !open[after]);
  const first = Math.max(0, start);
  let text = "";
  for (let k = 0; k < 4; k += 1) {
    const [x, y, before, after, ax, ay, bx, by] = corners[(first + k) % 4];
    const sharp = open[before] || open[after];
    const move = !text ? "M" : open[before] ? "M" : "L";
    text += sharp
      ? `${move}${x} ${y}`
      : `${move}${x + ax * r} ${y + ay * r}Q${x} ${y} ${x + bx * r} ${y + by * r}`;
  }
  return start < 0 ? `${text}Z` : text;
}
