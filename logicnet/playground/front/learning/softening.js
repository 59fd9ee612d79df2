// From threshold units to smooth ones, with a certificate, as Python's `soften`.
//
// A unit becomes f(gain * (w.a - centre)), the centre half-way between its nearest sums. A bound
// on each unit's error follows from those of what it reads, in the worst case of all inputs.

import { EngineError } from "../engine/exact.js";
import { literalSize, unitGaps } from "./gaps.js";
import { layersOf, writeNet } from "../engine/network.js";
import { ownOutputs } from "./own_outputs.js";

/** @typedef {import("../engine/network.js").Network} Network */
/** @typedef {import("../engine/network.js").Mlp} Mlp */
/** @typedef {import("./gaps.js").Gap} Gap */
/**
 * A proof that every unit stays within `error` of its Boolean value (null: none is known, and
 * `reason` says why), for points at least `band` away from each boundary.
 * @typedef {{gain: number, error: number | null, band: number | null, reason: string,
 *   bounds: number[], gains: number[]}} Certificate
 */

const ROUNDED = 2 ** -40; // relative error of the functions that units are computed with
const TINY = 2 ** -1022;
const TOLERANCE = 1e-4; // relative width at which the search for the gain ends
const MOST_GAIN = 1e12;
const MOST_EDGES = 16; // errors of half-planes that are tried, each a quarter of the one before

/**
 * The smooth net of a network and its certificate: for a `gain`, or the smallest for an `error`.
 * @param {Network} net
 * @param {{gain?: number | null, error?: number, activation?: string}} [options]
 * @returns {{mlp: Mlp, certificate: Certificate, text: string}}
 */
export function softened(net, options = {}) {
  const activation = options.activation ?? "sigmoid";
  if (activation !== "sigmoid" && activation !== "tanh") {
    throw new EngineError(`nets of ${activation} units are made by Python`);
  }
  const scale = activation === "tanh" ? 2 : 1;
  const { apart } = ownOutputs(net);
  const bounds = new ErrorBounds(apart, (options.error ?? 0.01) / scale);
  const steep = bounds.choose(options.gain ? options.gain * scale : null);
  const certificate = bounds.stated(steep, scale, options.gain ?? steep / scale);
  const mlp = smoothed(apart, bounds.gaps, steep, activation);
  const { gain, error, band } = certificate;
  const made = { ...mlp, certificate: { gain, error, band }, source: writeNet(net) };
  return { mlp: made, certificate, text: certificateText(certificate) };
}

/**
 * The units of a network, smooth around their centres.
 * @param {Network} net
 * @param {Gap[]} gaps
 * @param {number} gain of sigmoid units
 * @param {string} activation
 * @returns {Mlp}
 */
export function smoothed(net, gaps, gain, activation) {
  const depth = net.layerStarts.length - 1;
  const tanh = activation === "tanh";
  const weights = Float64Array.from(net.weights, Number);
  const biases = Float64Array.from(gaps, (gap) => -gap.centre + 0);
  if (tanh) { // s(z) = (1 + tanh(z/2)) / 2, so wires from units halve
    for (let j = 0; j < biases.length; j++) {
      let shift = 0;
      for (let k = net.indptr[j]; k < net.indptr[j + 1]; k++) {
        if (net.indices[k] >= net.inputs.length) shift += weights[k] /= 2;
      }
      biases[j] += shift;
    }
  }
  const { thresholds, construction, lowerBound, kind, ...wired } = net;
  return { ...wired, kind: "mlp", weights, biases, gains: new Float64Array(depth).fill(tanh ? gain / 2 : gain),
    activations: new Array(depth).fill(activation), source: null, certificate: null };
}

/** What the error bounds of a network's units are for a given gain of sigmoid units. */
export class ErrorBounds {
  /**
   * @param {Network} net
   * @param {number} error
   */
  constructor(net, error) {
    this.net = net;
    this.error = error;
    this.gaps = unitGaps(net);
    this.geometric = this.gaps.some((gap) => gap.geometric);
    this.norms = this.gaps.map((gap, j) => (gap.geometric ? normOf(net, j) : 0));
    this.edge = Math.log((1 - error) / error); // net input at which a half-plane is within its error
  }

