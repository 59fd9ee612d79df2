// Networks and MLPs as the package's JSON formats hold them, and as flat arrays.

import { EngineError, parseExact } from "./exact.js";

/** @typedef {import("./exact.js").Exact} Exact */
/**
 * A wiring of units in layers, as Python's `Wiring`: unit j reads the nodes
 * `indices[indptr[j]] ... indices[indptr[j + 1] - 1]`, the inputs first, then the units.
 * @typedef {{inputs: string[], outputs: string[], outputUnits: number[], indptr: Int32Array,
 *   indices: Int32Array, layerStarts: number[], encoding: "binary" | "bipolar" | "real",
 *   centre: number[] | null, scale: number[] | null, booleans: string[],
 *   labels: string[] | null}} Wired
 */
/**
 * Threshold units: unit j fires iff the sum of weights times what it reads reaches its threshold.
 * @typedef {Wired & {kind: "network", weights: Exact[], thresholds: Exact[],
 *   construction: string, lowerBound: number | null}} Network
 */
/**
 * Smooth units: f(gain * (w.a + bias)), a gain and an activation a layer.
 * @typedef {Wired & {kind: "mlp", weights: Float64Array, biases: Float64Array,
 *   gains: Float64Array, activations: string[], source: any,
 *   certificate: {gain: number, error: number | null, band: number | null} | null}} Mlp
 */

const NETWORK_FORMAT = "logicnet network";
const MLP_FORMAT = "logicnet mlp";

/**
 * The network or MLP of a JSON text or of what was parsed from it.
 * @param {any} data
 * @returns {Network | Mlp}
 */
export function readNet(data) {
  const found = typeof data === "string" ? parseExact(data) : data;
  const isMlp = found?.format === MLP_FORMAT;
  if (!isMlp && found?.format !== NETWORK_FORMAT) {
    throw new EngineError(`"format" is ${found?.format}, expected "${NETWORK_FORMAT}" or "${MLP_FORMAT}"`);
  }
  if (found.version !== 1) throw new EngineError(`version ${found.version} is not read here`);
  refuseMisshaped(found);
  const wired = wiredFrom(found, isMlp);
  return isMlp ? mlpFrom(found, wired) : networkFrom(found, wired);
}

/**
 * The network of a JSON text or of what was parsed from it; an MLP is refused.
 * @param {any} data
 * @returns {Network}
 */
export function readNetwork(data) {
  const net = readNet(data);
  if (net.kind !== "network") throw new EngineError("expected a network of threshold units, got an MLP");
  return net;
}

/**
 * The MLP of a JSON text or of what was parsed from it; a network is refused.
 * @param {any} data
 * @returns {Mlp}
 */
export function readMlp(data) {
  const net = readNet(data);
  if (net.kind !== "mlp") throw new EngineError("expected an MLP, got a network of threshold units");
  return net;
}

/**
 * What would lead to units that are not there is told of.
 * @param {any} data
 */
function refuseMisshaped(data) {
  const { inputs, outputs, layers } = data;
  const whole = Array.isArray(inputs) && outputs && Array.isArray(layers) && layers.every(Array.isArray);
  if (!whole) throw new EngineError("a network has inputs, outputs and layers of units; this one has not");
  let before = inputs.length;
  for (const layer of layers) {
    for (const { reads, weights } of layer) {
      if (!Array.isArray(reads) || reads.length !== weights?.length) throw new EngineError("a unit has a weight for each node that it reads; one here has not");
      const far = reads.find((node) => !Number.isInteger(node) || node < 0 || node >= before);
      if (far !== undefined) throw new EngineError(`a unit reads node ${far}, which is not before it`);
    }
    before += layer.length;
  }
  const lost = Object.entries(outputs).find(([, unit]) => !Number.isInteger(unit) || unit < 0 || unit >= before - inputs.length);
  if (lost) throw new EngineError(`output ${lost[0]} is unit ${lost[1]}, which is not there`);
}

/**
 * @param {any} data
 * @param {boolean} isMlp
 * @returns {Wired & {own: Exact[], levels: Exact[]}}
 */
function wiredFrom(data, isMlp) {
  const level = isMlp ? "bias" : "threshold";
  const units = data.layers.flat();
  const indptr = new Int32Array(units.length + 1);
  /** @type {number[]} */ const indices = [];
  /** @type {Exact[]} */ const own = [];
  units.forEach((/** @type {any} */ unit, /** @type {number} */ j) => {
    const wires = unit.reads.map((/** @type {number} */ node, /** @type {number} */ k) => [node, unit.weights[k]]);
    wires.sort((/** @type {[number, Exact]} */ a, /** @type {[number, Exact]} */ b) => a[0] - b[0]);
    for (const [node, weight] of wires) {
      if (!isMlp && Number(weight) === 0) continue;
      indices.push(node);
      own.push(weight);
    }
    indptr[j + 1] = indices.length;
  });
  const layerStarts = [0];
  for (const layer of data.layers) layerStarts.push(layerStarts[layerStarts.length - 1] + layer.length);
  const labelled = units.some((/** @type {any} */ unit) => unit.label !== undefined);
  return {
    inputs: data.inputs,
    outputs: Object.keys(data.outputs),
    outputUnits: Object.values(data.outputs),
    indptr,
    indices: Int32Array.from(indices),
    layerStarts,
    encoding: data.encoding ?? "binary",
    centre: data.centre ?? null,
    scale: data.scale ?? null,
    booleans: data.booleans ?? [],
    labels: labelled ? units.map((/** @type {any} */ unit) => unit.label ?? "") : null,
    own,
    levels: units.map((/** @type {any} */ unit) => unit[level]),
  };
}

