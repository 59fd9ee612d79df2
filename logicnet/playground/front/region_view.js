/** The view "region", not written yet. */

/** @typedef {import("./store.js").Store} Store */
/** @typedef {import("./answers.js").Host} Host */

/**
 * The view "region".
 *
 * @param {Store} _store
 * @param {Host} _host
 */
export function regionView(_store, _host) {
  const element = document.createElement("div");
  element.className = "view region-view";
  return { element, update() {} };
}
