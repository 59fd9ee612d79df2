// Training step by step, as Python's `train`: the same losses, steps, penalties and random order.

import { activationNamed } from "./activations.js";
import { EngineError } from "../engine/exact.js";
import { lossFor } from "./losses.js";
import { unitCount } from "../engine/network.js";
import { Optimiser } from "./optimisers.js";
import { Passes, thetaOf, withTheta } from "./passes.js";
import { Random } from "../engine/random.js";

/** @typedef {import("../engine/network.js").Mlp} Mlp */
/**
 * @typedef {{loss?: string, optimiser?: string, rate?: number | null, momentum?: number,
 *   epsilon?: number, decays?: number[], batch?: number | null, shuffle?: boolean, l1?: number,
 *   l2?: number, anchor?: number, frozen?: number[], train_gain?: boolean, bias_rate?: number,
 *   seed?: number, epochs?: number}} TrainOptions
 */
/** @typedef {{x: ArrayLike<ArrayLike<number>>, y: ArrayLike<number | ArrayLike<number>>}} Rows */

const DIVERGED = 1e6; // a loss so many times the first one is no loss any more

/**
 * Targets as outputs by rows; class numbers become one-hot for softmax outputs.
 * @param {Mlp} mlp
 * @param {ArrayLike<number | ArrayLike<number>>} y
 */
export function targetsOf(mlp, y) {
  const [outputs, rows] = [mlp.outputs.length, y.length];
  const targets = new Float64Array(outputs * rows);
  const classes = mlp.activations[mlp.activations.length - 1] === "softmax" && typeof y[0] === "number";
  for (let r = 0; r < rows; r++) {
    const given = y[r];
    for (let k = 0; k < outputs; k++) {
      const value = typeof given !== "number" ? given[k] : classes ? (given === k ? 1 : 0) : given;
      if (!Number.isFinite(value)) throw new EngineError(`the target of row ${r + 1} is not finite`);
      targets[k * rows + r] = value;
    }
  }
  return targets;
}

/** One training run: a parameter vector that moves an epoch at a time. */
export class Trainer {
  /**
   * @param {Mlp} mlp
   * @param {Rows} data
   * @param {TrainOptions} [options]
   */
  constructor(mlp, data, options = {}) {
    this.mlp = mlp;
    this.options = options;
    this.theta = thetaOf(mlp);
    this.home = this.theta.slice();
    this.loss = lossFor(options.loss ?? "auto", outputActivation(mlp), mlp.outputs.length);
    this.optimiser = new Optimiser(options.optimiser ?? "adam", this.theta.length, options);
    this.rate = options.rate ?? this.optimiser.rule.rate;
    this.x = data.x;
    this.targets = targetsOf(mlp, data.y);
    this.count = data.x.length;
    if (!this.count) throw new EngineError("there are no rows to train on");
    this.factors = stepFactors(mlp, options);
    this.random = Random.spawned(options.seed ?? 0, 0);
    this.order = Array.from({ length: this.count }, (_, r) => r);
    /** @type {number[]} */ this.losses = [];
    /** @type {Map<number, Passes>} */ this.spaces = new Map();
    this.full = this.#space(this.count);
    this.full.load(this.x);
    this.limit = Infinity;
    this.diverged = false;
  }

  /** Go over the rows once; returns the loss before the step, with batches the mean over them. */
  epoch() {
    if (this.diverged) return NaN;
    const size = this.options.batch ?? this.count;
    const value = size >= this.count ? this.#fullStep() : this.#smallSteps(size);
    this.losses.push(value);
    if (this.losses.length === 1) this.limit = DIVERGED * Math.max(1, value);
    this.diverged = !(value <= this.limit) || !this.theta.every(Number.isFinite);
    return value;
  }

  /** The loss over all rows now; it leaves the values of all units in `full`. */
  value() {
    this.full.forward();
    return this.full.measure(this.loss, this.targets) * this.loss.scale(this.count);
  }

  /** The net as it is now. */
  net() {
    return withTheta(this.mlp, this.theta);
  }

