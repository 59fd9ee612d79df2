/**
 * Answers of a host, remembered: the newest question of a slot wins, the last value stays to be
 * seen until the new one is there, and a question that was asked before is answered at once.
 */

/** @typedef {import("./store.js").Store} Store */
/** @typedef {{from: number, to: number} | null | undefined} Place */
/** @typedef {{message: string, place?: Place}} Failure */
/**
 * @typedef {{
 *   name: string,
 *   verbs: Set<string>,
 *   ask: (verb: string, request: any, how?: {
 *     progress?: (part: any) => void, signal?: AbortSignal}) => Promise<any>,
 * }} Host
 * @typedef {{
 *   value: any, error: Failure | null, pending: boolean, progress: any[], fresh: boolean,
 * }} Answer
 * @typedef {{
 *   want: (slot: string, verb: string, request: any, delay?: number) => Answer,
 *   last: (slot: string) => Answer,
 *   once: (verb: string, request: any) => Promise<any>,
 *   drop: () => void,
 * }} Answers
 */

const KEPT = 200;
/** @type {Answer} */
const NOTHING = { value: null, error: null, pending: false, progress: [], fresh: false };
/** @type {WeakMap<Store, Answers>} */
const perStore = new WeakMap();

/**
 * The answers that belong to a store; a redraw is asked for when one arrives.
 *
 * @param {Store} store
 * @param {Host} host
 * @returns {Answers}
 */
export function answersOf(store, host) {
  let found = perStore.get(store);
  if (!found) perStore.set(store, (found = createAnswers(store, host)));
  return found;
}

/** @param {Store} store @param {Host} host @returns {Answers} */
function createAnswers(store, host) {
  /** @type {Map<string, Answer>} */
  const known = new Map();
  /** @type {Map<string, {key: string, answer: Answer, stop: AbortController, timer: any}>} */
  const slots = new Map();

  /** @param {string} key @param {Answer} answer */
  function keep(key, answer) {
    known.set(key, answer);
    const oldest = known.keys().next();
    if (known.size > KEPT && !oldest.done) known.delete(oldest.value);
  }

  /** @param {string} slot @param {string} key @param {string} verb @param {any} request */
  async function send(slot, key, verb, request) {
    const mine = slots.get(slot);
    if (!mine) return;
    /** @type {any[]} */
    const parts = [];
    const progress = (/** @type {any} */ part) => {
      parts.push(part);
      mine.answer = { ...mine.answer, progress: [...parts] };
      store.redraw();
    };
    try {
      const value = await host.ask(verb, request, { progress, signal: mine.stop.signal });
      mine.answer = { value, error: null, pending: false, progress: [], fresh: true };
      keep(key, mine.answer);
    } catch (error) {
      if (mine.stop.signal.aborted) return;
      const failure = failureOf(error);
      mine.answer = { ...mine.answer, error: failure, pending: false, progress: [], fresh: false };
    }
    store.redraw();
  }

  return {
    want(slot, verb, request, delay = 0) {
      if (!host.verbs.has(verb)) return NOTHING;
      const key = `${verb} ${JSON.stringify(request)}`;
      const held = slots.get(slot);
      if (held?.key === key) return held.answer;
      if (held) {
        clearTimeout(held.timer);
        held.stop.abort();
      }
      const ready = known.get(key);
      const before = held?.answer ?? NOTHING;
      const answer = ready ?? { ...before, error: null, pending: true, progress: [], fresh: false };
      const entry = { key, answer, stop: new AbortController(), timer: undefined };
      slots.set(slot, entry);
      if (!ready) /** @type {any} */ (entry).timer = setTimeout(send, delay, slot, key, verb, request);
      return answer;
    },
    last: (slot) => slots.get(slot)?.answer ?? NOTHING,
    once: (verb, request) => host.ask(verb, request),
    drop() {
      for (const held of slots.values()) {
        clearTimeout(held.timer);
        held.stop.abort();
      }
      slots.clear();
    },
  };
}

/** @param {any} error @returns {Failure} */
function failureOf(error) {
  return { message: String(error?.message ?? error), place: error?.place ?? null };
}
