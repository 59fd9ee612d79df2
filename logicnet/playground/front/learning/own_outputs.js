// A unit of its own for each output before it learns, so that equal outputs can become different.

import { layerOfUnits, unitCount } from "../engine/network.js";

/** @typedef {import("../engine/network.js").Network} Network */

/**
 * The network in which no two outputs are one unit, and which unit of `net` each was.
 * @param {Network} net
 * @returns {{apart: Network, origin: number[]}}
 */
export function ownOutputs(net) {
  const [n, units, ends] = [net.inputs.length, unitCount(net), net.outputUnits];
  const doubled = ends.map((unit, k) => ends.indexOf(unit) < k);
  const own = Array.from({ length: units }, (_, j) => j);
  if (!doubled.some(Boolean)) return { apart: net, origin: own };
  const copies = ends.flatMap((unit, k) => (doubled[k] ? [unit] : []));
  const all = own.concat(copies);
  const layerOf = layerOfUnits(net);
  const order = all.map((_, at) => at).sort((a, b) => layerOf[all[a]] - layerOf[all[b]] || a - b);
  const place = new Array(all.length);
  order.forEach((at, to) => { place[at] = to; });
  let copy = units;
  const outputUnits = ends.map((unit, k) => (doubled[k] ? place[copy++] : place[unit]));
  const origin = order.map((at) => all[at]);
  const node = (/** @type {number} */ r) => (r < n ? r : n + place[r - n]);
  return { apart: withUnits(net, origin, node, outputUnits, layerOf), origin };
}

/**
 * The network of these of its units, reading the nodes anew.
 * @param {Network} net
 * @param {number[]} chosen
 * @param {(node: number) => number} node
 * @param {number[]} outputUnits
 * @param {Int32Array} layerOf
 * @returns {Network}
 */
function withUnits(net, chosen, node, outputUnits, layerOf) {
  const wires = chosen.map((j) => Array.from(net.indices.subarray(net.indptr[j], net.indptr[j + 1]),
    (r, k) => ({ read: node(r), weight: net.weights[net.indptr[j] + k] })).sort((a, b) => a.read - b.read));
  const indptr = new Int32Array(chosen.length + 1);
  wires.forEach((w, j) => { indptr[j + 1] = indptr[j] + w.length; });
  const layerStarts = net.layerStarts.map((_, k) => chosen.filter((j) => layerOf[j] < k).length);
  return {
    ...net, outputUnits, indptr, layerStarts,
    indices: Int32Array.from(wires.flat(), (w) => w.read),
    weights: wires.flat().map((w) => w.weight),
    thresholds: chosen.map((j) => net.thresholds[j]),
    labels: net.labels && chosen.map((j) => /** @type {string[]} */ (net.labels)[j]),
  };
}
