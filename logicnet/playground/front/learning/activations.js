// What a trainable unit does with its net input, and how that changes: one table, as Python's.

import { EngineError } from "../engine/exact.js";

/**
 * `apply(z, gain, units, rows)` turns w.a + bias of units by rows into activations in place;
 * `pull(d, a, units, rows)` turns derivatives by activations into those by net inputs.
 * @typedef {{apply: (z: Float64Array, gain: number, units: number, rows: number) => void,
 *   pull: (d: Float64Array, a: Float64Array, units: number, rows: number) => void,
 *   centre: number, low: number, high: number, twoValued: boolean}} Activation
 */

const LEAK = 0.01; // slope of the leaky rectifier below zero

/**
 * An activation of one number at a time, with its slope in terms of its value.
 * @param {(z: number) => number} value
 * @param {(a: number) => number} slope
 * @param {{centre?: number, low?: number, twoValued?: boolean}} [kind]
 * @returns {Activation}
 */
function elementwise(value, slope, { centre = 0, low = 0, twoValued = false } = {}) {
  return {
    apply(z, gain) {
      for (let k = 0; k < z.length; k++) z[k] = value(gain * z[k]);
    },
    pull(d, a) {
      for (let k = 0; k < d.length; k++) d[k] *= slope(a[k]);
    },
    centre, low, high: 1, twoValued,
  };
}

/** @type {Activation} */
const SIGMOID = {
  apply(z, gain) {
    for (let k = 0; k < z.length; k++) z[k] = 1 / (1 + Math.exp(z[k] * -gain));
  },
  pull(d, a) {
    for (let k = 0; k < d.length; k++) d[k] *= (1 - a[k]) * a[k];
  },
  centre: 0.5, low: 0, high: 1, twoValued: true,
};

/** @type {Activation} */
const SOFTMAX = {
  apply(z, gain, units, rows) {
    for (let r = 0; r < rows; r++) {
      let [most, total] = [-Infinity, 0];
      for (let k = r; k < z.length; k += rows) most = Math.max(most, (z[k] *= gain));
      for (let k = r; k < z.length; k += rows) total += z[k] = Math.exp(z[k] - most);
      for (let k = r; k < z.length; k += rows) z[k] /= total;
    }
  },
  pull(d, a, units, rows) {
    for (let r = 0; r < rows; r++) {
      let shared = 0;
      for (let k = r; k < d.length; k += rows) shared += d[k] * a[k];
      for (let k = r; k < d.length; k += rows) d[k] = (d[k] - shared) * a[k];
    }
  },
  centre: 0, low: 0, high: 1, twoValued: false,
};

/** @type {Record<string, Activation>} */
export const ACTIVATIONS = {
  sigmoid: SIGMOID,
  tanh: elementwise(Math.tanh, (a) => 1 - a * a, { low: -1, twoValued: true }),
  relu: elementwise((z) => Math.max(z, 0), (a) => (a > 0 ? 1 : 0)),
  leaky_relu: elementwise((z) => Math.max(z, LEAK * z), (a) => (a < 0 ? LEAK : 1)),
  linear: elementwise((z) => z, () => 1),
  softmax: SOFTMAX,
  step: elementwise((z) => (z >= 0 ? 1 : 0), () => 0, { centre: 1, twoValued: true }),
  hard_sigmoid: elementwise((z) => Math.min(Math.max(z + 3, 0), 6) / 6,
    (a) => (a > 0 && a < 1 ? 1 / 6 : 0), { centre: 0.5, twoValued: true }),
};

/**
 * The entry of the table, or an error that lists the names.
 * @param {string} name
 */
export function activationNamed(name) {
  const found = ACTIVATIONS[name];
  if (!found) throw new EngineError(`activation is one of ${Object.keys(ACTIVATIONS).join(", ")}, not ${name}`);
  return found;
}
