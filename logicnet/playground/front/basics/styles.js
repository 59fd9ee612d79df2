/** The styles of networks, and the limits that each can keep to. */

/** @typedef {import("./store.js").Store} Store */

/** Name, title, what it means. */
export const NETWORK_STYLES = /** @type {[string, string, string][]} */ ([
  ["wide", "Wide", "a unit for each group"],
  ["minterms", "Minterms", "a unit for each 1"],
  ["deep", "Deep", "a unit for each small step"],
  ["formula", "Formula", "a unit for each operator"],
  ["layered", "Layered", "no wire skips a layer"],
  ["compact", "Compact", "the fewest units known"],
]);

/** Option, title, values to choose from, the styles that keep to it. */
export const LIMITS = /** @type {[string, string, number[], string[]][]} */ ([
  ["max_fan_in", "Wires into a unit", [2, 3, 4, 6, 8], ["deep", "layered", "compact"]],
  ["max_weight", "Largest weight", [1, 2, 3, 4, 8], ["layered", "compact"]],
  ["max_depth", "Most layers", [1, 2, 3, 4, 6], ["layered", "compact"]],
]);

/**
 * Take a style, and of the limits those that it can keep to.
 *
 * @param {Store} store
 * @param {string} style
 */
export function chooseStyle(store, style) {
  const { options } = store.get();
  const kept = Object.entries(options ?? {}).filter(([name]) => LIMITS.every(([limit, , , styles]) => limit !== name || styles.includes(style)));
  store.set({ style, options: Object.fromEntries(kept), network: undefined, unit: null }, { undo: true });
}

/**
 * Set a limit, or none; a style that cannot keep to it gives way to the one of fewest units.
 *
 * @param {Store} store
 * @param {string} name
 * @param {number | null} value
 */
export function chooseLimit(store, name, value) {
  const { style, options } = store.get();
  const { [name]: _, ...others } = options ?? {};
  const takes = LIMITS.find(([limit]) => limit === name)?.[3] ?? [];
  const next = value === null || takes.includes(style) ? style : "compact";
  store.set({ style: next, options: value === null ? others : { ...others, [name]: value }, network: undefined, unit: null }, { undo: true });
}
