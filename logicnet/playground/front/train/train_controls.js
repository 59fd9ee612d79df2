// The controls of training: data, net, steps.

import { ACTIVATIONS } from "../learning/activations.js";
import { classes, h } from "../basics/dom.js";
import { LOSSES } from "../learning/losses.js";
import { OPTIMISERS } from "../learning/optimisers.js";
import { TASK_RULES } from "../engine/task_rules.js";
import { FEATURES, TASKS } from "../learning/tasks.js";

/** @typedef {import("./train_settings.js").TrainSettings} TrainSettings */
/** @typedef {(patch: Partial<TrainSettings>, merge?: string) => void} Change */

const RATES = [0.0001, 0.001, 0.003, 0.01, 0.03, 0.1, 0.3, 1, 3, 10];
const PENALTIES = [0, 0.0001, 0.001, 0.003, 0.01, 0.03, 0.1];
const BATCHES = /** @type {(number | null)[]} */ ([null, 1, 5, 10, 30, 100]);
const HIDDEN_ACTIVATIONS = Object.keys(ACTIVATIONS).filter((name) => name !== "softmax" && name !== "step");
const MOST_UNITS_A_LAYER = 8;
const MOST_LAYERS_HIDDEN = 5;

/**
 * A list to choose from, with its name.
 * @param {string} label
 * @param {any} value
 * @param {[any, string][]} choices
 * @param {(value: any) => void} choose
 */
export function chooser(label, value, choices, choose) {
  const at = choices.findIndex(([v]) => v === value);
  return h("label", { class: "field" }, h("span", null, label),
    h("select", { ".value": String(at), onchange: (/** @type {Event} */ event) => choose(choices[Number(/** @type {HTMLSelectElement} */ (event.target).value)][0]) },
      choices.map(([, text], k) => h("option", { value: String(k), key: k }, text))));
}

/**
 * A slider with its name and its value in words.
 * @param {string} label
 * @param {number} value
 * @param {{min: number, max: number, step: number, text?: string, name?: string}} range
 * @param {(value: number) => void} change
 */
export function rangeField(label, value, { min, max, step, text, name }, change) {
  return h("label", { class: "field range" }, h("span", null, label), h("output", null, text ?? String(value)),
    h("input", { type: "range", min, max, step, ".value": String(value), "aria-label": label, "data-name": name ?? null,
      oninput: (/** @type {Event} */ event) => change(Number(/** @type {HTMLInputElement} */ (event.target).value)) }));
}

/**
 * Buttons of which one is chosen.
 * @param {string} label
 * @param {string} value
 * @param {[string, string, boolean?][]} choices name, text, and whether it cannot be chosen
 * @param {(value: any) => void} choose
 */
export function segments(label, value, choices, choose) {
  return h("div", { class: "segments", role: "group", "aria-label": label },
    choices.map(([name, text, off]) => h("button", { key: name, type: "button", class: "segment",
      "aria-pressed": value === name ? "true" : "false", disabled: !!off, "data-choice": name, onclick: () => choose(name) }, text)));
}

/**
 * @param {TrainSettings} s
 * @param {Change} change
 * @param {string} trouble
 */
export function dataControls(s, change, trouble) {
  return h("section", { class: "card train-data", "aria-label": "Data" },
    h("header", { class: "card-head" }, h("h2", null, "Data")),
    h("div", { class: "card-body" },
      segments("Where the rows come from", s.data, [["task", "Task"], ["table", "Table"], ["region", "Region"], ["csv", "CSV"]],
        (data) => change({ data, row: null })),
      s.data === "task" && taskChoice(s, change),
      s.data === "table" && h("p", { class: "hint" }, "The rows of the truth table in the view Logic."),
      s.data === "region" && h("p", { class: "hint" }, "Random points, labelled by the shapes in the view Regions."),
      s.data === "csv" && csvField(s, change),
      trouble ? h("p", { class: "trouble", role: "alert" }, trouble) : null,
      s.data !== "csv" && rangeField("Noise", s.noise, { min: 0, max: 0.5, step: 0.05, text: `${Math.round(s.noise * 100)} %`, name: "noise" }, (noise) => change({ noise }, "noise")),
      (s.data === "task" || s.data === "region") && rangeField("Points", s.points, { min: 50, max: 1000, step: 50, name: "points" }, (points) => change({ points, row: null }, "points")),
      s.data === "table" && rangeField("Copies of each row", s.copies, { min: 1, max: 20, step: 1, name: "copies" }, (copies) => change({ copies, row: null }, "copies")),
      s.data !== "csv" && rangeField("Seed", s.seed, { min: 0, max: 20, step: 1, name: "seed" }, (seed) => change({ seed }, "seed")),
      s.data === "task" && featureChoice(s, change)));
}

/**
 * @param {TrainSettings} s
 * @param {Change} change
 */
