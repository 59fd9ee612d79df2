/** Whether a scene's task is done: facts of what is shown, held against what the scene asks for. */

import { signalsOf } from "./network_signals.js";

/** @typedef {import("./store.js").State} State */
/** @typedef {import("./model.js").Model} Model */
/** @typedef {{[fact: string]: any}} Facts */

const TABLE_INPUTS = 12;
const SCENE_KEYS = ["source", "style", "options", "network", "inputs", "step", "unit", "view", "parity", "train", "region"];

/** @type {{[test: string]: (value: any, wanted: any) => boolean}} */
const TESTS = {
  most: (value, wanted) => value <= wanted,
  least: (value, wanted) => value >= wanted,
  below: (value, wanted) => value < wanted,
  above: (value, wanted) => value > wanted,
  not: (value, wanted) => value !== wanted,
  one_of: (value, wanted) => wanted.includes(value),
};

/**
 * Whether all that a check asks for holds.
 *
 * @param {{[fact: string]: any}} check
 * @param {(fact: string) => any} fact
 */
export function isMet(check, fact) {
  return Object.entries(check).every(([name, wanted]) => {
    const value = fact(name);
    if (value === undefined || value === null) return false;
    if (typeof wanted !== "object" || wanted === null) return value === wanted;
    return Object.entries(wanted).every(([test, limit]) => TESTS[test]?.(value, limit) ?? false);
  });
}

/**
 * A fact by its name: of the model, of what views report, or a path into the state.
 *
 * @param {State} state
 * @param {Model} model
 * @param {Facts} reported
 * @returns {(fact: string) => any}
 */
export function factsOf(state, model, reported) {
  const counted = networkFacts(state, model);
  return (name) => {
    if (name in reported) return reported[name];
    if (name in counted) return counted[name]();
    return name.split(".").reduce((/** @type {any} */ value, part) => value?.[part], state);
  };
}

/**
 * @param {State} state
 * @param {Model} model
 * @returns {{[fact: string]: () => any}}
 */
function networkFacts(state, model) {
  const { network, verdict } = model;
  const units = network?.layers.flat() ?? [];
  const settled = !model.pending && !model.described.pending && !model.described.error;
  const given = state.inputs ?? {};
  return {
    units: () => (settled ? units.length : null),
    hidden: () => (settled && network ? units.length - Object.keys(network.outputs).length : null),
    depth: () => (settled ? network?.layers.length : null),
    parameters: () => units.reduce((sum, unit) => sum + unit.weights.length + 1, 0),
    layers: () => (network ? [network.inputs.length, ...network.layers.map((layer) => layer.length)].join("-") : null),
    verdict: () => (!settled || !verdict ? null : verdict.equal === true ? "equal" : verdict.equal === false ? "different" : "open"),
    edited: () => model.edited,
    proven_minimal: () => (settled && !model.edited ? model.compiled.value?.proven_minimal : null),
    table: () => (settled && network ? networkRows(network) : null),
    stated: () => (settled ? model.rows?.[0] : null),
    inputs: () => model.inputs.length,
    terms: () => (model.minimised.fresh ? new Set(Object.values(model.minimised.value.outputs).flatMap((found) => found.terms.map((/** @type {any} */ term) => term.text))).size : null),
    max_weight: () => Math.max(0, ...units.flatMap((unit) => unit.weights.map(Math.abs))),
    max_fan_in: () => Math.max(0, ...units.map((unit) => unit.weights.length)),
    output: () => (network ? signalsOf(network, given).bits[network.inputs.length + Object.values(network.outputs)[0]] : null),
    at: () => model.inputs.map((name) => given[name] ?? 0).join(""),
    formula: () => state.source.text,
  };
}

/**
 * The rows of a network's first output.
 *
 * @param {import("./network_signals.js").Network} network
 */
function networkRows(network) {
  const names = network.inputs;
  if (names.length > TABLE_INPUTS) return null;
  const node = names.length + Object.values(network.outputs)[0];
  let text = "";
  for (let row = 0; row < 2 ** names.length; row += 1) {
    const inputs = Object.fromEntries(names.map((name, k) => [name, (row >> (names.length - 1 - k)) & 1]));
    text += signalsOf(network, inputs).bits[node];
  }
  return text;
}

/**
 * Whether the reader has changed anything since the scene was opened.
 *
 * @param {State} state
 * @param {State} opened
 */
export function isTouched(state, opened) {
  return SCENE_KEYS.some((key) => JSON.stringify(state[key]) !== JSON.stringify(opened[key]));
}