  /**
   * The band outside which half-planes are within their error, null where there are none.
   * @param {number} gain
   */
  band(gain) {
    const bands = this.gaps.flatMap((gap, j) => (gap.geometric
      ? [((1.000001 * this.edge) / gain + gap.doubt) / this.norms[j]] : []));
    return bands.length ? Math.max(...bands) : null;
  }

  /**
   * The bound of each unit, ending early (with 1) once a bound exceeds `stop`.
   * @param {number} gain
   * @param {number} [stop]
   */
  errors(gain, stop = Infinity) {
    const units = this.gaps.length;
    const wrong = [new Float64Array(units), new Float64Array(units)]; // when it should be 0, 1
    const band = this.band(gain);
    for (const layer of layersOf(this.net)) {
      for (const j of layer) this.#fill(j, wrong, gain, band);
      if (layer.some((j) => Math.max(wrong[0][j], wrong[1][j]) > stop)) {
        wrong[0].fill(1, layer[layer.length - 1] + 1);
        break;
      }
    }
    return Array.from(wrong[0], (w, j) => Math.max(w, wrong[1][j]));
  }

  /**
   * @param {number} j
   * @param {Float64Array[]} wrong
   * @param {number} gain
   * @param {number | null} band
   */
  #fill(j, wrong, gain, band) {
    const { net } = this;
    const [gap, n] = [this.gaps[j], net.inputs.length];
    const wires = [];
    for (let k = net.indptr[j]; k < net.indptr[j + 1]; k++) {
      if (net.indices[k] < n) continue;
      const negative = Number(net.weights[k]) < 0 ? 1 : 0;
      const source = net.indices[k] - n;
      wires.push({ size: literalSize(net, k), whenTrue: wrong[1 - negative][source], whenFalse: wrong[negative][source] });
    }
    const [above, below] = [gap.above - gap.base, gap.below - gap.base];
    const extra = gap.geometric && band !== null ? band * this.norms[j] : 0;
    const roomUp = Math.min(gap.geometric ? Infinity : above, gap.size);
    const roomDown = Math.min(gap.geometric ? Infinity : gap.size - below, gap.size);
    const up = gap.above - gap.centre - gap.doubt - worstOf(wires.map((w) => [w.whenTrue, w.size]), roomUp);
    const down = gap.centre - gap.below - gap.doubt - worstOf(wires.map((w) => [w.whenFalse, w.size]), roomDown);
    wrong[1][j] = offAt(gain, up + extra);
    wrong[0][j] = offAt(gain, down + extra);
  }

  /**
   * The given gain, or the smallest that certifies the error, with an error of half-planes that
   * suits it.
   * @param {number | null} given
   */
  choose(given) {
    return given === null ? this.#cheapest() : this.#edgeFor(given);
  }

  /** Net inputs at which half-planes may have to be within their error, the least first. */
  #edges() {
    const count = this.geometric ? MOST_EDGES : 1;
    return Array.from({ length: count }, (_, k) => Math.log(4 ** k / this.error - 1));
  }

  /** @param {number} given */
  #edgeFor(given) {
    const edges = this.#edges();
    const worst = edges.map((edge) => {
      this.edge = edge;
      return Math.max(0, ...this.errors(given));
    });
    const enough = worst.findIndex((w) => w <= this.error);
    const certified = worst.findIndex((w) => w < 0.5);
    this.edge = edges[enough >= 0 ? enough : Math.max(0, certified)];
    return given;
  }

  #cheapest() {
    let best = { cost: Infinity, gain: 0, edge: 0 };
    for (const edge of this.#edges()) {
      this.edge = edge;
      const gain = this.leastGain();
      if (gain === null) continue;
      if (gain * edge >= best.cost) break;
      best = { cost: gain * edge, gain, edge };
    }
    if (best.cost === Infinity) throw new EngineError(`no gain up to ${MOST_GAIN} certifies this error`);
    this.edge = best.edge;
    return best.gain;
  }

  /** The smallest gain that certifies the error, to a relative accuracy of 1e-4; null for none. */
  leastGain() {
    const reach = Math.log((1 - this.error) / this.error);
    const margins = this.gaps.filter((gap) => !gap.geometric)
      .map((gap) => Math.min(gap.above - gap.centre, gap.centre - gap.below) - gap.doubt);
    if (margins.some((margin) => !(margin > 0))) {
      throw new EngineError("a unit has no gap around its threshold that floats can tell from rounding");
    }
    const certifies = (/** @type {number} */ gain) => Math.max(0, ...this.errors(gain, this.error)) <= this.error;
    let low = reach / Math.min(Infinity, ...margins) || reach;
    let high = low;
    if (!certifies(MOST_GAIN)) return null;
    while (!certifies(high)) [low, high] = [high, 1.25 * high];
    while (high - low > TOLERANCE * high) {
      const middle = (low + high) / 2;
      if (certifies(middle)) high = middle;
      else low = middle;
    }
    return high;
  }

  /**
   * The certificate of a gain of sigmoid units, on the scale of the units that the net has.
   * @param {number} gain
   * @param {number} scale
   * @param {number} shown
   * @returns {Certificate}
   */
  stated(gain, scale, shown) {
    const errors = this.errors(gain);
    const worst = Math.max(0, ...errors);
    const label = (/** @type {number} */ j) => this.net.labels?.[j] ?? `unit ${j}`;
    const j = errors.findIndex((error) => error >= 0.5);
    const reason = worst < 0.5 ? "" : `unit ${j} (${label(j)}) may be off by 1/2 or more`;
    const gains = new Array(this.net.layerStarts.length - 1).fill(gain / scale);
    return { gain: shown, error: reason ? null : worst * scale, band: this.band(gain), reason,
      bounds: errors.map((error) => error * scale), gains };
  }
}

