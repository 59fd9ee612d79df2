/** What every node of a threshold network carries on given inputs, and how a unit is told. */

import { ThresholdEvaluator } from "../engine/evaluation.js";
import { readNetwork } from "../engine/network.js";
import { own } from "../basics/own.js";

/**
 * @typedef {{reads: number[], weights: number[], threshold: number, label?: string}} Unit
 * @typedef {{
 *   format: string, inputs: string[], outputs: {[name: string]: number}, encoding: string,
 *   layers: Unit[][], [name: string]: any,
 * }} Network
 * @typedef {{values: number[], sums: number[], bits: number[]}} Signals
 */

/**
 * All the units of a network, layer by layer.
 *
 * @param {Network} network
 * @returns {Unit[]}
 */
export function unitsOf(network) {
  return network.layers.flat();
}

/** @type {WeakMap<Network, ThresholdEvaluator>} */
const evaluators = new WeakMap();

/**
 * The value of every node (inputs first), the sum of every unit, and what is 0 or 1 as such; an
 * input that is a number counts as 1 there, since its wires always carry something.
 *
 * @param {Network} network
 * @param {{[name: string]: number} | undefined} inputs
 * @returns {Signals}
 */
export function signalsOf(network, inputs) {
  let evaluator = evaluators.get(network);
  if (!evaluator) evaluators.set(network, (evaluator = new ThresholdEvaluator(readNetwork(network))));
  const given = network.inputs.map((name) => own(inputs, name) ?? 0);
  const values = Array.from(evaluator.at(network.encoding === "bipolar" ? given.map((bit) => 2 * bit - 1) : given));
  const bits = values.map((value, node) => (node < given.length ? (isNumber(network, node) ? 1 : given[node]) : value));
  return { values, sums: Array.from(evaluator.sums), bits };
}

/**
 * Whether a node is an input that takes any number.
 *
 * @param {Network} network
 * @param {number} node
 */
export function isNumber(network, node) {
  return network.encoding === "real" && node < network.inputs.length && !(network.booleans ?? []).includes(network.inputs[node]);
}

/**
 * The least and the greatest sum that a unit can see; of numbers, what is to be seen around its
 * threshold.
 *
 * @param {Network} network
 * @param {Unit} unit
 * @param {number} sum
 * @returns {[number, number]}
 */
export function rangeOf(network, unit, sum) {
  const count = network.inputs.length;
  if (unit.reads.some((node) => isNumber(network, node))) {
    const reach = Math.max(1, 1.25 * Math.abs(sum - unit.threshold), unit.weights.reduce((total, weight) => total + Math.abs(weight), 0));
    return [unit.threshold - reach, unit.threshold + reach];
  }
  let low = 0;
  let high = 0;
  unit.reads.forEach((node, k) => {
    const weight = unit.weights[k];
    const both = network.encoding === "bipolar" && node < count;
    low += both ? -Math.abs(weight) : Math.min(weight, 0);
    high += both ? Math.abs(weight) : Math.max(weight, 0);
  });
  return [low, high];
}

/**
 * The name of a node: that of the input, or h and the number of the unit.
 *
 * @param {Network} network
 * @param {number} node
 */
export function nodeName(network, node) {
  const count = network.inputs.length;
  return node < count ? network.inputs[node] : `h${node - count + 1}`;
}

/**
 * A number as it is written on pictures: few digits, a true minus sign.
 *
 * @param {number} value
 */
export function figure(value) {
  const text = Number.isInteger(value) ? String(value) : String(Number(value.toPrecision(4)));
  return text.replace("-", "−");
}

/**
 * A weighted sum as text: "a − 2 b + c".
 *
 * @param {Network} network
 * @param {Unit} unit
 */
export function sumText(network, unit) {
  const parts = unit.reads.map((node, k) => {
    const weight = unit.weights[k];
    const size = Math.abs(weight) === 1 ? "" : `${figure(Math.abs(weight))} `;
    const sign = weight < 0 ? (k ? " − " : "−") : k ? " + " : "";
    return `${sign}${size}${nodeName(network, node)}`;
  });
  return parts.join("") || "0";
}

/**
 * What a unit compares: "a + b ≥ 2".
 *
 * @param {Network} network
 * @param {Unit} unit
 */
export function comparisonText(network, unit) {
  return `${sumText(network, unit)} ≥ ${figure(unit.threshold)}`;
}

/**
 * The network with one unit changed, the others labelled by what they compute. A new network has
 * no digest.
 *
 * @param {Network} network
 * @param {number} index
 * @param {(unit: Unit) => Unit} change
 * @param {string[]} words
 * @returns {Network}
 */
export function withUnit(network, index, change, words) {
  let first = 0;
  const layers = network.layers.map((layer) => {
    const here = index - first;
    first += layer.length;
    return layer.map((unit, k) => {
      const label = unit.label || words[first - layer.length + k] || "";
      return k === here ? { ...change(unit), label: "" } : { ...unit, label };
    });
  });
  return { ...network, layers, construction: "edited by hand", lower_bound: null, digest: null };
}
