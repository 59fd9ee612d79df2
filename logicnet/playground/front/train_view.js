/** The view "train", not written yet. */

/** @typedef {import("./store.js").Store} Store */
/** @typedef {import("./answers.js").Host} Host */

/**
 * The view "train".
 *
 * @param {Store} _store
 * @param {Host} _host
 */
export function trainView(_store, _host) {
  const element = document.createElement("div");
  element.className = "view train-view";
  return { element, update() {} };
}