/**
 * The length of a unit's normal in the coordinates of the plane.
 * @param {Network} net
 * @param {number} j
 */
function normOf(net, j) {
  let squares = 0;
  for (let k = net.indptr[j]; k < net.indptr[j + 1]; k++) {
    const node = net.indices[k];
    if (node < net.inputs.length) squares += (Number(net.weights[k]) / (net.scale ? net.scale[node] : 1)) ** 2;
  }
  return Math.sqrt(squares);
}

/**
 * The most that errors of literals add up to: those of largest error first, up to `room`.
 * @param {number[][]} literals pairs of an error and a size
 * @param {number} room
 */
function worstOf(literals, room) {
  let total = 0;
  for (const [error, size] of literals.sort((a, b) => b[0] - a[0])) {
    const taken = Math.min(Math.max(room, 0), size);
    total += taken * error;
    room -= size;
  }
  return total;
}

/**
 * How far a sigmoid unit is from 0 or 1 at this margin, computed in floats, at most.
 * @param {number} gain
 * @param {number} margin
 */
function offAt(gain, margin) {
  if (!(margin > 0)) return 1;
  const off = Math.max((1 / (1 + Math.exp(gain * margin))) * (1 + ROUNDED), TINY);
  return Math.min(off > Number.EPSILON / 8 ? off + 2 * Number.EPSILON : off, 1);
}

/**
 * A certificate as a sentence; its numbers are rounded up, so that it holds as it stands.
 * @param {Certificate} certificate
 */
export function certificateText({ gain, error, band, reason }) {
  if (error === null) return `gain ${roundedUp(gain, 4)} certifies nothing: ${reason}`;
  const where = band === null ? "every input" : `every point at least ${roundedUp(band, 4)} from each boundary`;
  return `gain ${roundedUp(gain, 4)}: each unit within ${roundedUp(error, 3)} of its Boolean value on ${where} (per-unit bound)`;
}

/**
 * A positive number to so many digits, never below it.
 * @param {number} value
 * @param {number} digits
 */
export function roundedUp(value, digits) {
  const near = Number(value.toPrecision(digits));
  if (near >= value) return `${near}`;
  const step = 10 ** (Math.floor(Math.log10(value)) + 1 - digits);
  return `${Number((near + step).toPrecision(digits))}`;
}

