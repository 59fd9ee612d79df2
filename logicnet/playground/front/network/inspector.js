/** The unit that is looked at: its weights to change, its threshold, its sum in words. */

import { classes, h } from "../basics/dom.js";
import { comparisonText, figure, isNumber, nodeName, unitsOf, withUnit } from "./network_signals.js";

/** @typedef {import("../basics/store.js").Store} Store */
/** @typedef {import("../basics/store.js").State} State */
/** @typedef {import("./model.js").Model} Model */
/** @typedef {import("./network_signals.js").Network} Network */
/** @typedef {import("./network_signals.js").Signals} Signals */

const LARGEST_TYPED = 1e15;
const MOST_ROWS = 48; // weights that can be changed here

/**
 * The panel beside the picture.
 *
 * @param {Store} store
 * @param {State} state
 * @param {Model} model
 * @param {Signals} signals
 * @param {number | null} focus
 * @param {number} reached
 */
export function inspector(store, state, model, signals, focus, reached) {
  const network = /** @type {Network} */ (model.network);
  const index = focus === null ? -1 : focus - network.inputs.length;
  const body = index >= 0 ? unitDetails(store, model, network, signals, index, reached) : guide(network, signals, focus);
  return h("aside", { class: "inspector", "aria-label": "Unit details" }, body);
}

/** @param {Network} network @param {Signals} signals @param {number | null} focus */
function guide(network, signals, focus) {
  if (focus !== null) {
    const name = network.inputs[focus];
    if (isNumber(network, focus)) return [h("h3", null, `Input ${name}`), h("p", null, `${name} is ${figure(signals.values[focus])}. Move its slider to change it.`)];
    return [
      h("h3", null, `Input ${name}`),
      h("p", null, `${name} is ${signals.bits[focus]}. Click it to change it.`),
    ];
  }
  return [
    h("h3", null, "How to read it"),
    h("p", null, "A unit adds the weights of the wires that carry 1. It fires when the sum reaches its threshold."),
    network.encoding === "bipolar" && h("p", null, "Inputs count as −1 and 1 in this network."),
    h("p", { class: "legend" },
      h("svg", { viewBox: "0 0 34 8", "aria-hidden": "true" }, h("path", { class: "wire positive live", d: "M1 4H33", "stroke-width": 2.5 })), "adds",
      h("svg", { viewBox: "0 0 34 8", "aria-hidden": "true" }, h("path", { class: "wire negative live", d: "M1 4H33", "stroke-width": 2.5 })), "subtracts"),
    h("p", { class: "muted" }, "Click an input to change it. Click a unit to change its weights."),
  ];
}

/**
 * @param {Store} store
 * @param {Model} model
 * @param {Network} network
 * @param {Signals} signals
 * @param {number} index
 * @param {number} reached
 */
function unitDetails(store, model, network, signals, index, reached) {
  const unit = unitsOf(network)[index];
  const name = nodeName(network, network.inputs.length + index);
  const change = (/** @type {(unit: any) => any} */ how) =>
    store.set({ network: withUnit(/** @type {Network} */ (network), index, how, model.words), unit: index }, { undo: true });
  const layer = layerOf(network, index);
  const told = comparisonText(network, unit);
  const sum = signals.sums[index];
  const fires = sum >= unit.threshold;
  return [
    h("h3", null, `Unit ${name}`, h("span", { class: "muted" }, ` layer ${layer}`)),
    h("p", { class: "unit-words" }, model.words[index] === told ? null : model.words[index]),
    h("p", null, "Fires when ", h("b", null, told)),
    h("div", { class: "weight-rows", role: "group", "aria-label": `Weights of ${name}` },
      unit.reads.slice(0, MOST_ROWS).map((node, k) =>
        weightRow(`${nodeName(network, node)}`, unit.weights[k], signals.bits[node] === 1, (value) =>
          change((old) => ({ ...old, weights: old.weights.map((/** @type {number} */ w, /** @type {number} */ j) => (j === k ? value : w)) })))),
      unit.reads.length > MOST_ROWS && h("p", { class: "muted" }, `and ${unit.reads.length - MOST_ROWS} more`)),
    h("div", { class: "weight-rows total" },
      weightRow("threshold", unit.threshold, false, (value) => change((old) => ({ ...old, threshold: value })))),
    h("p", { class: classes("outcome", { fires: fires && layer <= reached }) },
      layer > reached ? "Not computed yet." : `Sum ${figure(sum)} ${fires ? "≥" : "<"} ${figure(unit.threshold)}: ${fires ? "it fires." : "it does not fire."}`),
  ];
}

/** @param {Network} network @param {number} index */
function layerOf(network, index) {
  let left = index;
  return 1 + network.layers.findIndex((layer) => (left -= layer.length) < 0);
}

/**
 * A number with a smaller and a larger one beside it.
 *
 * @param {string} label
 * @param {number} value
 * @param {boolean} live
 * @param {(value: number) => void} set
 */
function weightRow(label, value, live, set) {
  const typed = (/** @type {Event} */ event) => {
    const field = /** @type {HTMLInputElement} */ (event.target);
    const next = Number(field.value.replace("−", "-"));
    if (field.value.trim() && Math.abs(next) <= LARGEST_TYPED) set(next);
    else field.value = figure(value); // no number, or one that loses its last digits
  };
  const arrows = (/** @type {KeyboardEvent} */ event) => {
    const step = /** @type {{[key: string]: number}} */ ({ ArrowUp: 1, ArrowDown: -1 })[event.key];
    if (!step) return;
    event.preventDefault();
    set(value + step);
  };
  return h("div", { class: classes("weight-row", { live }), key: label },
    h("span", { class: "row-label" }, label),
    h("button", { type: "button", class: "step", "aria-label": `decrease ${label}`, onclick: () => set(value - 1) }, "−"),
    h("input", { type: "text", inputmode: "decimal", "aria-label": label === "threshold" ? label : `weight of ${label}`, ".value": figure(value), class: classes("number", value < 0 && "negative", value > 0 && "positive"), onchange: typed, onkeydown: arrows }),
    h("button", { type: "button", class: "step", "aria-label": `increase ${label}`, onclick: () => set(value + 1) }, "+"));
}