/**
 * @param {any} data
 * @param {Wired & {own: Exact[], levels: Exact[]}} parts
 * @returns {Network}
 */
function networkFrom(data, { own, levels, ...wired }) {
  const bound = data.lower_bound ?? null;
  return { ...wired, kind: "network", weights: own, thresholds: levels,
    construction: data.construction ?? "", lowerBound: bound };
}

/**
 * @param {any} data
 * @param {Wired & {own: Exact[], levels: Exact[]}} parts
 * @returns {Mlp}
 */
function mlpFrom(data, { own, levels, ...wired }) {
  return { ...wired, kind: "mlp", weights: Float64Array.from(own, Number), biases: Float64Array.from(levels, Number),
    gains: Float64Array.from(data.gains), activations: data.activations,
    source: data.source ?? null, certificate: data.certificate ?? null };
}

/**
 * A network or MLP as an object of its JSON format. It says no digest, so that Python reads it
 * as it stands.
 * @param {Network | Mlp} net
 * @returns {any}
 */
export function writeNet(net) {
  const shared = {
    format: net.kind === "mlp" ? MLP_FORMAT : NETWORK_FORMAT,
    version: 1,
    inputs: net.inputs,
    outputs: Object.fromEntries(net.outputs.map((name, k) => [name, net.outputUnits[k]])),
    encoding: net.encoding,
    ...(net.centre && { centre: net.centre }),
    ...(net.scale && { scale: net.scale }),
    ...(net.booleans.length && { booleans: net.booleans }),
  };
  const own = net.kind === "mlp"
    ? { activations: net.activations, gains: Array.from(net.gains), certificate: net.certificate,
        ...(net.source && { source: sourceOf(net.source) }) }
    : { construction: net.construction, lower_bound: net.lowerBound };
  const layers = layersOf(net).map((units) => units.map((j) => unitJson(net, j)));
  return { ...shared, ...own, layers, digest: null };
}

/** @param {any} source */
function sourceOf(source) {
  const { digest, ...kept } = source;
  return kept;
}

/**
 * @param {Network | Mlp} net
 * @param {number} j
 */
function unitJson(net, j) {
  const [a, b] = [net.indptr[j], net.indptr[j + 1]];
  const wires = { reads: Array.from(net.indices.subarray(a, b)), weights: Array.from(net.weights.slice(a, b)) };
  const level = net.kind === "mlp" ? { bias: net.biases[j] } : { threshold: net.thresholds[j] };
  return { ...wires, ...level, ...(net.labels && { label: net.labels[j] }) };
}

/**
 * The numbers of the units, layer by layer.
 * @param {Wired} net
 * @returns {number[][]}
 */
export function layersOf(net) {
  return net.layerStarts.slice(1).map((stop, k) => {
    const start = net.layerStarts[k];
    return Array.from({ length: stop - start }, (_, i) => start + i);
  });
}

/**
 * The layer of each unit, counted from 0.
 * @param {Wired} net
 */
export function layerOfUnits(net) {
  const layerOf = new Int32Array(unitCount(net));
  layersOf(net).forEach((units, k) => units.forEach((j) => { layerOf[j] = k; }));
  return layerOf;
}

/** @param {Wired} net */
export function unitCount(net) {
  return net.indptr.length - 1;
}

/**
 * A fully wired net of zeros, the layer sizes beginning with the inputs.
 * @param {number[]} sizes
 * @param {{activation?: string, output?: string, inputs?: string[], outputs?: string[]}} [options]
 * @returns {Mlp}
 */
export function blankMlp(sizes, options = {}) {
  const { activation = "sigmoid", output = "sigmoid" } = options;
  /** @type {number[]} */ const indices = [];
  const indptr = [0];
  const layerStarts = [0];
  let first = 0;
  for (let k = 1; k < sizes.length; k++) {
    for (let j = 0; j < sizes[k]; j++) {
      for (let i = 0; i < sizes[k - 1]; i++) indices.push(first + i);
      indptr.push(indices.length);
    }
    first += sizes[k - 1];
    layerStarts.push(layerStarts[k - 1] + sizes[k]);
  }
  const [units, depth] = [indptr.length - 1, sizes.length - 1];
  const outputs = sizes[depth];
  return {
    kind: "mlp",
    inputs: options.inputs ?? Array.from({ length: sizes[0] }, (_, i) => `x${i + 1}`),
    outputs: options.outputs ?? (outputs === 1 ? ["y"] : Array.from({ length: outputs }, (_, i) => `y${i + 1}`)),
    outputUnits: Array.from({ length: outputs }, (_, i) => units - outputs + i),
    indptr: Int32Array.from(indptr), indices: Int32Array.from(indices), layerStarts,
    encoding: "real", centre: null, scale: null, booleans: [], labels: null,
    weights: new Float64Array(indices.length), biases: new Float64Array(units),
    gains: new Float64Array(depth).fill(1),
    activations: Array.from({ length: depth }, (_, k) => (k === depth - 1 ? output : activation)),
    source: null, certificate: null,
  };
}
