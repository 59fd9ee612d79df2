/** What stands around every view: name, views, undo, the open scene, drawers. */

import { answersOf } from "../basics/answers.js";
import { h, icon } from "../basics/dom.js";
import { drawer } from "./drawer.js";
import { modelOf } from "../network/model.js";
import { tool } from "../network/network_panel.js";
import { factsOf, isMet, isTouched } from "./scene_check.js";
import { sceneBanner, sceneList, sceneState } from "./scenes.js";
import { takeAway } from "./take_away.js";

/** @typedef {import("../basics/store.js").Store} Store */
/** @typedef {import("../basics/store.js").State} State */
/** @typedef {import("../basics/answers.js").Host} Host */
/** @typedef {import("./scenes.js").Scene} Scene */

const TABS = /** @type {[string, string][]} */ ([
  ["logic", "Logic"], ["network", "Network"], ["region", "Regions"], ["train", "Train"],
]);

/**
 * The frame: a function from the state to its nodes; its `main` is filled by the view.
 *
 * @param {Store} store
 * @param {Host} host
 * @param {ParentNode} root
 * @returns {(state: State) => import("../basics/dom.js").Child}
 */
export function createFrame(store, host, root) {
  const answers = answersOf(store, host);
  const take = takeAway(store, host);
  /** @type {Set<string>} */
  const done = new Set();

  /** @param {State} state @param {Scene[]} scenes */
  function check(state, scenes) {
    const scene = scenes.find(({ id }) => id === state.scene);
    if (!scene || done.has(scene.id)) return;
    const fact = factsOf(state, modelOf(state, answers), store.facts());
    if (isTouched(state, sceneState(scene, state), fact) && isMet(scene.check ?? {}, fact)) done.add(scene.id);
  }

  return (state) => {
    /** @type {Scene[]} */
    const scenes = answers.want("scenes", "scenes", {}).value ?? [];
    check(state, scenes);
    return [
      bar(store, state, scenes.length > 0),
      sceneBanner(store, state, scenes, done),
      h("main", { class: "room", key: "room" }),
      state.drawer === "scenes" && drawer(store, "scenes", "Scenes", sceneList(store, state, scenes, done)),
      state.drawer === "take" && drawer(store, "take", "Take away", take(state, modelOf(state, answers), root)),
    ];
  };
}

/** @param {Store} store @param {State} state @param {boolean} scenes */
function bar(store, state, scenes) {
  return h("header", { class: "bar", key: "bar" },
    mark(),
    h("nav", { class: "tabs", "aria-label": "Views" },
      TABS.map(([name, title]) => h("button", { key: name, type: "button", class: "tab", "aria-current": state.view === name ? "page" : null, onclick: () => store.set({ view: name }) }, title))),
    h("span", { class: "spring" }),
    h("div", { class: "bar-tools" },
      tool("undo", "Undo", store.undo, !store.canUndo()),
      tool("redo", "Redo", store.redo, !store.canRedo()),
      themeButton(store),
      scenes && drawerButton(store, state, "scenes", "Scenes", "book"),
      drawerButton(store, state, "take", "Take away", "down")));
}

function mark() {
  return h("span", { class: "mark" },
    h("svg", { viewBox: "0 0 28 28", "aria-hidden": "true" },
      h("path", { class: "mark-positive", d: "M6 7C14 7 12 14 20 14" }),
      h("path", { class: "mark-negative", d: "M6 21C14 21 12 14 20 14" }),
      h("circle", { cx: 6, cy: 7, r: 3.2 }), h("circle", { cx: 6, cy: 21, r: 3.2 }), h("circle", { class: "mark-lit", cx: 21, cy: 14, r: 5 })),
    h("h1", { class: "mark-name" }, "logicnet"));
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
  return h("button", { type: "button", class: "drawer-button", "data-drawer": name, "aria-expanded": open ? "true" : "false", "aria-label": title, onclick: () => store.set({ drawer: open ? null : name }) }, icon(picture), h("span", null, title));
}
