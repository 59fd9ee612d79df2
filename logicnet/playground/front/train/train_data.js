// The rows that are learnt from, and the points at which units are pictured.

import { ThresholdEvaluator } from "../engine/evaluation.js";
import { Random } from "../engine/random.js";
import { csvData, featuresOf, tableData, taskData } from "../learning/tasks.js";

/** @typedef {import("./train_settings.js").TrainSettings} TrainSettings */
/** @typedef {import("../engine/network.js").Network} Network */
/**
 * `points` are where rows stand in the picture; `grid` are the rows at which it is computed, from
 * its top left corner on, `width` of them in a line.
 * @typedef {{inputs: string[], rows: number[][], y: (number | number[])[], points: number[][],
 *   test: {rows: number[][], y: (number | number[])[], points: number[][]} | null,
 *   regression: boolean, reach: number, outputs: string[],
 *   picture: {grid: number[][], width: number, height: number, smooth: boolean,
 *     box: [number, number, number, number], across: string, up: string}}} TrainData
 */

const GRID_SIDE = 40; // points along a side of a picture of the plane
const REACH = 6;

/**
 * The data of the settings; of a truth table or a region what is stated there.
 * @param {TrainSettings} s
 * @param {{table: import("../engine/minimiser.js").Table | null, region: Network | null, box?: number[] | null}} stated
 * @returns {TrainData | null}
 */
export function trainData(s, stated) {
  if (s.data === "table") return stated.table && rowsData(s, stated.table);
  if (s.data === "csv") return s.csv.trim() ? columnsData(s) : null;
  if (s.data === "region") return stated.region && regionData(s, stated.region, stated.box ?? null);
  const found = taskData(s.task, s);
  const test = taskData(s.task, { ...s, seed: s.seed + 1 });
  return planeData(s.features, found, test, [-REACH, REACH, -REACH, REACH]);
}

/**
 * @param {string[]} features
 * @param {import("../learning/tasks.js").Dataset} found
 * @param {import("../learning/tasks.js").Dataset} test
 * @param {[number, number, number, number]} box
 * @returns {TrainData}
 */
function planeData(features, found, test, box) {
  const plane = planeGrid(box);
  return {
    inputs: features, rows: featuresOf(features, found.x), y: found.y, points: found.x, outputs: ["y"],
    test: { rows: featuresOf(features, test.x), y: test.y, points: test.x },
    regression: !!found.regression, reach: reachOf(found),
    picture: { grid: featuresOf(features, plane), width: GRID_SIDE, height: GRID_SIDE, smooth: true, box, across: found.names[0], up: found.names[1] },
  };
}

/**
 * The largest value that is learnt, which has the last colour.
 * @param {import("../learning/tasks.js").Dataset} found
 */
function reachOf(found) {
  return found.y.flat().reduce((most, value) => Math.max(most, Math.abs(value)), 1e-9);
}

/**
 * A square with the middle of a box.
 * @param {number[]} box
 * @returns {[number, number, number, number]}
 */
export function squareAround(box) {
  const [x, y, half] = [(box[0] + box[1]) / 2, (box[2] + box[3]) / 2, Math.max(box[1] - box[0], box[3] - box[2]) / 2];
  return [x - half, x + half, y - half, y + half];
}

/** @param {[number, number, number, number]} box */
function planeGrid([left, right, low, high]) {
  return Array.from({ length: GRID_SIDE * GRID_SIDE }, (_, k) => [
    left + ((right - left) * ((k % GRID_SIDE) + 0.5)) / GRID_SIDE,
    high - ((high - low) * (Math.floor(k / GRID_SIDE) + 0.5)) / GRID_SIDE,
  ]);
}

/**
 * Points of the plane, labelled by a network that reads coordinates.
 * @param {TrainSettings} s
 * @param {Network} region
 * @param {number[] | null} around the box that is pictured
 * @returns {TrainData}
 */
function regionData(s, region, around) {
  const box = around ? squareAround(around) : boxOf(region);
  const evaluator = new ThresholdEvaluator(region);
  const drawn = (/** @type {number} */ seed) => {
    const random = new Random(seed);
    const x = Array.from({ length: s.points }, () => [random.uniform(box[0], box[1]), random.uniform(box[2], box[3])]);
    const y = x.map((point) => (random.next() < s.noise / 2 ? 1 - evaluator.outputs(point)[0] : evaluator.outputs(point)[0]));
    return { names: region.inputs, x, y };
  };
  const plane = planeGrid(box);
  const [found, test] = [drawn(s.seed), drawn(s.seed + 1)];
  return {
    inputs: region.inputs, rows: found.x, y: found.y, points: found.x, regression: false, reach: 1, outputs: [region.outputs[0]],
    test: { rows: test.x, y: test.y, points: test.x },
    picture: { grid: plane, width: GRID_SIDE, height: GRID_SIDE, smooth: true, box, across: region.inputs[0], up: region.inputs[1] },
  };
}

