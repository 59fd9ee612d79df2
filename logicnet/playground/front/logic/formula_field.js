/** The formula, with a mark at the place of an error while one types. */

import { classes, h } from "../basics/dom.js";
import { readNetwork } from "../engine/network.js";

/** @typedef {import("../basics/store.js").Store} Store */
/** @typedef {import("../basics/store.js").State} State */
/** @typedef {import("../network/model.js").Model} Model */

const EXAMPLES = /** @type {[string, string][]} */ ([
  ["Karnaugh", "a & (b | ~c) | ~a & c & d"],
  ["XOR", "a ^ b"],
  ["Majority", "majority(a, b, c, d, e)"],
  ["Multiplexer", "ite(s, a, b)"],
  ["Parity", "a ^ b ^ c ^ d"],
  ["At least 2", "atleast(2, a, b, c, d)"],
]);

/**
 * The field with its message and examples.
 *
 * @param {Store} store
 * @param {State} state
 * @param {Model} model
 * @param {boolean} [examples]
 */
export function formulaField(store, state, model, examples = true) {
  const own = state.source.kind === "formula";
  const text = own ? state.source.text : formulaFieldText(model);
  const error = model.wrong ? model.described.error : null;
  const place = own ? error?.place : null;
  const write = (/** @type {string} */ value, /** @type {string} */ merge) =>
    store.set({ source: { kind: "formula", text: value }, network: undefined, unit: null }, { undo: true, merge });
  return h("div", { class: "formula" },
    h("div", { class: classes("formula-box", { wrong: !!error }) },
      h("label", { class: "formula-name", for: "formula" }, FIELD_NAMES[state.source.kind] ?? "As formula"),
      h("input", {
        id: "formula", type: "text", spellcheck: "false", autocomplete: "off", autocapitalize: "off",
        "aria-invalid": error ? "true" : "false", "aria-describedby": "formula-says",
        ".value": text,
        oninput: (/** @type {Event} */ event) => write(/** @type {HTMLInputElement} */ (event.target).value, "formula"),
      }),
      place && h("span", { class: "caret", "aria-hidden": "true", style: { "--at": place.from, "--wide": Math.max(1, place.to - place.from) } })),
    h("p", { id: "formula-says", class: classes("formula-says", { wrong: !!error }), role: "status", "aria-live": "polite" },
      error ? error.message : hint(state.source.kind)),
    examples && h("div", { class: "examples", role: "group", "aria-label": "Examples" },
      EXAMPLES.map(([name, value]) =>
        h("button", { type: "button", class: "chip", title: value, onclick: () => write(value, "") }, name)),
      fileChip(store)));
}

/**
 * A button that reads a file of the reader's: a circuit, a table, or a network.
 *
 * @param {Store} store
 */
function fileChip(store) {
  const read = async (/** @type {Event} */ event) => {
    const input = /** @type {HTMLInputElement} */ (event.target);
    const file = input.files?.[0];
    if (!file) return;
    const text = await file.text();
    input.value = "";
    const network = file.name.endsWith(".json") ? parsedNetwork(text) : null;
    const source = network ? { kind: "network", network } : { kind: "file", name: file.name, text };
    store.set({ source, network: network ?? undefined, unit: null, step: null }, { undo: true });
  };
  return h("label", { class: "chip file-chip", title: "PLA, BLIF, BENCH, AIGER, Verilog, CSV, JSON" }, "Open a file",
    h("input", { type: "file", class: "hidden", accept: ".pla,.blif,.bench,.aag,.v,.eqn,.th,.csv,.json", onchange: read }));
}

/** @param {string} text what is no network Python is asked about @returns {any} */
function parsedNetwork(text) {
  try {
    const found = JSON.parse(text);
    if (found?.format === "logicnet network") readNetwork(found);
    else return null;
    return found;
  } catch {
    return null;
  }
}

const FIELD_NAMES = /** @type {{[kind: string]: string}} */ ({ formula: "Formula", table: "Table as formula" });
const FIELD_HINTS = /** @type {{[kind: string]: string}} */ ({
  formula: "Write & for and, | for or, ~ for not, ^ for xor, -> for implies.",
  table: "You changed the table. Type here to go on with a formula.",
  network: "This is what the network computes. Type here to go on with a formula.",
});

/** @param {string} kind */
function hint(kind) {
  return FIELD_HINTS[kind] ?? "Type here to go on with a formula.";
}

/** @param {Model} model */
function formulaFieldText(model) {
  const outputs = model.minimised.value?.outputs;
  const stated = Object.entries(outputs ?? {}).map(([name, found]) => (model.outputs.length > 1 ? `${name} = ${found.text}` : found.text));
  return stated.length ? stated.join("; ") : (model.described.value?.text ?? "");
}
