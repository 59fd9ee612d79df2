/**
 * One plain object is the whole state; every change goes through `set`, and a listener hears of
 * all the changes since the last frame at once.
 */

/**
 * @typedef {{kind: string, [name: string]: any}} Source
 * @typedef {{
 *   view: string,
 *   source: Source,
 *   style: string,
 *   options: {[name: string]: any},
 *   network?: any,
 *   inputs?: {[name: string]: number},
 *   step?: number | null,
 *   theme?: string,
 *   scene?: string | null,
 *   train?: any,
 *   region?: any,
 *   [name: string]: any,
 * }} State
 * @typedef {{undo?: boolean, merge?: string}} Change
 * @typedef {{
 *   get: () => State,
 *   set: (patch: Partial<State>, change?: Change) => void,
 *   replace: (state: State) => void,
 *   undo: () => void,
 *   redo: () => void,
 *   canUndo: () => boolean,
 *   canRedo: () => boolean,
 *   listen: (listener: (state: State) => void) => () => void,
 *   redraw: () => void,
 *   report: (found: {[fact: string]: any}) => void,
 *   facts: () => {[fact: string]: any},
 *   flush: () => void,
 * }} Store
 */

const REMEMBERED = 500; // steps of undo
const TOGETHER_MS = 900; // changes with one `merge` name within this time are one step

/** @type {State} */
export const FIRST_STATE = Object.freeze({
  view: "logic",
  source: { kind: "formula", text: "a & (b | ~c) | ~a & c & d" },
  style: "wide",
  options: {},
  inputs: Object.freeze({ a: 1, b: 1 }),
});

/**
 * A store that begins with the given state.
 *
 * `set(patch, {undo: true})` can be taken back; steps with the same `merge` name in quick
 * succession (a slider that is dragged) are taken back together. `report` takes what a view has
 * found out and a scene may ask for; it is no part of the state.
 *
 * @param {State} first
 * @returns {Store}
 */
export function createStore(first) {
  let state = first;
  /** @type {State[]} */
  let past = [];
  /** @type {State[]} */
  let future = [];
  let last = { merge: "", time: 0 };
  let frame = 0;
  /** @type {{[fact: string]: any}} */
  let facts = {};
  /** @type {Set<(state: State) => void>} */
  const listeners = new Set();

  const flush = () => {
    cancelAnimationFrame(frame);
    frame = 0;
    for (const listener of [...listeners]) listener(state);
  };
  const redraw = () => {
    if (!frame) frame = requestAnimationFrame(flush);
  };

  /** @param {Change} change */
  function remember(change) {
    const now = Date.now();
    const same = change.merge && change.merge === last.merge && now - last.time < TOGETHER_MS;
    if (!same) past = [...past.slice(1 - REMEMBERED), state];
    last = { merge: change.merge ?? "", time: now };
    future = [];
  }

  /** @param {State[]} from @param {State[]} to */
  function travel(from, to) {
    const found = from.pop();
    if (!found) return;
    to.push(state);
    state = { ...found, theme: state.theme };
    last = { merge: "", time: 0 };
    redraw();
  }

  return {
    get: () => state,
    set(patch, change = {}) {
      if (change.undo) remember(change);
      state = { ...state, ...patch };
      redraw();
    },
    replace(next) {
      remember({});
      state = next;
      facts = {}; // they were of what was there before
      redraw();
    },
    undo: () => travel(past, future),
    redo: () => travel(future, past),
    canUndo: () => past.length > 0,
    canRedo: () => future.length > 0,
    listen(listener) {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
    redraw,
    report(found) {
      if (Object.entries(found).every(([name, value]) => facts[name] === value)) return;
      facts = { ...facts, ...found };
      redraw();
    },
    facts: () => facts,
    flush,
  };
}
