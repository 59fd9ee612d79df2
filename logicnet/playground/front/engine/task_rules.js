// Networks that state the rule of a task in the plane, so that training may begin with it.

import { networkOfUnits } from "./wide.js";

/** @typedef {import("./network.js").Network} Network */
/** @typedef {import("./wide.js").DraftUnit} DraftUnit */

const SIDES = 8;
const RADIUS = 3.1;

/**
 * @param {DraftUnit[]} units
 * @param {string} construction
 * @returns {Network}
 */
function ofPlane(units, construction) {
  return { ...networkOfUnits(["x", "y"], ["y"], units, [units.length - 1], construction, null), encoding: "real" };
}

/** @returns {Network} */
function gaussRule() {
  return ofPlane([{ reads: [0, 1], weights: [1, 1], threshold: 0, label: "x + y >= 0" }], "one line");
}

/** @returns {Network} */
function xorRule() {
  return ofPlane([
    { reads: [0], weights: [1], threshold: 0, label: "x >= 0" },
    { reads: [1], weights: [1], threshold: 0, label: "y >= 0" },
    { reads: [2, 3], weights: [1, 1], threshold: 2, label: "both" },
    { reads: [2, 3, 4], weights: [-1, -1, 2], threshold: 0, label: "both or neither" },
  ], "two lines");
}

/** @returns {Network} */
function circleRule() {
  /** @type {DraftUnit[]} */ const sides = Array.from({ length: SIDES }, (_, k) => {
    const angle = (2 * Math.PI * (k + 0.5)) / SIDES;
    const [a, b] = [Math.cos(angle), Math.sin(angle)].map((v) => Math.round(-v * 100) / 100);
    return { reads: [0, 1], weights: [a, b], threshold: -RADIUS, label: `side ${k + 1}` };
  });
  const all = sides.map((_, k) => 2 + k);
  return ofPlane([...sides, { reads: all, weights: all.map(() => 1), threshold: SIDES, label: "inside all sides" }], "eight sides");
}

/** The rule of each task that has one of few lines. */
export const TASK_RULES = /** @type {Record<string, () => Network>} */ ({ circle: circleRule, xor: xorRule, gauss: gaussRule });
