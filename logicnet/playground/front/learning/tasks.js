// The Playground's tasks and features, noisy truth tables and own CSV, as rows to learn from.
//
// Circle, xor, gauss and spiral are Python's `logicnet.datasets`, number by number for a seed; the
// definitions, and those of the two regressions, are the TensorFlow Playground's (Smilkov, Carter;
// Apache-2.0), restated.

import { EngineError } from "../engine/exact.js";
import { Random } from "../engine/random.js";

/** @typedef {{names: string[], x: number[][], y: (number | number[])[], regression?: boolean}} Dataset */
/** @typedef {{number: number, cells: string[]}} CsvLine */
/** @typedef {(count: number, noise: number, random: Random) => [number[][], number[]]} Task */

const LARGEST_CELL = 1e100; // squares of larger ones are infinite

/**
 * Values drawn row by row: `count` rows of `width` numbers from `low` to `high`.
 * @param {Random} random
 * @param {number} low
 * @param {number} high
 * @param {number} count
 * @param {number} [width]
 */
function drawnRows(random, low, high, count, width = 2) {
  return Array.from({ length: count }, () => Array.from({ length: width }, () => random.uniform(low, high)));
}

/** @type {Task} */
function circleTask(count, noise, random) {
  const half = Math.floor(count / 2);
  const radius = [...random.uniforms(0, 2.5, half), ...random.uniforms(3.5, 5, count - half)];
  const angle = random.uniforms(0, 2 * Math.PI, count);
  const x = radius.map((r, k) => [r * Math.sin(angle[k]), r * Math.cos(angle[k])]);
  const moved = drawnRows(random, -5, 5, count);
  const seen = x.map(([a, b], k) => Math.hypot(a + noise * moved[k][0], b + noise * moved[k][1]));
  return [x, seen.map((r) => (r < 2.5 ? 1 : 0))];
}

/** @type {Task} */
function xorTask(count, noise, random) {
  const x = drawnRows(random, -5, 5, count).map((row) => row.map((v) => v + (v > 0 ? 0.3 : -0.3)));
  const moved = drawnRows(random, -5, 5, count);
  return [x, x.map(([a, b], k) => ((a + noise * moved[k][0]) * (b + noise * moved[k][1]) >= 0 ? 1 : 0))];
}

/** @type {Task} */
function gaussTask(count, noise, random) {
  const [half, spread] = [Math.floor(count / 2), Math.sqrt(0.5 + 7 * noise)];
  const y = Array.from({ length: count }, (_, k) => (k < half ? 1 : 0));
  return [y.map((label) => [0, 1].map(() => (label ? 2 : -2) + spread * random.normal())), y];
}

/** @type {Task} */
function spiralTask(count, noise, random) {
  const half = Math.floor(count / 2);
  const parts = [half, count - half];
  const k = parts.flatMap((size) => Array.from({ length: size }, (_, i) => i / size));
  const y = k.map((_, i) => (i < half ? 1 : 0));
  const moved = drawnRows(random, -1, 1, count);
  const x = k.map((share, i) => {
    const [radius, angle] = [5 * share, 3.5 * Math.PI * share + (y[i] ? 0 : Math.PI)];
    return [radius * Math.sin(angle) + noise * moved[i][0], radius * Math.cos(angle) + noise * moved[i][1]];
  });
  return [x, y];
}

/** @type {Task} */
function planeTask(count, noise, random) {
  const x = drawnRows(random, -6, 6, count);
  const moved = drawnRows(random, -6, 6, count);
  return [x, x.map(([a, b], k) => (a + b + noise * (moved[k][0] + moved[k][1])) / 10)];
}

const HILLS = [[-4, 2.5, 1], [0, 2.5, -1], [4, 2.5, 1], [-4, -2.5, -1], [0, -2.5, 1], [4, -2.5, -1]];

/** @type {Task} */
function hillsTask(count, noise, random) {
  const x = drawnRows(random, -6, 6, count);
  const moved = drawnRows(random, -6, 6, count);
  const height = (/** @type {number} */ a, /** @type {number} */ b) => HILLS.reduce((most, [cx, cy, sign]) => {
    const value = sign * Math.max(0, 1 - Math.hypot(a - cx, b - cy) / 2);
    return Math.abs(value) > Math.abs(most) ? value : most;
  }, 0);
  return [x, x.map(([a, b], k) => height(a + noise * moved[k][0], b + noise * moved[k][1]))];
}

/** Tasks in the plane: their words, and whether a value is learnt instead of a class. */
export const TASKS = {
  circle: { task: circleTask, words: "a disc inside a ring", regression: false, reach: 6 },
  xor: { task: xorTask, words: "opposite quadrants", regression: false, reach: 6 },
  gauss: { task: gaussTask, words: "two round clouds", regression: false, reach: 6 },
  spiral: { task: spiralTask, words: "two spirals", regression: false, reach: 6 },
  plane: { task: planeTask, words: "a slope (values)", regression: true, reach: 6 },
  hills: { task: hillsTask, words: "hills and valleys (values)", regression: true, reach: 6 },
};

/** The features of a point that a net may read. @type {Record<string, (x: number, y: number) => number>} */
export const FEATURES = {
  x: (x) => x,
  y: (_, y) => y,
  "x^2": (x) => x * x,
  "y^2": (_, y) => y * y,
  "xy": (x, y) => x * y,
  "sin x": (x) => Math.sin(x),
  "sin y": (_, y) => Math.sin(y),
};

/**
 * The features of points.
 * @param {string[]} names
 * @param {ArrayLike<number>[]} points
 */
export function featuresOf(names, points) {
  const found = names.map((name) => {
    if (!FEATURES[name]) throw new EngineError(`a feature is one of ${Object.keys(FEATURES).join(", ")}, not ${name}`);
    return FEATURES[name];
  });
  return points.map((point) => found.map((f) => f(point[0], point[1])));
}

