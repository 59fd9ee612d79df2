/** The playground in a cell of a notebook: anywidget's model is the way to Python and back. */

import { HostError } from "./server_host.js";
import { start } from "../main.js";

/**
 * @typedef {{get: (name: string) => any, set: (name: string, value: any) => void,
 *   save_changes: () => void, send: (content: any) => void,
 *   on: (name: string, heard: (content: any) => void) => void,
 *   off: (name: string, heard: (content: any) => void) => void}} WidgetModel
 */

const SETTLED_MS = 80; // after the last change, before Python hears of it

/**
 * The host of a notebook: it asks the kernel, answers come as messages with the number of what was
 * asked.
 * @param {WidgetModel} model
 */
export function widgetHost(model) {
  let last = 0;
  /** @type {Map<number, {done: (answer: any) => void, fail: (error: Error) => void, progress?: (part: any) => void}>} */
  const waiting = new Map();
  const heard = (/** @type {any} */ said) => {
    const who = waiting.get(said.id);
    if (!who) return;
    if ("progress" in said) {
      who.progress?.(said.progress);
      return;
    }
    waiting.delete(said.id);
    if (said.error) who.fail(new HostError(said.error.message, said.error.place));
    else who.done(said.answer);
  };
  model.on("msg:custom", heard);
  return {
    name: "widget",
    verbs: new Set(model.get("verbs")),
    /**
     * @param {string} verb
     * @param {any} request
     * @param {{progress?: (part: any) => void, signal?: AbortSignal}} [how]
     * @returns {Promise<any>}
     */
    ask(verb, request, { progress, signal } = {}) {
      last += 1;
      const id = last;
      return new Promise((done, fail) => {
        waiting.set(id, { done, fail, progress });
        signal?.addEventListener("abort", () => {
          waiting.delete(id);
          fail(new DOMException("not wanted any more", "AbortError"));
        });
        model.send({ id, verb, request });
      });
    },
    leave: () => model.off("msg:custom", heard),
  };
}

/**
 * Show the playground in the element of a cell; what comes back ends it.
 * @param {WidgetModel} model
 * @param {HTMLElement} element
 */
export function renderWidget(model, element) {
  const host = widgetHost(model);
  const shown = start(element, host, model.get("state"));
  let known = JSON.stringify(model.get("state"));
  /** @type {ReturnType<typeof setTimeout> | undefined} */
  let timer;
  const tell = () => {
    const state = shown.state();
    const text = JSON.stringify(state);
    if (text === known) return;
    known = text;
    model.set("state", state);
    model.save_changes();
  };
  const take = () => {
    const text = JSON.stringify(model.get("state"));
    if (text === known) return;
    known = text;
    shown.set({ ...shown.state(), ...model.get("state") });
  };
  const off = shown.listen(() => {
    clearTimeout(timer);
    timer = setTimeout(tell, SETTLED_MS);
  });
  model.on("change:state", take);
  tell();
  return () => {
    clearTimeout(timer);
    off();
    model.off("change:state", take);
    host.leave();
    shown.stop();
  };
}
