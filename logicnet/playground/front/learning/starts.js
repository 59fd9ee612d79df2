// First weights at random, as Python's `MLP.random`: the same numbers for a seed.

import { EngineError } from "../engine/exact.js";
import { blankMlp, layersOf } from "../engine/network.js";
import { Random } from "../engine/random.js";

/** @typedef {import("../engine/network.js").Mlp} Mlp */

/**
 * How a weight of r sources into a layer is drawn, u being the readers of a source on average;
 * and whether biases are drawn like weights.
 * @type {Record<string, {draw: (random: Random, r: number, u: number) => number, biases: boolean}>}
 */
const INITS = {
  uniform: { draw: (random) => random.uniform(-0.5, 0.5), biases: true },
  gaussian: { draw: (random) => 0.1 * random.normal(), biases: true },
  xavier: { draw: (random, r, u) => random.uniform(-1, 1) * Math.sqrt(6 / (r + u)), biases: false },
  he: { draw: (random, r) => random.normal() * Math.sqrt(2 / r), biases: false },
};

/**
 * The same wiring with random weights, without labels, certificate and source.
 * @param {Mlp} mlp
 * @param {{init?: string, scale?: number, seed?: number}} [options]
 * @returns {Mlp}
 */
export function randomised(mlp, { init = "xavier", scale = 1, seed = 0 } = {}) {
  const rule = INITS[init];
  if (!rule) throw new EngineError(`init is one of ${Object.keys(INITS).join(", ")}, not ${init}`);
  const random = new Random(seed);
  const weights = new Float64Array(mlp.weights.length);
  for (const layer of layersOf(mlp)) {
    const [a, b] = [mlp.indptr[layer[0]], mlp.indptr[layer[layer.length - 1] + 1]];
    const sources = new Set(mlp.indices.subarray(a, b)).size;
    const readers = (b - a) / Math.max(1, sources);
    for (const j of layer) {
      for (let k = mlp.indptr[j]; k < mlp.indptr[j + 1]; k++) {
        weights[k] = scale * rule.draw(random, mlp.indptr[j + 1] - mlp.indptr[j], readers);
      }
    }
  }
  const biases = Float64Array.from(mlp.biases, (_, j) =>
    (rule.biases ? scale * rule.draw(random, Math.max(1, mlp.indptr[j + 1] - mlp.indptr[j]), 1) : 0));
  return { ...mlp, weights, biases, labels: null, certificate: null, source: null };
}

/**
 * A fully wired net of random weights, as `MLP.random(sizes, ...)`.
 * @param {number[]} sizes
 * @param {{activation?: string, output?: string, init?: string, scale?: number, seed?: number,
 *   inputs?: string[], outputs?: string[]}} [options]
 */
export function randomMlp(sizes, options = {}) {
  return randomised(blankMlp(sizes, options), options);
}
