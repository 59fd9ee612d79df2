/** A truth table to click. */

import { classes, h } from "../basics/dom.js";
import { inputsOf, rowNumber, setCell } from "../network/model.js";
import { moveFocus } from "./karnaugh_view.js";

/** @typedef {import("../basics/store.js").Store} Store */
/** @typedef {import("../basics/store.js").State} State */
/** @typedef {import("../network/model.js").Model} Model */

const ROW_PX = 30;
const WINDOW = 40; // rows drawn beyond those that are seen

/**
 * The table; rows far from what is seen are not drawn.
 *
 * @param {Store} store
 * @returns {(state: State, model: Model) => import("../basics/dom.js").VNode}
 */
export function truthTable(store) {
  let top = 0;
  const scrolled = (/** @type {Event} */ event) => {
    top = /** @type {Element} */ (event.target).scrollTop;
    store.redraw();
  };

  return (state, model) => {
    if (!model.rows) return h("div", { class: "empty" }, model.inputs.length ? "A table is shown up to 12 inputs." : "The table appears here.");
    const count = 2 ** model.inputs.length;
    const first = Math.max(0, Math.min(Math.floor(top / ROW_PX) - WINDOW / 2, count - WINDOW));
    const last = Math.min(count, first + WINDOW + 20);
    const now = rowNumber(model.inputs, state.inputs);
    const rows = [];
    for (let row = first; row < last; row += 1) rows.push(tableRow(store, model, row, row === now));
    return h("div", { class: "table-scroll", onscroll: scrolled, tabindex: -1 },
      h("table", { class: "truth", "data-grid": "", "aria-label": "Truth table", "aria-rowcount": count },
        h("thead", null, h("tr", null,
          model.inputs.map((name) => h("th", { scope: "col" }, name)),
          model.outputs.map((name) => h("th", { scope: "col", class: "out" }, name)))),
        h("tbody", null,
          first > 0 && h("tr", { key: "above", "aria-hidden": "true", style: { height: `${first * ROW_PX}px` } }),
          rows,
          last < count && h("tr", { key: "below", "aria-hidden": "true", style: { height: `${(count - last) * ROW_PX}px` } }))));
  };
}

/**
 * @param {Store} store
 * @param {Model} model
 * @param {number} row
 * @param {boolean} now
 */
function tableRow(store, model, row, now) {
  const inputs = inputsOf(model.inputs, row);
  return h("tr", { key: row, class: classes({ now }), "aria-current": now ? "true" : null, onclick: () => store.set({ inputs }) },
    model.inputs.map((name) => h("td", null, inputs[name])),
    model.outputs.map((name, k) => outputCell(store, model, row, k, now, name)));
}

/**
 * @param {Store} store
 * @param {Model} model
 * @param {number} row
 * @param {number} output
 * @param {boolean} now
 * @param {string} name
 */
function outputCell(store, model, row, output, now, name) {
  const value = model.rows?.[output][row] ?? "0";
  const set = (/** @type {string | undefined} */ next) => setCell(store, model, output, row, next);
  const keys = /** @type {{[key: string]: string}} */ ({ 0: "0", 1: "1", "-": "-", x: "-" });
  return h("td", { class: "out" },
    h("button", {
      type: "button", class: classes("value", { one: value === "1", any: value === "-" }),
      "data-row": row, tabindex: now ? 0 : -1, "aria-label": `${name} in row ${row}: ${value === "-" ? "any" : value}`,
      onclick: (/** @type {Event} */ event) => {
        event.stopPropagation();
        set(undefined);
      },
      onkeydown: (/** @type {KeyboardEvent} */ event) => {
        if (event.key in keys) {
          event.preventDefault();
          set(keys[event.key]);
        } else moveFocus(event);
      },
    }, value === "-" ? "–" : value));
}