/**
 * Rows of a task in the plane.
 * @param {string} name
 * @param {{points?: number, noise?: number, seed?: number}} [options]
 * @returns {Dataset}
 */
export function taskData(name, { points = 500, noise = 0, seed = 0 } = {}) {
  const found = Object.entries(TASKS).find(([key]) => key === name);
  if (!found) throw new EngineError(`task is one of ${Object.keys(TASKS).join(", ")}, not ${name}`);
  const random = new Random(seed);
  const [x, y] = found[1].task(points, noise, random);
  const order = random.permutation(points);
  return { names: ["x", "y"], x: order.map((r) => x[r]), y: order.map((r) => y[r]), regression: found[1].regression };
}

/**
 * The rows of a truth table, `copies` of each, a share `noise` of the labels flipped; rows that
 * are open are left out.
 * @param {{inputs: string[], values: string[]}} table
 * @param {{noise?: number, copies?: number, seed?: number}} [options]
 * @returns {Dataset}
 */
export function tableData(table, { noise = 0, copies = 1, seed = 0 } = {}) {
  const n = table.inputs.length;
  const known = Array.from({ length: 1 << n }, (_, r) => r).filter((r) => table.values.every((text) => text[r] !== "-"));
  const rows = known.flatMap((r) => new Array(copies).fill(r));
  const x = rows.map((r) => Array.from({ length: n }, (_, i) => (r >> (n - 1 - i)) & 1));
  const y = rows.map((r) => table.values.map((text) => Number(text[r])));
  const labels = rows.length * table.values.length;
  const flips = Array.from({ length: labels }, (_, k) => (k < Math.round(noise * labels) ? 1 : 0));
  new Random(seed).shuffled(flips).forEach((flip, k) => {
    if (flip) y[Math.floor(k / table.values.length)][k % table.values.length] ^= 1;
  });
  return { names: table.inputs, x, y: table.values.length === 1 ? y.map(([v]) => v) : y };
}

/**
 * Rows of a CSV text with a header; the target is the last column unless it is named.
 * @param {string} text
 * @param {string} [target]
 * @returns {Dataset & {classes?: string[]}}
 */
export function csvData(text, target) {
  const [first, ...rows] = csvLines(text);
  if (!rows.length) throw new EngineError("expected a line of names and lines of numbers");
  const head = first.cells;
  const at = target ? head.indexOf(target) : head.length - 1;
  if (at < 0) throw new EngineError(`there is no column ${target}; there are ${head.join(", ")}`);
  if (head.every(isNumeric)) throw new EngineError("the first line has numbers; expected the names of the columns");
  const wanted = head.flatMap((_, k) => (k === at ? [] : [k]));
  if (!wanted.length) throw new EngineError(`there is one column; expected others beside ${head[at]}`);
  const x = rows.map((row) => wanted.map((k) => numberIn(row, k, head)));
  const labels = rows.map((row) => labelIn(row, at, head));
  const names = wanted.map((k) => head[k]);
  if (labels.every(isNumeric)) {
    const y = labels.map(Number);
    return { names, x, y, regression: y.some((v) => v !== 0 && v !== 1) };
  }
  const classes = [...new Set(labels)].sort();
  if (classes.length !== 2) throw new EngineError(`column ${head[at]} has ${classes.length} classes; two can be learnt here`);
  return { names, x, y: labels.map((label) => classes.indexOf(label)), classes };
}

/**
 * The lines of a CSV text that hold something, each with its number and as many cells as the first.
 * @param {string} text
 * @returns {CsvLine[]}
 */
function csvLines(text) {
  const held = text.replace(/^\ufeff/, "").split(/\r?\n/).map((line, k) => ({ number: k + 1, line: line.trimEnd() }))
    .filter(({ line }) => line.trim() && !line.startsWith("#"));
  const mark = [";", "\t", ","].find((m) => held[0]?.line.includes(m)) ?? ",";
  const cell = new RegExp(`\\s*"((?:[^"]|"")*)"\\s*(?:${mark}|$)|([^${mark}]*)(?:${mark}|$)`, "y");
  const lines = held.map(({ number, line }) => ({ number, cells: cellsOf(line, mark, cell) }));
  const odd = lines.find(({ cells }) => cells.length !== lines[0].cells.length);
  if (odd) throw new EngineError(`line ${odd.number}: expected ${lines[0].cells.length} cells, as in the first line, got ${odd.cells.length}`);
  return lines;
}

/** @param {string} line @param {string} mark @param {RegExp} cell what stands up to the next mark */
function cellsOf(line, mark, cell) {
  /** @type {string[]} */
  const cells = [];
  cell.lastIndex = 0;
  for (let found = cell.exec(line); found; found = cell.exec(line)) {
    cells.push(found[1]?.replaceAll('""', '"').trim() ?? found[2].trim());
    if (!found[0].endsWith(mark)) return cells;
  }
  return cells;
}

/** @param {string} text */
function isNumeric(text) {
  return text !== "" && Math.abs(Number(text)) <= LARGEST_CELL;
}

/** @param {CsvLine} line @param {number} k @param {string[]} head */
function labelIn({ number, cells }, k, head) {
  if (!cells[k]) throw new EngineError(`line ${number}, column ${head[k]}: expected a value, got nothing`);
  return cells[k];
}

/** @param {CsvLine} line @param {number} k @param {string[]} head */
function numberIn({ number, cells }, k, head) {
  if (isNumeric(cells[k])) return Number(cells[k]);
  throw new EngineError(`line ${number}, column ${head[k]}: expected a number, got ${cells[k] || "nothing"}`);
}
