/** What stands around every view: name, views, undo, drawers. */

import { h, icon } from "./dom.js";
import { tool } from "./network_panel.js";

/** @typedef {import("./store.js").Store} Store */
/** @typedef {import("./store.js").State} State */
/** @typedef {import("./answers.js").Host} Host */

const TABS = /** @type {[string, string][]} */ ([
  ["logic", "Logic"], ["network", "Network"], ["region", "Regions"], ["train", "Train"],
]);

/**
 * The frame; its `main` is filled by the view.
 *
 * @param {Store} store
 * @param {State} state
 * @param {Host} host
 */
export function frame(store, state, host) {
  return [
    h("header", { class: "bar", key: "bar" },
      mark(),
      h("nav", { class: "tabs", "aria-label": "Views" },
        TABS.map(([name, title]) => h("button", { key: name, type: "button", class: "tab", "aria-current": state.view === name ? "page" : null, onclick: () => store.set({ view: name }) }, title))),
      h("span", { class: "spring" }),
      h("div", { class: "bar-tools" },
        tool("undo", "Undo", store.undo, !store.canUndo()),
        tool("redo", "Redo", store.redo, !store.canRedo()),
        themeButton(store),
        drawerButton(store, state, "scenes", "Scenes", "book"),
        drawerButton(store, state, "take", "Take away", "down"))),
    h("main", { class: "room", key: "room" }),
  ];
}

function mark() {
  return h("span", { class: "mark" },
    h("svg", { viewBox: "0 0 28 28", "aria-hidden": "true" },
      h("path", { class: "mark-positive", d: "M6 7C14 7 12 14 20 14" }),
      h("path", { class: "mark-negative", d: "M6 21C14 21 12 14 20 14" }),
      h("circle", { cx: 6, cy: 7, r: 3.2 }), h("circle", { cx: 6, cy: 21, r: 3.2 }), h("circle", { class: "mark-lit", cx: 21, cy: 14, r: 5 })),
    h("span", { class: "mark-name" }, "logicnet"));
}

/** @param {Store} store */
function themeButton(store) {
  const dark = (store.get().theme ?? (matchMedia("(prefers-color-scheme: dark)").matches ? "dark" : "light")) === "dark";
  return tool(dark ? "sun" : "moon", dark ? "Light colours" : "Dark colours", () => store.set({ theme: dark ? "light" : "dark" }));
}

/**
 * @param {Store} store
 * @param {State} state
 * @param {string} name
 * @param {string} title
 * @param {Parameters<typeof icon>[0]} picture
 */
function drawerButton(store, state, name, title, picture) {
  const open = state.drawer === name;
  return h("button", { type: "button", class: "drawer-button", "aria-expanded": open ? "true" : "false", "aria-label": title, onclick: () => store.set({ drawer: open ? null : name }) }, icon(picture), h("span", null, title));
}
