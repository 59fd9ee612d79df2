/** The playground in an element: the frame, the views, the link in the hash. */

import { answersOf } from "./basics/answers.js";
import { h, patch } from "./basics/dom.js";
import { readNetwork } from "./engine/network.js";
import { createFrame } from "./shell/frame.js";
import { packed, unpacked } from "./basics/link.js";
import { logicView } from "./logic/logic_view.js";
import { networkView } from "./logic/network_view.js";
import { regionView } from "./regions/region_view.js";
import { FIRST_STATE, createStore } from "./basics/store.js";
import { trainView } from "./train/train_view.js";

/** @typedef {import("./basics/store.js").State} State */
/** @typedef {import("./basics/answers.js").Host} Host */

const VIEWS = { logic: logicView, network: networkView, region: regionView, train: trainView };
const LINK_MS = 400;

/**
 * Start the playground in an element.
 *
 * @param {HTMLElement} element
 * @param {Host} host
 * @param {Partial<State> | null} [state]
 */
export function start(element, host, state = null) {
  const root = element.shadowRoot ?? element.attachShadow({ mode: "open" });
  const sheet = new CSSStyleSheet();
  sheet.replaceSync(STYLE);
  root.adoptedStyleSheets = [sheet];
  const page = document.createElement("div");
  page.className = "logicnet";
  root.replaceChildren(page);

  const store = createStore(firstState(state ?? {}));
  /** @type {Map<string, {element: HTMLElement, update: (state: State) => void}>} */
  const made = new Map();
  const dark = matchMedia("(prefers-color-scheme: dark)");

  const frame = createFrame(store, host, page);
  /** @type {string | null} */
  let drawer = null;

  /** @param {string | null} name */
  function followDrawer(name) {
    if (name === drawer) return;
    const target = name ? ".drawer" : `[data-drawer="${drawer}"]`;
    drawer = name;
    /** @type {HTMLElement | null} */ (page.querySelector(target))?.focus();
  }

  /** @param {State} now */
  function draw(now) {
    const theme = now.theme ?? (dark.matches ? "dark" : "light");
    page.dataset.theme = theme;
    const name = Object.hasOwn(VIEWS, now.view) ? now.view : "logic";
    let view = made.get(name);
    if (!view) made.set(name, (view = VIEWS[/** @type {keyof typeof VIEWS} */ (name)](store, host)));
    patch(page, frame(now));
    followDrawer(now.drawer ?? null);
    const room = /** @type {HTMLElement} */ (page.querySelector("main"));
    if (room.firstChild !== view.element) {
      room.replaceChildren(view.element);
      store.report({ take: null }); // what another view gave to take away
    }
    view.update({ ...now, dark: theme === "dark" });
    page.dataset.ready = "true";
  }

  /** @type {any} */
  let read = null;

  /** @param {State} now */
  function drawSafely(now) {
    try {
      if (now.network && now.network !== read) readNetwork(now.network); // or say what is wrong
      read = now.network;
      draw(now);
    } catch (error) {
      patch(page, failed(store, /** @type {Error} */ (error).message));
      page.dataset.ready = "true";
    }
  }

  const off = store.listen(drawSafely);
  const whole = host.name !== "widget" && window === window.top; // the page is ours, and its hash
  page.classList.toggle("embedded", host.name === "widget");
  if (host.name !== "widget") {
    document.body.style.margin = "0";
    page.classList.add("whole");
  }
  const links = whole ? keepLink(store) : () => {};
  const keys = (/** @type {KeyboardEvent} */ event) => undoKeys(store, event);
  page.addEventListener("keydown", keys);
  dark.addEventListener("change", store.redraw);
  store.flush();
  return {
    state: store.get,
    set: (/** @type {Partial<State>} */ next) => store.replace(firstState(next)),
    listen: store.listen,
    stop() {
      off();
      links();
      dark.removeEventListener("change", store.redraw);
      answersOf(store, host).drop();
      root.replaceChildren();
    },
  };
}

/**
 * What is shown of a state that cannot be, as a link may hold one.
 *
 * @param {import("./basics/store.js").Store} store
 * @param {string} message
 */
function failed(store, message) {
  return h("main", { class: "room", key: "failed" }, h("section", { class: "card failed", role: "alert" },
    h("h2", null, "This cannot be shown"), h("p", null, message),
    h("button", { type: "button", class: "wide-button", onclick: () => store.replace(FIRST_STATE) }, "Start anew")));
}

/**
 * The state that a page begins with; a network without a source is held against itself.
 *
 * @param {Partial<State>} given
 * @returns {State}
 */
function firstState(given) {
  const own = given.network && !given.source;
  return { ...FIRST_STATE, ...given, ...(own ? { source: { kind: "network", network: given.network } } : {}) };
}

/**
 * Keep the state in the hash, and take what a new hash holds.
 *
 * @param {import("./basics/store.js").Store} store
 */
function keepLink(store) {
  let written = "";
  /** @type {ReturnType<typeof setTimeout> | undefined} */
  let timer;
  const write = async () => {
    written = `#s=${await packed(store.get())}`;
    if (location.hash !== written) history.replaceState(null, "", written);
  };
  const read = async () => {
    if (location.hash === written) return;
    const found = await unpacked(location.hash);
    if (found) store.replace({ ...found, theme: store.get().theme });
  };
  /** @type {State | null} */
  let seen = null;
  const off = store.listen((now) => {
    if (now === seen) return; // drawn again, as in training, and nothing to write
    seen = now;
    clearTimeout(timer);
    timer = setTimeout(write, LINK_MS);
  });
  window.addEventListener("hashchange", read);
  void read();
  return () => {
    off();
    clearTimeout(timer);
    window.removeEventListener("hashchange", read);
  };
}

/** @param {import("./basics/store.js").Store} store @param {KeyboardEvent} event */
function undoKeys(store, event) {
  const typing = event.composedPath()[0] instanceof HTMLInputElement && /** @type {HTMLInputElement} */ (event.composedPath()[0]).type === "text";
  if (!(event.ctrlKey || event.metaKey) || typing) return;
  const key = event.key.toLowerCase();
  if (key !== "z" && key !== "y") return;
  event.preventDefault();
  if (key === "y" || event.shiftKey) store.redo();
  else store.undo();
}
