// What is trained, on what and how: the part of the state that the view "train" has.

/**
 * @typedef {{data: "task" | "table" | "region" | "csv", task: string, noise: number,
 *   points: number, copies: number, seed: number, csv: string, features: string[],
 *   hidden: number[], activation: string, from: "random" | "compiled" | "both",
 *   optimiser: string, rate: number | null, batch: number | null, l1: number, l2: number,
 *   loss: string, gain: number | null, row: number | null, shown: "weights" | "forward" | "backward",
 *   speed: number, crisp: boolean, start?: any}} TrainSettings
 */

/** @type {TrainSettings} */
export const FIRST_TRAINING = Object.freeze({
  data: "task", task: "circle", noise: 0.1, points: 300, copies: 4, seed: 0, csv: "",
  features: ["x", "y"], hidden: [4, 3], activation: "tanh", from: "random",
  optimiser: "adam", rate: 0.03, batch: null, l1: 0, l2: 0, loss: "auto",
  gain: null, row: null, shown: "weights", speed: 1, crisp: false,
});

/**
 * The settings of a state, what it does not say as it is at first.
 * @param {{train?: any}} state
 * @returns {TrainSettings}
 */
export function trainSettings(state) {
  return { ...FIRST_TRAINING, ...(state.train ?? {}) };
}

/**
 * What a run depends on: when it changes, training begins anew.
 * @param {TrainSettings} s
 */
export function runKey(s) {
  const { data, task, noise, points, copies, seed, csv, features, hidden, activation, from, start } = s;
  return JSON.stringify([data, task, noise, points, copies, seed, csv, features, hidden, activation, from, start]);
}
