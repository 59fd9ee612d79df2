/** A panel over the view, with a title and a way to close it. */

import { h } from "../basics/dom.js";
import { tool } from "../network/network_panel.js";

/** @typedef {import("../basics/store.js").Store} Store */

/**
 * The open drawer.
 *
 * @param {Store} store
 * @param {string} name
 * @param {string} title
 * @param {import("../basics/dom.js").Child} content
 */
export function drawer(store, name, title, content) {
  const close = () => store.set({ drawer: null });
  return h("section", {
    key: `drawer ${name}`, class: "drawer", role: "dialog", "aria-label": title, tabindex: -1,
    onkeydown: (/** @type {KeyboardEvent} */ event) => {
      if (event.key === "Escape") close();
    },
  },
    h("div", { class: "card-head" }, h("h2", null, title), h("span", { class: "spring" }), tool("close", `Close ${title.toLowerCase()}`, close)),
    h("div", { class: "drawer-body" }, content));
}
