// Forward and backward passes of an MLP over many rows at a time.
//
// Values stand in one array of nodes by rows, inputs first, so that a wire reads a contiguous
// stretch. All parameters stand in one vector: weights wire by wire, biases, gains of the layers.

import { activationNamed } from "./activations.js";
import { layerOfUnits, unitCount } from "../engine/network.js";

/** @typedef {import("../engine/network.js").Mlp} Mlp */
/** @typedef {import("./losses.js").Measure} Measure */

/**
 * All parameters of an MLP in one vector.
 * @param {Mlp} mlp
 */
export function thetaOf(mlp) {
  return Float64Array.from([...mlp.weights, ...mlp.biases, ...mlp.gains]);
}

/**
 * A copy of an MLP with the parameters of a vector; it has no certificate, and units that moved
 * no labels.
 * @param {Mlp} mlp
 * @param {Float64Array} theta
 * @returns {Mlp}
 */
export function withTheta(mlp, theta) {
  const wires = mlp.indices.length;
  const [weights, biases] = [theta.slice(0, wires), theta.slice(wires, wires + unitCount(mlp))];
  const changed = { ...mlp, weights, biases, gains: theta.slice(wires + unitCount(mlp)), certificate: null };
  return { ...changed, labels: labelsLeft(mlp, changed) };
}

/**
 * The labels of the units but for those that changed, or that depend on one that did.
 * @param {Mlp} before
 * @param {Mlp} after
 */
function labelsLeft(before, after) {
  if (!before.labels) return null;
  const n = before.inputs.length;
  const gone = before.labels.map((_, j) => {
    if (before.biases[j] !== after.biases[j]) return true;
    for (let k = before.indptr[j]; k < before.indptr[j + 1]; k++) {
      if (before.weights[k] !== after.weights[k]) return true;
    }
    return false;
  });
  gone.forEach((_, j) => {
    for (let k = after.indptr[j]; k < after.indptr[j + 1]; k++) {
      const source = after.indices[k] - n;
      if (source >= 0 && gone[source] && after.weights[k] !== 0) gone[j] = true;
    }
  });
  return gone.every(Boolean) ? null : before.labels.map((label, j) => (gone[j] ? "" : label));
}

/** Buffers for a number of rows, bound to one parameter vector that changes in place. */
export class Passes {
  /**
   * @param {Mlp} mlp
   * @param {Float64Array} theta
   * @param {number} rows
   */
  constructor(mlp, theta, rows) {
    this.mlp = mlp;
    this.theta = theta;
    this.rows = rows;
    this.n = mlp.inputs.length;
    this.units = unitCount(mlp);
    this.wires = mlp.indices.length;
    this.values = new Float64Array((this.n + this.units) * rows);
    this.back = new Float64Array((this.n + this.units) * rows);
    this.gradient = new Float64Array(theta.length);
    this.layerOf = layerOfUnits(mlp);
    this.kinds = mlp.activations.map(activationNamed);
    this.out = new Float64Array(mlp.outputs.length * rows);
    this.seed = new Float64Array(mlp.outputs.length * rows);
    this.z = new Float64Array(mlp.outputs.length * rows);
  }

  /**
   * Set the inputs from rows by inputs, shifted and scaled where the net says so.
   * @param {ArrayLike<ArrayLike<number>>} x
   * @param {number} [first]
   */
  load(x, first = 0) {
    const { centre, scale } = this.mlp;
    for (let r = 0; r < this.rows; r++) {
      for (let i = 0; i < this.n; i++) {
        const shifted = x[first + r][i] - (centre ? centre[i] : 0);
        this.values[i * this.rows + r] = scale ? shifted / scale[i] : shifted;
      }
    }
  }

  /** @param {number} unit */
  gainOf(unit) {
    return this.theta[this.wires + this.units + this.layerOf[unit]];
  }

  /** Fill in the values of all units from those of the inputs. */
  forward() {
    const { mlp, rows, n, values } = this;
    for (let k = 0; k + 1 < mlp.layerStarts.length; k++) {
      const [a, b] = [mlp.layerStarts[k], mlp.layerStarts[k + 1]];
      for (let j = a; j < b; j++) this.#sum(j, values, (n + j) * rows);
      const gain = this.theta[this.wires + this.units + k];
      this.kinds[k].apply(values.subarray((n + a) * rows, (n + b) * rows), gain, b - a, rows);
    }
  }

