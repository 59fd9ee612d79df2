// How far the sums of threshold units stay away from their thresholds, as Python's `unit_gaps`.

import { Fraction, commonDivisor, wholeMultiples } from "../engine/exact.js";
import { unitCount } from "../engine/network.js";

/** @typedef {import("../engine/network.js").Network} Network */
/** @typedef {import("../engine/exact.js").Exact} Exact */
/**
 * The nearest sums on both sides of a unit's threshold, and the centre half-way between them.
 * `base` is the least sum, `size` the greatest minus the least, `doubt` what rounding can do;
 * a `geometric` unit reads coordinates, whose sums come arbitrarily near.
 * @typedef {{below: number, above: number, centre: number, base: number, size: number,
 *   geometric: boolean, doubt: number}} Gap
 */

const MOST_LISTED = 1 << 20; // largest sum for which all sums are listed
const MOST_HALVED = 32; // wires for which two lists of half of them are matched
const LEAST_SHARE = 2 ** -30; // of a unit's sums, the least margin where one side is empty
const EPSILON = Number.EPSILON;

/**
 * For each wire the size of its literal: what the sum changes by when the value does.
 * @param {Network} net
 * @param {number} wire
 */
export function literalSize(net, wire) {
  const [weight, outer] = [Number(net.weights[wire]), net.indices[wire] < net.inputs.length];
  if (outer && net.encoding === "real") return 0;
  return outer && net.encoding === "bipolar" ? 2 * Math.abs(weight) : Math.abs(weight);
}

/**
 * The gap of every unit.
 * @param {Network} net
 * @returns {Gap[]}
 */
export function unitGaps(net) {
  return Array.from({ length: unitCount(net) }, (_, j) => gapOf(net, j));
}

/**
 * @param {Network} net
 * @param {number} j
 * @returns {Gap}
 */
function gapOf(net, j) {
  const n = net.inputs.length;
  let [base, size, geometric] = [0, 0, false];
  for (let k = net.indptr[j]; k < net.indptr[j + 1]; k++) {
    const [weight, outer] = [Number(net.weights[k]), net.indices[k] < n];
    geometric ||= outer && net.encoding === "real";
    size += literalSize(net, k);
    if (outer && net.encoding === "real") continue;
    base += outer && net.encoding === "bipolar" ? -Math.abs(weight) : Math.min(weight, 0);
  }
  const threshold = Number(net.thresholds[j]);
  const [below, above] = geometric ? [threshold, threshold] : sumsAround(net, j);
  const reach = Math.abs(base) + size + Math.abs(threshold);
  const centre = centreBetween(below, above, threshold, reach);
  const doubt = (net.indptr[j + 1] - net.indptr[j] + 8) * EPSILON * (reach + Math.abs(centre));
  return { below, above, centre, base, size, geometric, doubt };
}

/**
 * @param {number} below
 * @param {number} above
 * @param {number} threshold
 * @param {number} reach
 */
function centreBetween(below, above, threshold, reach) {
  const room = Math.max(0.5, LEAST_SHARE * reach);
  if (below === -Infinity) return Math.min(threshold, above) - room;
  if (above === Infinity) return Math.max(threshold - 0.5, below + room);
  return (below + above) / 2;
}

/**
 * The greatest sum below a unit's threshold and the least from it on; no sum is rounded.
 * @param {Network} net
 * @param {number} j
 * @returns {[number, number]}
 */
function sumsAround(net, j) {
  const [a, b] = [net.indptr[j], net.indptr[j + 1]];
  const { whole, exponent } = wholeMultiples([...net.weights.slice(a, b), net.thresholds[j]]);
  const level = whole[whole.length - 1];
  /** @type {bigint[]} */ const sizes = [];
  let least = 0n;
  for (let k = a; k < b; k++) {
    const weight = whole[k - a];
    const [positive, twice] = [weight < 0n ? -weight : weight, net.encoding === "bipolar" && net.indices[k] < net.inputs.length];
    sizes.push(twice ? 2n * positive : positive);
    least -= twice || weight < 0n ? positive : 0n;
  }
  const real = (/** @type {bigint} */ sum) => new Fraction(sum + least, 1n << BigInt(-exponent)).value;
  const target = level - least;
  const total = sizes.reduce((sum, v) => sum + v, 0n);
  if (target <= 0n) return [-Infinity, real(0n)];
  if (target > total) return [real(total), Infinity];
  const unit = commonDivisor(sizes) || 1n;
  const [below, above] = nearestSums(sizes.map((v) => v / unit), (target + unit - 1n) / unit);
  return [real(below * unit), real(above * unit)];
}

/**
 * The nearest sums of some of the weights, or bounds that all sums keep to.
 * @param {bigint[]} weights
 * @param {bigint} target
 * @returns {[bigint, bigint]}
 */
function nearestSums(weights, target) {
  const largest = weights.reduce((sum, v) => sum + v, 0n);
  if (largest <= BigInt(MOST_LISTED)) return listedSums(weights.map(Number), Number(target), Number(largest));
  if (weights.length <= MOST_HALVED) return halvedSums(weights, target);
  return [target - 1n, target];
}

/**
 * @param {number[]} weights
 * @param {number} target
 * @param {number} largest
 * @returns {[bigint, bigint]}
 */
function listedSums(weights, target, largest) {
  const reached = new Uint8Array(largest + 1);
  reached[0] = 1;
  let top = 0;
  for (const v of weights) {
    for (let s = top; s >= 0; s--) reached[s + v] |= reached[s];
    top += v;
  }
  let [below, above] = [target - 1, target];
  while (!reached[below]) below -= 1;
  while (!reached[above]) above += 1;
  return [BigInt(below), BigInt(above)];
}

/**
 * @param {bigint[]} weights
 * @param {bigint} target
 * @returns {[bigint, bigint]}
 */
function halvedSums(weights, target) {
  const [left, right] = [0, 1].map((side) => subsetSums(weights.filter((_, k) => k % 2 === side)));
  let [below, above] = [-1n, weights.reduce((sum, v) => sum + v, 0n)];
  let place = right.length; // the least of the right that reaches the target falls as the left grows
  for (const sum of left) {
    while (place > 0 && right[place - 1] + sum >= target) place -= 1;
    if (place > 0 && right[place - 1] + sum > below) below = right[place - 1] + sum;
    if (place < right.length && right[place] + sum < above) above = right[place] + sum;
  }
  return [below, above];
}

/**
 * All sums of some of the weights, rising.
 * @param {bigint[]} weights
 */
function subsetSums(weights) {
  let sums = [0n];
  for (const v of weights) sums = sums.concat(sums.map((s) => s + v));
  return sums.sort((a, b) => (a < b ? -1 : a > b ? 1 : 0));
}
