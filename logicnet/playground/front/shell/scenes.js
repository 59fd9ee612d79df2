/** Ready scenes: a list to choose from, and above the view what the open one says and asks for. */

import { classes, h, icon } from "../basics/dom.js";
import { tool } from "../network/network_panel.js";
import { FIRST_STATE } from "../basics/store.js";

/** @typedef {import("../basics/store.js").Store} Store */
/** @typedef {import("../basics/store.js").State} State */
/**
 * @typedef {{id: string, title: string, sentences: string[], task: string,
 *   check: {[fact: string]: any}, state: Partial<State>, page?: string}} Scene
 */

/**
 * The state in which a scene begins.
 *
 * @param {Scene} scene
 * @param {State} now
 * @returns {State}
 */
export function sceneState(scene, now) {
  return { ...FIRST_STATE, ...scene.state, scene: scene.id, theme: now.theme };
}

/**
 * The list of scenes.
 *
 * @param {Store} store
 * @param {State} state
 * @param {Scene[]} scenes
 * @param {Set<string>} done
 */
export function sceneList(store, state, scenes, done) {
  return h("ol", { class: "scene-list" }, scenes.map((scene, k) =>
    h("li", { key: scene.id },
      h("button", {
        type: "button", class: classes("scene-item", { chosen: state.scene === scene.id, done: done.has(scene.id) }),
        "aria-current": state.scene === scene.id ? "true" : null,
        onclick: () => store.replace(sceneState(scene, state)),
      },
        h("span", { class: "scene-number", "aria-hidden": "true" }, done.has(scene.id) ? icon("check") : k + 1),
        h("span", { class: "scene-title" }, scene.title),
        done.has(scene.id) && h("span", { class: "hidden" }, " (done)")))));
}

/**
 * The open scene above the view.
 *
 * @param {Store} store
 * @param {State} state
 * @param {Scene[]} scenes
 * @param {Set<string>} done
 */
export function sceneBanner(store, state, scenes, done) {
  const at = scenes.findIndex((scene) => scene.id === state.scene);
  if (at < 0) return null;
  const scene = scenes[at];
  const met = done.has(scene.id);
  const go = (/** @type {number} */ step) => store.replace(sceneState(scenes[at + step], state));
  return h("section", { class: "scene", key: "scene", "aria-label": "Scene" },
    h("div", { class: "scene-text" },
      h("h2", null, h("span", { class: "scene-count" }, `${at + 1}/${scenes.length}`), scene.title),
      h("p", null, scene.sentences.join(" "))),
    h("div", { class: classes("scene-task", { met }) },
      h("span", { class: "scene-tick", "aria-hidden": "true" }, met ? icon("check") : null),
      h("span", { role: "status", "aria-live": "polite" }, h("b", null, met ? "Done: " : "Task: "), scene.task)),
    h("div", { class: "scene-tools" },
      tool("left", "Previous scene", () => go(-1), at === 0),
      tool("right", "Next scene", () => go(1), at === scenes.length - 1),
      tool("home", "Start this scene again", () => store.replace(sceneState(scene, state))),
      tool("close", "Close the scene", () => store.set({ scene: null }))));
}