  /**
   * Write bias plus weighted sources of a unit to `into`, from `start` on.
   * @param {number} j
   * @param {Float64Array} into
   * @param {number} start
   */
  #sum(j, into, start) {
    const { theta, rows, values, mlp } = this;
    into.fill(theta[this.wires + j], start, start + rows);
    for (let k = mlp.indptr[j]; k < mlp.indptr[j + 1]; k++) {
      const [weight, source] = [theta[k], mlp.indices[k] * rows];
      for (let r = 0; r < rows; r++) into[start + r] += weight * values[source + r];
    }
  }

  /** The values of the outputs, outputs by rows. */
  outputs() {
    const { rows, n, values, out } = this;
    this.mlp.outputUnits.forEach((unit, k) => {
      out.set(values.subarray((n + unit) * rows, (n + unit + 1) * rows), k * rows);
    });
    return out;
  }

  /** gain * (w.a + bias) of the outputs, outputs by rows. */
  netInputs() {
    const { rows, z } = this;
    this.mlp.outputUnits.forEach((unit, k) => {
      this.#sum(unit, z, k * rows);
      const gain = this.gainOf(unit);
      for (let r = k * rows; r < (k + 1) * rows; r++) z[r] *= gain;
    });
    return z;
  }

  /**
   * The loss over the rows, unscaled, and in `seed` its derivatives.
   * @param {Measure} loss
   * @param {Float64Array} targets outputs by rows
   */
  measure(loss, targets) {
    return loss.measure(this.outputs(), targets, this.seed, () => this.netInputs(), this.rows);
  }

  /**
   * Fill in the gradient from the derivatives in `seed` times `scale`; in `back` stand then the
   * derivatives by the sums w.a + bias of the units, which are the deltas of the lectures.
   * @param {boolean} fused
   * @param {number} scale
   * @param {boolean} [gains]
   */
  backward(fused, scale, gains = false) {
    const { mlp, rows, n, back, values } = this;
    back.fill(0);
    const depth = mlp.layerStarts.length - 1;
    for (let l = depth - 1; l >= 0; l--) {
      const [a, b] = [mlp.layerStarts[l], mlp.layerStarts[l + 1]];
      const delta = back.subarray((n + a) * rows, (n + b) * rows);
      if (!fused) this.#addSeed(a, b, scale);
      this.kinds[l].pull(delta, values.subarray((n + a) * rows, (n + b) * rows), b - a, rows);
      if (fused) this.#addSeed(a, b, scale);
      const gain = this.theta[this.wires + this.units + l];
      if (gain !== 1) for (let k = 0; k < delta.length; k++) delta[k] *= gain;
      for (let j = a; j < b; j++) this.#backUnit(j);
    }
    if (gains) this.#gainGradient();
  }

  /**
   * @param {number} a
   * @param {number} b
   * @param {number} scale
   */
  #addSeed(a, b, scale) {
    const { rows, n, back, seed } = this;
    this.mlp.outputUnits.forEach((unit, k) => {
      if (unit < a || unit >= b) return;
      const start = (n + unit) * rows;
      for (let r = 0; r < rows; r++) back[start + r] += scale * seed[k * rows + r];
    });
  }

  /** @param {number} j */
  #backUnit(j) {
    const { mlp, theta, rows, n, back, values, gradient } = this;
    const start = (n + j) * rows;
    let total = 0;
    for (let r = 0; r < rows; r++) total += back[start + r];
    gradient[this.wires + j] = total;
    for (let k = mlp.indptr[j]; k < mlp.indptr[j + 1]; k++) {
      const [source, weight] = [mlp.indices[k] * rows, theta[k]];
      let sum = 0;
      for (let r = 0; r < rows; r++) sum += back[start + r] * values[source + r];
      gradient[k] = sum;
      if (mlp.indices[k] >= n) {
        for (let r = 0; r < rows; r++) back[source + r] += weight * back[start + r];
      }
    }
  }

  /** By a gain g: sum of w dL/dw + b dL/db, over g, as the net input is g (w.a + b). */
  #gainGradient() {
    const { mlp, theta, gradient, wires, units } = this;
    const own = wires + units;
    gradient.fill(0, own);
    for (let j = 0; j < units; j++) {
      let sum = theta[wires + j] * gradient[wires + j];
      for (let k = mlp.indptr[j]; k < mlp.indptr[j + 1]; k++) sum += theta[k] * gradient[k];
      gradient[own + this.layerOf[j]] += sum;
    }
    for (let k = own; k < theta.length; k++) gradient[k] /= theta[k];
  }
}

/**
 * The outputs of an MLP at rows: rows by outputs.
 * @param {Mlp} mlp
 * @param {ArrayLike<ArrayLike<number>>} x
 */
export function predictions(mlp, x) {
  const passes = new Passes(mlp, thetaOf(mlp), x.length);
  passes.load(x);
  passes.forward();
  const out = passes.outputs();
  return Array.from({ length: x.length }, (_, r) => mlp.outputs.map((_, k) => out[k * x.length + r]));
}
