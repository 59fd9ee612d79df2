// How wrong the outputs are, and the derivatives from which the backward pass starts.

import { EngineError } from "../engine/exact.js";

/**
 * A loss bound to the outputs' activation. Outputs and targets are outputs by rows.
 * `measure` returns the unscaled loss and leaves its derivatives in `seed`, by the net inputs
 * where it is `fused`, else by the outputs; both are to be multiplied by `scale(rows)`.
 * @typedef {{measure: (y: Float64Array, t: Float64Array, seed: Float64Array,
 *     netInputs: () => Float64Array, rows: number) => number,
 *   fused: boolean, summed: boolean, scale: (rows: number) => number}} Measure
 */

/** Each loss with the activations that outputs may have (none named: any) and usually have. */
export const LOSSES = {
  squares: { outputs: /** @type {string[]} */ ([]), usual: /** @type {string[]} */ ([]) },
  mean_squares: { outputs: /** @type {string[]} */ ([]), usual: /** @type {string[]} */ ([]) },
  cross_entropy: { outputs: ["sigmoid", "tanh"], usual: ["sigmoid"] },
  categorical: { outputs: ["softmax"], usual: ["softmax"] },
};

/**
 * The loss of that name ("auto": what suits) for outputs with this activation.
 * @param {string} name
 * @param {string} activation
 * @param {number} outputs how many there are
 * @returns {Measure}
 */
export function lossFor(name, activation, outputs) {
  const table = Object.entries(LOSSES);
  const usual = table.find(([, loss]) => loss.usual.includes(activation));
  const chosen = name === "auto" ? (usual ? usual[0] : "mean_squares") : name;
  const found = table.find(([key]) => key === chosen);
  if (!found) throw new EngineError(`loss is auto, ${Object.keys(LOSSES).join(", ")}, not ${name}`);
  const allowed = found[1].outputs;
  if (allowed.length && !allowed.includes(activation)) {
    throw new EngineError(`${chosen} needs ${allowed.join(" or ")} outputs, not ${activation}`);
  }
  const cells = chosen === "categorical" ? 1 : outputs;
  const summed = chosen === "squares";
  const scale = (/** @type {number} */ rows) => (summed ? 1 : 1 / Math.max(1, rows * cells));
  if (chosen === "cross_entropy") {
    return { measure: binaryLoss(activation === "tanh" ? 2 : 1), fused: true, summed, scale };
  }
  if (chosen === "categorical") return { measure: categoricalLoss, fused: true, summed, scale };
  return { measure: squaresLoss, fused: false, summed, scale };
}

/** @type {Measure["measure"]} */
function squaresLoss(y, t, seed) {
  let total = 0;
  for (let k = 0; k < y.length; k++) {
    const off = (seed[k] = y[k] - t[k]);
    total += off * off;
  }
  return 0.5 * total;
}

/**
 * Cross-entropy from the net inputs, in terms that are never negative; `width` is 2 for tanh.
 * @param {number} width
 * @returns {Measure["measure"]}
 */
function binaryLoss(width) {
  const low = 1 - width;
  return (y, t, seed, netInputs) => {
    const z = netInputs();
    let total = 0;
    for (let k = 0; k < y.length; k++) {
      seed[k] = y[k] - t[k];
      const [net, size] = [width * z[k], Math.abs(width * z[k])];
      total += size * Math.abs((t[k] - low) / width - (net > 0 ? 1 : 0)) + Math.log1p(Math.exp(-size));
    }
    return total;
  };
}

/** @type {Measure["measure"]} */
function categoricalLoss(y, t, seed, netInputs, rows) {
  const z = netInputs();
  let total = 0;
  for (let r = 0; r < rows; r++) {
    let [top, others, wrong] = [r, 0, 0];
    for (let k = r; k < y.length; k += rows) if (z[k] > z[top]) top = k;
    for (let k = r; k < y.length; k += rows) {
      seed[k] = y[k] - t[k];
      wrong += t[k] * (z[top] - z[k]);
      if (k !== top) others += Math.exp(z[k] - z[top]);
    }
    total += wrong + Math.log1p(others);
  }
  return total;
}
