// Optimisers: from a gradient to a step, as Python's, each a loop over one flat vector.

import { EngineError } from "../engine/exact.js";

/**
 * `step` turns the gradient g into what is subtracted; `slots` are vectors of state.
 * @typedef {{step: (o: Optimiser, g: Float64Array, rate: number) => void, slots: number,
 *   rate: number, decays: number[], formula: string}} UpdateRule
 */

/** @type {Record<string, UpdateRule>} */
export const OPTIMISERS = {
  sgd: { slots: 0, rate: 0.1, decays: [], formula: "r g", step(o, g, rate) {
    for (let k = 0; k < g.length; k++) g[k] *= rate;
  } },
  momentum: { slots: 1, rate: 0.1, decays: [], formula: "v \u2190 m v + r g; v", step(o, g, rate) {
    const [v] = o.slots;
    for (let k = 0; k < g.length; k++) g[k] = v[k] = v[k] * o.momentum + g[k] * rate;
  } },
  nesterov: { slots: 1, rate: 0.1, decays: [], formula: "v \u2190 m v + r g; m v + r g", step(o, g, rate) {
    const [v] = o.slots;
    for (let k = 0; k < g.length; k++) {
      g[k] *= rate;
      v[k] = v[k] * o.momentum + g[k];
      g[k] += v[k] * o.momentum;
    }
  } },
  adagrad: { slots: 1, rate: 0.05, decays: [], formula: "s \u2190 s + g\u00b2; r g / (\u221as + e)", step(o, g, rate) {
    const [s] = o.slots;
    for (let k = 0; k < g.length; k++) {
      s[k] += g[k] * g[k];
      g[k] = (g[k] / (Math.sqrt(s[k]) + o.epsilon)) * rate;
    }
  } },
  rmsprop: { slots: 1, rate: 0.01, decays: [0.9], formula: "s \u2190 d s + (1-d) g\u00b2; r g / (\u221as + e)", step(o, g, rate) {
    const [s] = o.slots;
    const [decay] = o.decays;
    for (let k = 0; k < g.length; k++) {
      s[k] = s[k] * decay + g[k] * g[k] * (1 - decay);
      g[k] = (g[k] / (Math.sqrt(s[k]) + o.epsilon)) * rate;
    }
  } },
  adam: { slots: 2, rate: 0.02, decays: [0.9, 0.999], formula: "means of g and g\u00b2, corrected", step(o, g, rate) {
    const [m, s] = o.slots;
    const [first, second] = o.decays;
    const share = Math.round((1 - first) * 1e15) / 1e15;
    const root = Math.sqrt(1 - second ** o.steps); // m/(1-first^t) over sqrt(s/(1-second^t)) + e
    const factor = (rate * root) / (1 - first ** o.steps);
    for (let k = 0; k < g.length; k++) {
      s[k] = s[k] * second + g[k] * g[k] * (1 - second);
      m[k] = m[k] * first + g[k] * share;
      g[k] = (m[k] / (Math.sqrt(s[k]) + o.epsilon * root)) * factor;
    }
  } },
};

/** The state of an optimiser for one parameter vector. */
export class Optimiser {
  /**
   * @param {string} name
   * @param {number} count of the parameters
   * @param {{momentum?: number, decays?: number[], epsilon?: number}} [options]
   */
  constructor(name, count, { momentum = 0.9, decays, epsilon = 1e-8 } = {}) {
    const rule = OPTIMISERS[name];
    if (!rule) throw new EngineError(`optimiser is one of ${Object.keys(OPTIMISERS).join(", ")}, not ${name}`);
    this.rule = rule;
    this.momentum = momentum;
    this.epsilon = epsilon;
    this.decays = decays ?? rule.decays;
    this.steps = 0;
    this.slots = Array.from({ length: rule.slots }, () => new Float64Array(count));
  }

  /**
   * Move `theta`, each parameter's step times `scale`; the gradient is used up.
   * @param {Float64Array} theta
   * @param {Float64Array} gradient
   * @param {number} rate
   * @param {Float64Array | null} [scale]
   */
  update(theta, gradient, rate, scale = null) {
    this.steps += 1;
    this.rule.step(this, gradient, rate);
    if (scale) for (let k = 0; k < theta.length; k++) gradient[k] *= scale[k];
    for (let k = 0; k < theta.length; k++) theta[k] -= gradient[k];
  }
}