/**
 * A square around the lines of a network in the plane.
 * @param {Network} net
 * @returns {[number, number, number, number]}
 */
export function boxOf(net) {
  const lines = linesOf(net);
  const crossings = lines.flatMap((p, i) => lines.slice(i + 1).flatMap((q) => {
    const area = p.a * q.b - p.b * q.a;
    return Math.abs(area) < 1e-9 ? [] : [[(p.c * q.b - p.b * q.c) / area, (p.a * q.c - p.c * q.a) / area]];
  }));
  const feet = lines.map(({ a, b, c }) => [(a * c) / (a * a + b * b), (b * c) / (a * a + b * b)]);
  const all = crossings.length ? crossings : feet.length ? feet : [[0, 0]];
  const [xs, ys] = [0, 1].map((i) => all.map((point) => point[i]).sort((a, b) => a - b));
  const span = (/** @type {number[]} */ v) => [v[Math.floor(v.length * 0.05)], v[Math.ceil(v.length * 0.95) - 1] ?? v[0]];
  const [[l, r], [d, u]] = [span(xs), span(ys)];
  const half = Math.max(r - l, u - d, 2) * 0.75;
  return [(l + r) / 2 - half, (l + r) / 2 + half, (d + u) / 2 - half, (d + u) / 2 + half];
}

/**
 * The units of a network that read two coordinates: each fires where a x + b y >= c.
 * @param {Network} net
 * @returns {{unit: number, a: number, b: number, c: number}[]}
 */
export function linesOf(net) {
  return Array.from({ length: net.indptr.length - 1 }, (_, unit) => {
    let [a, b, c, own] = [0, 0, Number(net.thresholds[unit]), true];
    for (let k = net.indptr[unit]; k < net.indptr[unit + 1]; k++) {
      const node = net.indices[k];
      const weight = Number(net.weights[k]) / (net.scale?.[node] ?? 1);
      if (node > 1) own = false;
      else c += weight * (net.centre?.[node] ?? 0);
      if (node === 0) a = weight;
      if (node === 1) b = weight;
    }
    return own && (a || b) ? [{ unit, a, b, c }] : [];
  }).flat();
}

/**
 * The rows of a truth table, pictured in Gray order: the first half of the inputs downwards.
 * @param {TrainSettings} s
 * @param {import("../engine/minimiser.js").Table} table
 * @returns {TrainData}
 */
function rowsData(s, table) {
  const found = tableData(table, s);
  const n = table.inputs.length;
  const [down, along] = [Math.floor(n / 2), Math.ceil(n / 2)];
  const gray = (/** @type {number} */ k) => k ^ (k >> 1);
  const grid = Array.from({ length: 1 << n }, (_, k) => {
    const row = (gray(k >> along) << along) | gray(k & ((1 << along) - 1));
    return Array.from({ length: n }, (_, i) => (row >> (n - 1 - i)) & 1);
  });
  const place = new Map(grid.map((row, k) => [row.join(""), k]));
  const points = found.x.map((row) => {
    const k = place.get(row.join("")) ?? 0;
    return [(k & ((1 << along) - 1)) + 0.5, (1 << down) - (k >> along) - 0.5];
  });
  return {
    inputs: table.inputs, rows: found.x, y: found.y, points, test: null, regression: false, reach: 1, outputs: table.outputs,
    picture: { grid, width: 1 << along, height: 1 << down, smooth: false, box: [0, 1 << along, 0, 1 << down],
      across: table.inputs.slice(down).join(" "), up: table.inputs.slice(0, down).join(" ") },
  };
}

/**
 * The rows of a CSV text, scaled to a deviation of 1; the picture is over the first two columns.
 * @param {TrainSettings} s
 * @returns {TrainData}
 */
function columnsData(s) {
  const found = csvData(s.csv);
  const width = found.names.length;
  const means = found.names.map((_, k) => found.x.reduce((sum, row) => sum + row[k], 0) / found.x.length);
  const spreads = found.names.map((_, k) =>
    Math.sqrt(found.x.reduce((sum, row) => sum + (row[k] - means[k]) ** 2, 0) / found.x.length) || 1);
  const rows = found.x.map((row) => row.map((v, k) => (v - means[k]) / spreads[k]));
  const up = Math.min(1, width - 1);
  const reach = 0.5 + Math.max(...rows.map((row) => Math.max(Math.abs(row[0]), Math.abs(row[up]))));
  /** @type {[number, number, number, number]} */ const box = [-reach, reach, -reach, reach];
  const grid = planeGrid(box).map(([a, b]) => found.names.map((_, k) => (k === 0 ? a : k === up ? b : 0)));
  return {
    inputs: found.names, rows, y: found.y, points: rows.map((row) => [row[0], width > 1 ? row[1] : 0]), test: null,
    regression: !!found.regression, reach: reachOf(found), outputs: ["y"],
    picture: { grid, width: GRID_SIDE, height: GRID_SIDE, smooth: true, box, across: found.names[0], up: width > 1 ? found.names[1] : "" },
  };
}
