// From an MLP to the threshold network that it is or has become, as Python's `harden`.

import { activationNamed } from "./activations.js";
import { EngineError, Fraction, wholeMultiples } from "../engine/exact.js";
import { unitGaps } from "./gaps.js";
import { layerOfUnits, readNetwork, unitCount } from "../engine/network.js";
import { ownOutputs } from "./own_outputs.js";
import { smoothed } from "./softening.js";

/** @typedef {import("../engine/network.js").Network} Network */
/** @typedef {import("../engine/network.js").Mlp} Mlp */
/** @typedef {import("../engine/exact.js").Exact} Exact */

const MOST_TRIED = 10; // wires up to which all rows of a unit are tried

/**
 * The threshold network of an MLP: each unit fires iff w.a + b >= 0. Units that still have their
 * compiled weights get back their thresholds; others of up to ten Boolean sources get whole
 * weights for the same function.
 * @param {Mlp} mlp
 * @returns {Network}
 */
export function hardened(mlp) {
  const exact = exactForm(mlp);
  const stated = statedBy(mlp);
  if (stated && stated.kept.every(Boolean)) return readNetwork(mlp.source);
  /** @type {Exact[]} */ const weights = [];
  /** @type {Exact[]} */ const thresholds = [];
  for (let j = 0; j < unitCount(mlp); j++) {
    const [a, b] = [mlp.indptr[j], mlp.indptr[j + 1]];
    const own = stated?.kept[j]
      ? { weights: stated.network.weights.slice(a, b), threshold: stated.network.thresholds[j] }
      : hardUnit(mlp, j, exact.weights.slice(a, b), exact.levels[j]);
    weights.push(...own.weights);
    thresholds.push(own.threshold);
  }
  const { activations, gains, biases, source, certificate, ...wired } = mlp;
  return { ...wired, kind: "network", weights, thresholds, construction: "hardened", lowerBound: null };
}

/**
 * Weights for sources of 0/1 (Boolean inputs as they are), and exact thresholds.
 * @param {Mlp} mlp
 */
function exactForm(mlp) {
  const [n, layerOf] = [mlp.inputs.length, layerOfUnits(mlp)];
  const kinds = mlp.activations.map(activationNamed);
  kinds.forEach((kind, k) => {
    if (!kind.twoValued) {
      throw new EngineError(`layer ${k + 1} has ${mlp.activations[k]} units, which are no smooth thresholds; `
        + "harden needs sigmoid, tanh, hard_sigmoid or step units");
    }
  });
  const weights = Float64Array.from(mlp.weights);
  const levels = Array.from(mlp.biases, (bias) => Fraction.of(-bias));
  for (let j = 0; j < levels.length; j++) {
    for (let k = mlp.indptr[j]; k < mlp.indptr[j + 1]; k++) {
      const source = mlp.indices[k] - n;
      if (source < 0 || kinds[layerOf[source]].low !== -1) continue;
      levels[j] = levels[j].plus(Fraction.of(weights[k]));
      weights[k] *= 2;
    }
  }
  return { weights, levels };
}

/**
 * The network that an MLP was softened from, and which units still are as they were then.
 * @param {Mlp} mlp
 */
function statedBy(mlp) {
  if (!mlp.source) return null;
  const { apart } = ownOutputs(readNetwork(mlp.source));
  const kind = mlp.activations[0];
  const same = mlp.activations.every((name) => name === kind) && apart.encoding === mlp.encoding
    && apart.indices.join() === mlp.indices.join() && apart.indptr.join() === mlp.indptr.join();
  if (!same || (kind !== "sigmoid" && kind !== "tanh")) return null;
  const fresh = smoothed(apart, unitGaps(apart), 1, kind);
  const kept = Array.from({ length: unitCount(mlp) }, (_, j) => {
    if (fresh.biases[j] !== mlp.biases[j]) return false;
    for (let k = mlp.indptr[j]; k < mlp.indptr[j + 1]; k++) if (fresh.weights[k] !== mlp.weights[k]) return false;
    return true;
  });
  return { network: apart, kept };
}

/**
 * @param {Mlp} mlp
 * @param {number} j
 * @param {Float64Array} weights
 * @param {Fraction} level
 * @returns {{weights: Exact[], threshold: Exact}}
 */
function hardUnit(mlp, j, weights, level) {
  const reads = Array.from(mlp.indices.subarray(mlp.indptr[j], mlp.indptr[j + 1]));
  const coordinates = mlp.encoding === "real" && reads.some((node) => node < mlp.inputs.length);
  if (coordinates) return { weights: Array.from(weights), threshold: level.value };
  if (weights.every((w) => Number.isInteger(w))) {
    const ceiling = level.over / level.under + (level.over > 0n && level.over % level.under ? 1n : 0n);
    return { weights: Array.from(weights), threshold: Number(ceiling) };
  }
  const low = reads.map((node) => (mlp.encoding === "bipolar" && node < mlp.inputs.length ? -1 : 0));
  const tried = weights.length <= MOST_TRIED ? wholeByTrying(weights, level, low) : null;
  return tried ?? { weights: Array.from(weights), threshold: level.value };
}

/**
 * The smallest scale at which rounded weights still separate the rows; null where none does.
 * @param {Float64Array} weights
 * @param {Fraction} level
 * @param {number[]} low the false value of each source
 * @returns {{weights: number[], threshold: number} | null}
 */
function wholeByTrying(weights, level, low) {
  const k = weights.length;
  const largest = weights.reduce((most, w) => Math.max(most, Math.abs(w)), 0);
  const rows = Array.from({ length: 1 << k }, (_, r) => low.map((l, i) => ((r >> i) & 1 ? 1 : l)));
  const { whole, exponent } = wholeMultiples(weights);
  const least = level.times(new Fraction(1n << BigInt(-exponent)));
  const fires = rows.map((row) => {
    const sum = whole.reduce((total, w, i) => total + w * BigInt(row[i]), 0n);
    return sum * least.under >= least.over;
  });
  if (largest === 0) return { weights: Array.from(weights), threshold: fires[0] ? 0 : 1 };
  const constant = fires.every(Boolean) || !fires.some(Boolean);
  if (constant) return constantUnit(weights, largest, low, fires[0]);
  for (let scale = 1; scale < 2 ** 40; scale = scale < 64 ? scale + 1 : Math.floor((scale * 5) / 4)) {
    const tried = Array.from(weights, (w) => halfToEven(w * (scale / largest)));
    let [most, from] = [-Infinity, Infinity];
    rows.forEach((row, r) => {
      const sum = tried.reduce((total, w, i) => total + w * row[i], 0);
      if (fires[r]) from = Math.min(from, sum);
      else most = Math.max(most, sum);
    });
    if (most < from) return { weights: tried, threshold: from };
  }
  return null;
}

/**
 * A unit of about these weights that always fires, or never does.
 * @param {Float64Array} weights
 * @param {number} largest
 * @param {number[]} low
 * @param {boolean} fires
 */
function constantUnit(weights, largest, low, fires) {
  const whole = Array.from(weights, (w) => halfToEven(w / largest));
  const least = whole.reduce((sum, w, i) => sum + Math.min(w * low[i], w), 0);
  const most = whole.reduce((sum, w, i) => sum + Math.max(w * low[i], w), 0);
  return { weights: whole, threshold: fires ? least : most + 1 };
}

/** @param {number} value */
function halfToEven(value) {
  const floor = Math.floor(value);
  const rest = value - floor;
  return rest < 0.5 || (rest === 0.5 && floor % 2 === 0) ? floor + 0 : floor + 1;
}