  /** @param {number} rows */
  #space(rows) {
    const found = this.spaces.get(rows) ?? new Passes(this.mlp, this.theta, rows);
    this.spaces.set(rows, found);
    return found;
  }

  #fullStep() {
    const value = this.value();
    this.full.backward(this.loss.fused, this.loss.scale(this.count), this.options.train_gain);
    this.#step(this.full.gradient, this.count);
    return value;
  }

  /** @param {number} size */
  #smallSteps(size) {
    if (this.options.shuffle ?? true) this.order = this.random.permutation(this.count);
    const outputs = this.mlp.outputs.length;
    let total = 0;
    for (let start = 0; start < this.count; start += size) {
      const rows = Math.min(size, this.count - start);
      const space = this.#space(rows);
      const chosen = this.order.slice(start, start + rows);
      space.load(chosen.map((r) => this.x[r]));
      const targets = new Float64Array(outputs * rows);
      chosen.forEach((r, at) => {
        for (let k = 0; k < outputs; k++) targets[k * rows + at] = this.targets[k * this.count + r];
      });
      space.forward();
      const scale = this.loss.scale(rows);
      const value = space.measure(this.loss, targets) * scale;
      total += value * (this.loss.summed ? 1 : rows);
      space.backward(this.loss.fused, scale, this.options.train_gain);
      this.#step(space.gradient, rows);
    }
    return this.loss.summed ? total : total / this.count;
  }

  /**
   * @param {Float64Array} gradient
   * @param {number} rows
   */
  #step(gradient, rows) {
    this.#penalise(gradient, this.loss.summed ? rows / this.count : 1);
    this.optimiser.update(this.theta, gradient, this.rate, this.factors);
    if (!this.options.train_gain) return;
    const own = this.mlp.indices.length + unitCount(this.mlp);
    for (let k = own; k < this.theta.length; k++) this.theta[k] = Math.max(this.theta[k], 1e-3);
  }

  /**
   * Add the penalties' derivatives, times the share that this step has.
   * @param {Float64Array} gradient
   * @param {number} share
   */
  #penalise(gradient, share) {
    const { theta, home } = this;
    const { l1 = 0, l2 = 0, anchor = 0 } = this.options;
    const wires = this.mlp.indices.length;
    if (l1) for (let k = 0; k < wires; k++) gradient[k] += share * l1 * Math.sign(theta[k]);
    if (l2) for (let k = 0; k < wires; k++) gradient[k] += 2 * share * l2 * theta[k];
    if (!anchor) return;
    const count = wires + unitCount(this.mlp);
    for (let k = 0; k < count; k++) gradient[k] += 2 * share * anchor * (theta[k] - home[k]);
  }
}

/** @param {Mlp} mlp */
export function outputActivation(mlp) {
  let layer = 0;
  while (mlp.layerStarts[layer + 1] <= mlp.outputUnits[0]) layer += 1;
  return mlp.activations[layer];
}

/**
 * What the outputs of an MLP decide: their values from the centre on count as true.
 * @param {Mlp} mlp
 */
export function decisionLevel(mlp) {
  const kind = activationNamed(outputActivation(mlp));
  return kind.twoValued ? kind.centre : 0.5;
}

/**
 * The factor of each parameter's step, or null where all are 1; gains move only if they are to.
 * @param {Mlp} mlp
 * @param {TrainOptions} options
 */
function stepFactors(mlp, options) {
  const frozen = new Set(options.frozen ?? []);
  const [wires, units] = [mlp.indices.length, unitCount(mlp)];
  const rate = options.bias_rate ?? 1;
  if (!frozen.size && rate === 1 && !options.train_gain) {
    return null; // the gradient of the gains is 0 then
  }
  const factors = new Float64Array(wires + units + mlp.gains.length).fill(1);
  for (let j = 0; j < units; j++) {
    factors[wires + j] = frozen.has(j) ? 0 : rate;
    if (frozen.has(j)) factors.fill(0, mlp.indptr[j], mlp.indptr[j + 1]);
  }
  factors.fill(options.train_gain ? 1 : 0, wires + units);
  return factors;
}
