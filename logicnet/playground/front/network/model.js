/** What the views show, as far as it follows from the state: answers of the host, put together. */

import { comparisonText } from "./network_signals.js";
import { own } from "../basics/own.js";

/** @typedef {import("../basics/store.js").Store} Store */
/** @typedef {import("../basics/store.js").State} State */
/** @typedef {import("../basics/answers.js").Answers} Answers */
/** @typedef {import("../basics/answers.js").Answer} Answer */
/** @typedef {import("./network_signals.js").Network} Network */
/** @typedef {{equal: boolean | null, text: string, counterexample: any}} Verdict */
/**
 * @typedef {{
 *   described: Answer, compiled: Answer, minimised: Answer, network: Network | null,
 *   words: string[], verdict: Verdict | null, edited: boolean, pending: boolean,
 *   inputs: string[], outputs: string[], rows: string[] | null, style: string, wrong: boolean,
 *   python: string, refused: string | null,
 * }} Model
 */

const LISTED_INPUTS = 12;
const MINIMISED_INPUTS = 6; // a Karnaugh map is drawn up to here
const TYPING_MS = 120;
/** @type {WeakMap<object, string>} the names that a minimised form is over */
const overNames = new WeakMap();

/**
 * The model of a state.
 *
 * @param {State} state
 * @param {Answers} answers
 * @returns {Model}
 */
export function modelOf(state, answers) {
  const { source, style, options } = state;
  const delay = source.kind === "formula" ? TYPING_MS : 0;
  const described = answers.want("describe", "describe", { source }, delay);
  const itself = source.kind === "network" && !!state.network;
  const compiled = itself ? described : answers.want("compile", "compile", { source, style, options }, delay);
  const table = source.kind === "table" ? source : described.value; // a table is seen at once
  const names = table?.inputs ?? [];
  const small = names.length <= MINIMISED_INPUTS && (described.fresh || source.kind === "table");
  const minimised = small
    ? answers.want("minimise", "minimise", { source })
    : answers.last("minimise");
  const signature = [...names, ...(table?.outputs ?? [])].join(" ");
  if (minimised.fresh && minimised.value) overNames.set(minimised.value, signature);
  const known = !!minimised.value && overNames.get(minimised.value) === signature;
  const edited = isEdited(state);
  const network = state.network ?? compiled.value?.network ?? null;
  const checked = state.network
    ? answers.want("verify", "verify", { network: state.network, source })
    : null;
  return {
    described, compiled, minimised: known ? minimised : { ...minimised, value: null }, network, edited,
    words: unitWords(network, state.network ? null : compiled.value),
    verdict: (checked ? checked.value : compiled.value?.verdict) ?? null,
    style: state.network && source.kind === "network" ? "" : style,
    wrong: !itself && !!described.error,
    refused: itself || described.error ? null : (compiled.error?.message ?? null),
    python: (edited ? checked?.value?.python : compiled.value?.python) ?? "",
    pending: compiled.pending || !!checked?.pending,
    inputs: names,
    outputs: table?.outputs ?? [],
    rows: names.length <= LISTED_INPUTS ? (table?.values ?? table?.rows ?? null) : null,
  };
}

/**
 * Whether the network was changed by hand: one that is itself the source was not.
 *
 * @param {State} state
 */
export function isEdited(state) {
  if (!state.network) return false;
  const { source } = state;
  return !(source.kind === "network" && state.network.digest && state.network.digest === source.network.digest);
}

/**
 * What each unit computes: in the words of the host, its label, or the sum that it compares.
 *
 * @param {Network | null} network
 * @param {any} compiled
 * @returns {string[]}
 */
function unitWords(network, compiled) {
  if (!network) return [];
  const said = compiled?.network === network ? compiled.words : [];
  return network.layers.flat().map((unit, k) => said?.[k] || unit.label || comparisonText(network, unit));
}

/**
 * Put the counterexample of a new verdict on the inputs, once.
 *
 * @param {Store} store
 * @returns {(model: Model) => void}
 */
export function counterexampleSetter(store) {
  /** @type {Verdict | null} */
  let seen = null;
  return ({ verdict, edited, pending }) => {
    if (!edited || pending || !verdict || verdict === seen) return;
    seen = verdict;
    const inputs = verdict.counterexample?.inputs;
    if (inputs) store.set({ inputs: { ...store.get().inputs, ...inputs } });
  };
}

/**
 * The table as it is now, as a source whose cells can be changed; null while it is not known.
 *
 * @param {State} state
 * @param {Model} model
 * @returns {import("../basics/store.js").Source | null}
 */
export function tableSource(state, model) {
  if (state.source.kind === "table") return state.source;
  if (!model.rows || !model.described.fresh) return null;
  return { kind: "table", inputs: model.inputs, outputs: model.outputs, values: model.rows };
}

/**
 * Change one cell of the table, to a value or to the one that a click makes of it.
 *
 * @param {Store} store
 * @param {Model} model
 * @param {number} output
 * @param {number} row
 * @param {string} [value]
 */
export function setCell(store, model, output, row, value) {
  const table = tableSource(store.get(), model);
  if (!table) return;
  const values = table.values.map((/** @type {string} */ text, /** @type {number} */ k) =>
    k === output ? text.slice(0, row) + (value ?? NEXT_VALUE[text[row]]) + text.slice(row + 1) : text,
  );
  store.set({ source: { ...table, values }, network: undefined, inputs: inputsOf(table.inputs, row) }, { undo: true });
}

/**
 * The table with one input more, which nothing depends on, or with the last one left out (as 0).
 *
 * @param {import("../basics/store.js").Source} table
 * @param {boolean} more
 */
export function withInputs(table, more) {
  const letters = "abcdefghijklmnopqrstuvwxyz".split("");
  const name = letters.find((letter) => !table.inputs.includes(letter) && !table.outputs.includes(letter));
  const values = table.values.map((/** @type {string} */ text) =>
    more ? text.replaceAll(/./g, "$&$&") : text.split("").filter((_, row) => row % 2 === 0).join(""),
  );
  const inputs = more ? [...table.inputs, name] : table.inputs.slice(0, -1);
  return { ...table, inputs, values };
}

/** What a click makes of a cell: 0, then 1, then don't-care, then 0 again. */
const NEXT_VALUE = /** @type {{[value: string]: string}} */ ({ 0: "1", 1: "-", "-": "0" });

/**
 * The number of the row in which the inputs are as given; the first input counts most.
 *
 * @param {string[]} names
 * @param {{[name: string]: number} | undefined} inputs
 */
export function rowNumber(names, inputs) {
  return names.reduce((row, name) => 2 * row + (own(inputs, name) ?? 0), 0);
}

/**
 * The inputs of a row.
 *
 * @param {string[]} names
 * @param {number} row
 */
export function inputsOf(names, row) {
  return Object.fromEntries(names.map((name, k) => [name, (row >> (names.length - 1 - k)) & 1]));
}
