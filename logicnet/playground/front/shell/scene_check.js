/** Whether a scene's task is done: facts of what is shown, held against what the scene asks for. */

import { signalsOf } from "../network/network_signals.js";

/** @typedef {import("../basics/store.js").State} State */
/** @typedef {import("../network/model.js").Model} Model */
/** @typedef {{[fact: string]: any}} Facts */

const TABLE_INPUTS = 12;
const SCENE_KEYS = ["source", "style", "options", "network", "inputs", "step", "unit", "view", "parity", "train", "region"];

/** @typedef {(fact: string) => any} Fact */

/** @type {{[test: string]: (value: any, wanted: any) => boolean}} */
const TESTS = {
  most: (value, wanted) => value <= wanted,
  least: (value, wanted) => value >= wanted,
  below: (value, wanted) => value < wanted,
  above: (value, wanted) => value > wanted,
  equals: (value, wanted) => value === wanted,
};

/** The kinds of checks: the fact that is asked for, or what holds of the facts.
 * @type {{[kind: string]: string | ((check: any, fact: Fact) => boolean)}} */
const KINDS = {
  all: (check, fact) => check.of.every((/** @type {any} */ each) => isMet(each, fact)),
  state: (check, fact) => passes(check, fact(check.path)),
  equal: (_, fact) => fact("verdict") === "equal",
  different: (_, fact) => fact("verdict") === "different",
  output: (check, fact) => fact("outputs")?.[check.name] === check.value,
  function: (check, fact) => fact("stated") === check.rows,
  network_function: (check, fact) => fact("table") === check.rows,
  one_hidden: (check, fact) => fact("region.one_hidden") === check.possible,
  hardened: (check, fact) => fact("train.hardened") === (check.equal ? "equal" : "different"),
  right: (check, fact) => fact("train.accuracy") >= check.share,
  region: regionHolds,
  units: "units",
  depth: "depth",
  terms: "terms",
  parameters: "parameters",
  max_weight: "max_weight",
  min_weight: "min_weight",
  max_fan_in: "max_fan_in",
  parity: "parity",
  step: "step",
  loss: "train.loss",
  gain: "train.gain",
  epoch: "train.epoch",
};

/**
 * Whether what a check asks for holds.
 *
 * @param {any} check
 * @param {Fact} fact
 * @returns {boolean}
 */
export function isMet(check, fact) {
  const kind = KINDS[check.kind];
  if (typeof kind === "function") return kind(check, fact);
  if (!kind) return false;
  return passes(check, fact(kind));
}

/** @param {any} check @param {any} value */
function passes(check, value) {
  if (value === undefined || value === null) return false;
  return Object.entries(TESTS).every(([test, holds]) => !(test in check) || holds(value, check[test]));
}

/** @param {any} check @param {Fact} fact */
function regionHolds(check, fact) {
  const contains = fact("region.contains");
  if (typeof contains !== "function") return false;
  const inside = (check.inside ?? []).every((/** @type {number[]} */ point) => contains(...point));
  return inside && (check.outside ?? []).every((/** @type {number[]} */ point) => !contains(...point));
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
    depth: () => (settled ? network?.layers.length : null),
    parameters: () => units.reduce((sum, unit) => sum + unit.weights.length + 1, 0),
    verdict: () => (!settled || !verdict ? null : verdict.equal === true ? "equal" : verdict.equal === false ? "different" : "open"),
    table: () => (settled && network ? networkRows(network) : null),
    stated: () => (settled ? model.rows?.[0] : null),
    terms: () => (model.minimised.fresh ? new Set(Object.values(model.minimised.value.outputs).flatMap((found) => found.terms.map((/** @type {any} */ term) => term.text))).size : null),
    max_weight: () => Math.max(0, ...units.flatMap((unit) => unit.weights.map(Math.abs))),
    min_weight: () => Math.min(0, ...units.flatMap((unit) => unit.weights)),
    max_fan_in: () => Math.max(0, ...units.map((unit) => unit.weights.length)),
    outputs: () => (network && state.step == null ? outputValues(network, given) : null),
  };
}

/** @param {import("../network/network_signals.js").Network} network @param {{[name: string]: number}} inputs */
function outputValues(network, inputs) {
  const { bits } = signalsOf(network, inputs);
  return Object.fromEntries(Object.entries(network.outputs).map(([name, unit]) => [name, bits[network.inputs.length + unit]]));
}

/**
 * The rows of a network's first output.
 *
 * @param {import("../network/network_signals.js").Network} network
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
 * Whether the reader has changed or trained anything since the scene was opened.
 *
 * @param {State} state
 * @param {State} opened
 * @param {Fact} fact
 */
export function isTouched(state, opened, fact) {
  return fact("train.epoch") > 0 || SCENE_KEYS.some((key) => JSON.stringify(state[key]) !== JSON.stringify(opened[key]));
}
