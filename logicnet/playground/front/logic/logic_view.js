/** Logic on the left, its network on the right, other shapes of it below. */

import { answersOf } from "../basics/answers.js";
import { comparisonTable } from "./comparison_view.js";
import { classes, h, patch } from "../basics/dom.js";
import { formulaField } from "./formula_field.js";
import { MAP_INPUTS, karnaughMap, termLegend } from "./karnaugh_view.js";
import { termUnits, unitColours } from "./loops.js";
import { counterexampleSetter, modelOf, tableSource, withInputs } from "../network/model.js";
import { networkPanel, tool } from "../network/network_panel.js";
import { parityCard } from "./parity_card.js";
import { stylesTable } from "./styles_table.js";
import { truthTable } from "./truth_table.js";

/** @typedef {import("../basics/store.js").Store} Store */
/** @typedef {import("../basics/store.js").State} State */
/** @typedef {import("../network/model.js").Model} Model */
/** @typedef {import("../basics/answers.js").Host} Host */

/**
 * The view "logic".
 *
 * @param {Store} store
 * @param {Host} host
 */
export function logicView(store, host) {
  const element = document.createElement("div");
  element.className = "view logic-view";
  const panel = networkPanel(store);
  const table = truthTable(store);
  const setCounterexample = counterexampleSetter(store);
  /** @type {string | null} the group that is pointed at */
  let pointed = null;
  const point = (/** @type {string | null} */ term) => {
    pointed = term;
    store.redraw();
  };
  return {
    element,
    /** @param {State} state */
    update(state) {
      if (state.comparison) {
        patch(element, comparisonTable(state.comparison));
        return;
      }
      const answers = answersOf(store, host);
      const model = modelOf(state, answers);
      setCounterexample(model);
      const units = termUnits(model);
      const unit = panel.pointed();
      const lit = pointed ?? [...units].find(([, other]) => other === unit)?.[0] ?? null;
      patch(element, [
        formulaField(store, state, model),
        h("div", { class: "logic-main", key: "main" },
          sourceCard(store, state, model, table, { lit, point }),
          panel.show(state, model, unitColours(model), pointed === null ? null : (units.get(pointed) ?? null))),
        h("div", { class: "logic-more", key: "more" },
          stylesTable(store, state, answers),
          parityCard(store, state)),
      ]);
    },
  };
}

/**
 * @param {Store} store
 * @param {State} state
 * @param {Model} model
 * @param {ReturnType<typeof truthTable>} table
 * @param {import("./karnaugh_view.js").Pointing} pointing
 */
function sourceCard(store, state, model, table, pointing) {
  const mapped = model.inputs.length >= 1 && model.inputs.length <= MAP_INPUTS && !!model.rows;
  const shown = state.table || !mapped ? "table" : "map";
  const output = Math.min(state.output ?? 0, Math.max(0, model.outputs.length - 1));
  const tab = (/** @type {string} */ name, /** @type {string} */ title, /** @type {boolean} */ off) =>
    h("button", { type: "button", class: "segment", "data-shown": name, "aria-pressed": shown === name ? "true" : "false", disabled: off, onclick: () => store.set({ table: name === "table" }) }, title);
  return h("section", { class: classes("card source-card", { pending: model.described.pending, stale: model.wrong }), "aria-label": "Truth table and map" },
    h("header", { class: "card-head" },
      h("div", { class: "segments", role: "group", "aria-label": "Table or map" }, tab("map", "Map", !mapped), tab("table", "Table", !model.rows)),
      h("span", { class: "spring" }),
      model.outputs.length > 1 && shown === "map" && h("select", { class: "style-choice", "aria-label": "Output", ".value": String(output), onchange: (/** @type {Event} */ event) => store.set({ output: Number(/** @type {HTMLSelectElement} */ (event.target).value) }) },
        model.outputs.map((name, k) => h("option", { value: k }, name)))),
    h("div", { class: "source-body" }, shown === "map" ? [karnaughMap(store, state, model, output, pointing.lit), termLegend(model, output, pointing)] : table(state, model)),
    h("footer", { class: "card-foot" }, h("span", { class: "hint" }, "Click a cell: 0, 1, – (any)"), h("span", { class: "spring" }), inputCount(store, model)));
}

/** @param {Store} store @param {Model} model */
function inputCount(store, model) {
  if (!model.rows || model.inputs.length > MAP_INPUTS) return null;
  const change = (/** @type {boolean} */ more) => {
    const table = tableSource(store.get(), model);
    if (table) store.set({ source: withInputs(table, more), network: undefined, unit: null }, { undo: true });
  };
  return h("div", { class: "count", role: "group", "aria-label": "Number of inputs" },
    tool("minus", "One input less", () => change(false), model.inputs.length < 2),
    h("span", null, h("b", null, model.inputs.length), model.inputs.length === 1 ? " input" : " inputs"),
    tool("plus", "One input more", () => change(true), model.inputs.length >= MAP_INPUTS));
}
