/** The network alone, with all the room there is. */

import { answersOf } from "./answers.js";
import { formulaField } from "./formula_field.js";
import { patch } from "./dom.js";
import { counterexampleSetter, modelOf } from "./model.js";
import { networkPanel } from "./network_panel.js";
import { unitColours } from "./loops.js";

/** @typedef {import("./store.js").Store} Store */
/** @typedef {import("./store.js").State} State */
/** @typedef {import("./answers.js").Host} Host */

/**
 * The view "network".
 *
 * @param {Store} store
 * @param {Host} host
 */
export function networkView(store, host) {
  const element = document.createElement("div");
  element.className = "view network-view";
  const panel = networkPanel(store);
  const setCounterexample = counterexampleSetter(store);
  return {
    element,
    /** @param {State} state */
    update(state) {
      const model = modelOf(state, answersOf(store, host));
      setCounterexample(model);
      patch(element, [formulaField(store, state, model, false), panel.show(state, model, unitColours(model))]);
    },
  };
}