function taskChoice(s, change) {
  return h("div", { class: "tasks", role: "group", "aria-label": "Task" },
    Object.entries(TASKS).map(([name, { words }]) => h("button", { key: name, type: "button", class: classes("task", { chosen: s.task === name }),
      "aria-pressed": s.task === name ? "true" : "false", title: words, onclick: () => change({ task: name, row: null, from: TASK_RULES[name] ? s.from : "random" }) },
      h("b", null, name), h("small", null, words))));
}

/**
 * @param {TrainSettings} s
 * @param {Change} change
 */
function featureChoice(s, change) {
  const fixed = s.from !== "random" && !!TASK_RULES[s.task];
  return h("fieldset", { class: "features" }, h("legend", null, "Inputs"),
    Object.keys(FEATURES).map((name) => {
      const on = fixed ? name === "x" || name === "y" : s.features.includes(name);
      const turn = () => {
        const features = Object.keys(FEATURES).filter((other) => (other === name ? !on : s.features.includes(other)));
        if (features.length) change({ features });
      };
      return h("label", { key: name, class: classes("feature", { on }) },
        h("input", { type: "checkbox", ".checked": on, disabled: fixed, onchange: turn }), name.replace("^2", "\u00b2"));
    }));
}

/**
 * @param {TrainSettings} s
 * @param {Change} change
 */
function csvField(s, change) {
  const read = async (/** @type {Event} */ event) => {
    const file = /** @type {HTMLInputElement} */ (event.target).files?.[0];
    if (file) change({ csv: await file.text(), row: null });
  };
  return h("div", { class: "csv" },
    h("textarea", { rows: 6, spellcheck: "false", "aria-label": "CSV", placeholder: "height,weight,label\n1.8,80,1\n1.6,50,0", ".value": s.csv,
      onchange: (/** @type {Event} */ event) => change({ csv: /** @type {HTMLTextAreaElement} */ (event.target).value, row: null }) }),
    h("label", { class: "text-button file-button" }, "Open a file", h("input", { type: "file", accept: ".csv,text/csv,text/plain", onchange: read })),
    h("p", { class: "hint" }, "A line of names, then rows of numbers; the last column is learnt."));
}

/**
 * @param {TrainSettings} s
 * @param {Change} change
 * @param {{free: boolean, regression: boolean}} known whether the layers may be chosen
 */
export function netControls(s, change, { free, regression }) {
  const layers = (/** @type {number[]} */ hidden) => change({ hidden });
  const losses = Object.entries(LOSSES).filter(([, loss]) => !loss.outputs.length || (!regression && loss.outputs.includes("sigmoid")));
  return h("section", { class: "card train-net", "aria-label": "Net and steps" },
    h("header", { class: "card-head" }, h("h2", null, "Net and steps")),
    h("div", { class: "card-body" },
      free && h("div", { class: "layers", role: "group", "aria-label": "Hidden layers" },
        s.hidden.map((size, k) => h("div", { class: "layer", key: k },
          h("span", null, `Layer ${k + 1}`),
          stepButton("\u2212", `Fewer units in layer ${k + 1}`, size <= 1, () => layers(s.hidden.map((v, i) => (i === k ? v - 1 : v)))),
          h("b", null, String(size)),
          stepButton("+", `More units in layer ${k + 1}`, size >= MOST_UNITS_A_LAYER, () => layers(s.hidden.map((v, i) => (i === k ? v + 1 : v)))))),
        h("div", { class: "layer-buttons" },
          h("button", { type: "button", class: "text-button", disabled: s.hidden.length >= MOST_LAYERS_HIDDEN, onclick: () => layers([...s.hidden, 2]) }, "Add a layer"),
          h("button", { type: "button", class: "text-button", disabled: !s.hidden.length, onclick: () => layers(s.hidden.slice(0, -1)) }, "Remove one"))),
      free && chooser("Activation", s.activation, HIDDEN_ACTIVATIONS.map((name) => [name, name.replace("_", " ")]), (activation) => change({ activation })),
      chooser("Optimiser", s.optimiser, Object.keys(OPTIMISERS).map((name) => [name, name]), (optimiser) => change({ optimiser })),
      chooser("Rate", s.rate, RATES.map((rate) => [rate, String(rate)]), (rate) => change({ rate })),
      chooser("Batch", s.batch, BATCHES.map((size) => [size, size === null ? "all rows" : size === 1 ? "1 row" : `${size} rows`]), (batch) => change({ batch })),
      chooser("Loss", s.loss, [["auto", "usual"], ...losses.map(([name]) => /** @type {[string, string]} */ ([name, name.replace("_", " ")]))], (loss) => change({ loss })),
      chooser("L1", s.l1, PENALTIES.map((v) => [v, String(v)]), (l1) => change({ l1 })),
      chooser("L2", s.l2, PENALTIES.map((v) => [v, String(v)]), (l2) => change({ l2 }))));
}

/**
 * @param {string} text
 * @param {string} label
 * @param {boolean} off
 * @param {() => void} act
 */
function stepButton(text, label, off, act) {
  return h("button", { type: "button", class: "round", "aria-label": label, disabled: off, onclick: act }, text);
}
