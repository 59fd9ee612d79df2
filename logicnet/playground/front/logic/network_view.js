/** The network alone, with all the room there is. */

import { answersOf } from "../basics/answers.js";
import { formulaField } from "./formula_field.js";
import { patch } from "../basics/dom.js";
import { counterexampleSetter, modelOf } from "../network/model.js";
import { networkPanel } from "../network/network_panel.js";
import { unitColours } from "./loops.js";

/** @typedef {import("../basics/store.js").Store} Store */
/** @typedef {import("../basics/store.js").State} State */
/** @typedef {import("../basics/answers.js").Host} Host */

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
