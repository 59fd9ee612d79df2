// Networks of threshold units at rows: every sum is that of the stored numbers, nothing is rounded.

import { EngineError, Fraction, magnitude, wholeMultiples } from "./exact.js";
import { unitCount } from "./network.js";

/** @typedef {import("./network.js").Network} Network */
/**
 * How one unit is added up: floats hold all its sums (`floats`), or whole numbers do (`whole`),
 * each a multiple of 2^exponent; or it reads coordinates.
 * @typedef {{kind: "floats", weights: Float64Array, threshold: number, exponent: number}
 *   | {kind: "whole", weights: bigint[], threshold: bigint, exponent: number}
 *   | {kind: "coordinates", weights: Float64Array, threshold: number}} Summed
 */

const LARGEST_EXACT = 1n << 53n;
const ROUNDING = 2 ** -50; // more than what a few roundings of one term can do, relative

/** A network made ready to be evaluated at many rows. */
export class ThresholdEvaluator {
  /** @param {Network} net */
  constructor(net) {
    this.net = net;
    this.n = net.inputs.length;
    this.units = Array.from({ length: unitCount(net) }, (_, j) => this.#summed(j));
    this.values = new Float64Array(this.n + this.units.length);
    this.sums = new Float64Array(this.units.length);
  }

  /**
   * @param {number} j
   * @returns {Summed}
   */
  #summed(j) {
    const { net } = this;
    const [a, b] = [net.indptr[j], net.indptr[j + 1]];
    const given = net.weights.slice(a, b);
    const threshold = net.thresholds[j];
    if (net.encoding === "real" && net.indices.subarray(a, b).some((node) => node < this.n)) {
      return { kind: "coordinates", weights: Float64Array.from(given, Number), threshold: Number(threshold) };
    }
    const { whole, exponent } = wholeMultiples([...given, threshold]);
    const level = whole[whole.length - 1];
    const weights = whole.slice(0, -1);
    const most = whole.reduce((sum, w) => sum + magnitude(w), 0n);
    if (most < LARGEST_EXACT) {
      return { kind: "floats", weights: Float64Array.from(weights, Number), threshold: Number(level), exponent };
    }
    return { kind: "whole", weights, threshold: level, exponent };
  }

  /**
   * Fill `values` (inputs, then units) and `sums` at one row of the inputs' values.
   * @param {ArrayLike<number>} row
   * @returns {Float64Array} the values of all nodes; the same array at every call
   */
  at(row) {
    const { n, values, units } = this;
    if (row.length !== n) throw new EngineError(`expected ${n} inputs, got ${row.length}`);
    for (let i = 0; i < n; i++) values[i] = row[i];
    for (let j = 0; j < units.length; j++) values[n + j] = this.#fires(j) ? 1 : 0;
    return values;
  }

  /**
   * The outputs' values at one row.
   * @param {ArrayLike<number>} row
   */
  outputs(row) {
    const values = this.at(row);
    return this.net.outputUnits.map((unit) => values[this.n + unit]);
  }

  /** @param {number} j */
  #fires(j) {
    const { net, values, sums } = this;
    const unit = this.units[j];
    const first = net.indptr[j];
    if (unit.kind === "floats") {
      let sum = 0;
      for (let k = 0; k < unit.weights.length; k++) sum += unit.weights[k] * values[net.indices[first + k]];
      sums[j] = unit.exponent ? sum * 2 ** unit.exponent : sum;
      return sum >= unit.threshold;
    }
    if (unit.kind === "whole") {
      let sum = 0n;
      unit.weights.forEach((w, k) => { sum += w * BigInt(values[net.indices[first + k]]); });
      sums[j] = new Fraction(sum, 1n << BigInt(-unit.exponent)).value;
      return sum >= unit.threshold;
    }
    return this.#firesAtPoint(j, unit.weights, unit.threshold);
  }

  /**
   * @param {number} j
   * @param {Float64Array} weights
   * @param {number} threshold
   */
  #firesAtPoint(j, weights, threshold) {
    const { net, n, values } = this;
    const first = net.indptr[j];
    let [sum, size] = [0, Math.abs(threshold)];
    for (let k = 0; k < weights.length; k++) {
      const node = net.indices[first + k];
      let [value, reach] = [values[node], Math.abs(values[node])];
      if (node < n) {
        const scale = net.scale ? net.scale[node] : 1;
        const centre = net.centre ? net.centre[node] : 0;
        [value, reach] = [(value - centre) / scale, (reach + Math.abs(centre)) / scale];
      }
      sum += weights[k] * value;
      size += Math.abs(weights[k]) * reach;
    }
    this.sums[j] = sum;
    const doubt = (weights.length + 2) * ROUNDING * size + 1e-300;
    if (Math.abs(sum - threshold) > doubt) return sum > threshold;
    return this.#exactOver(j) >= 0;
  }

  /**
   * The sign of a unit's sum minus its threshold, in fractions.
   * @param {number} j
   */
  #exactOver(j) {
    const { net, n, values } = this;
    let over = new Fraction(0n).minus(Fraction.of(net.thresholds[j]));
    for (let k = net.indptr[j]; k < net.indptr[j + 1]; k++) {
      const node = net.indices[k];
      let value = Fraction.of(values[node]);
      if (node < n && net.centre) value = value.minus(Fraction.of(net.centre[node]));
      if (node < n && net.scale) value = value.by(Fraction.of(net.scale[node]));
      over = over.plus(value.times(Fraction.of(net.weights[k])));
    }
    return over.sign;
  }
}

/**
 * The row of that number, first input most significant, in the network's encoding.
 * @param {number} number
 * @param {number} inputs
 * @param {string} [encoding]
 */
export function rowOf(number, inputs, encoding = "binary") {
  const low = encoding === "bipolar" ? -1 : 0;
  return Array.from({ length: inputs }, (_, i) => ((number >> (inputs - 1 - i)) & 1 ? 1 : low));
}

/**
 * The outputs at all rows: a text of 0 and 1 for each output, in row order.
 * @param {Network} net
 * @returns {string[]}
 */
export function tableOf(net) {
  const n = net.inputs.length;
  if (net.encoding === "real") throw new EngineError("a network that reads coordinates has no table of rows");
  if (n > 16) throw new EngineError(`a table of ${n} inputs is too long here (limit 16)`);
  const evaluator = new ThresholdEvaluator(net);
  const columns = net.outputs.map(() => /** @type {string[]} */ ([]));
  for (let r = 0; r < 1 << n; r++) {
    evaluator.outputs(rowOf(r, n, net.encoding)).forEach((value, k) => columns[k].push(`${value}`));
  }
  return columns.map((column) => column.join(""));
}
