/** A network to touch: the picture with its verdict, stepping, zoom, and the unit looked at. */

import { classes, h, icon } from "../basics/dom.js";
import { inspector } from "./inspector.js";
import { isNarrow, isRoomy, layoutOf } from "./network_layout.js";
import { besideNode, networkPicture } from "./network_picture.js";
import { figure, isNumber, signalsOf } from "./network_signals.js";
import { NETWORK_STYLES, chooseStyle } from "../basics/styles.js";
import { createCamera } from "./camera.js";
import { matrices } from "./matrices.js";
import { own } from "../basics/own.js";

/** @typedef {import("../basics/store.js").Store} Store */
/** @typedef {import("../basics/store.js").State} State */
/** @typedef {import("./model.js").Model} Model */
/** @typedef {import("./network_signals.js").Network} Network */
/** @typedef {import("../basics/dom.js").VNode} VNode */

/**
 * `lit` is a unit that is pointed at elsewhere; `pointed` the one that is pointed at here.
 *
 * @typedef {{
 *   show: (state: State, model: Model, colours: Map<number, string>, lit?: number | null) => VNode,
 *   pointed: () => number | null,
 * }} NetworkPanel
 */

/**
 * A panel: a function from state and model to its nodes, which keeps what is looked at.
 *
 * @param {Store} store
 * @returns {NetworkPanel}
 */
export function networkPanel(store) {
  /** @type {number | null} */
  let hovered = null;
  let inputs = 0;
  const camera = createCamera(store.redraw);
  /** @type {Network | null} */
  let laidOut = null;
  let layout = /** @type {import("./network_layout.js").Layout | null} */ (null);

  let room = 0;
  const observer = new ResizeObserver(([entry]) => {
    const next = entry.contentRect.width;
    if (isNarrow(next) !== isNarrow(room)) laidOut = null;
    room = next;
    store.redraw();
  });
  /** @type {Element | null} */
  let observed = null;
  const observe = (/** @type {Element} */ element) => {
    if (element === observed) return;
    if (observed) observer.unobserve(observed);
    observer.observe(element);
    observed = element;
  };

  /** @param {Network} network */
  function placed(network) {
    if (network !== laidOut || !layout) {
      layout = layoutOf(network, room);
      laidOut = network;
    }
    return layout;
  }

  /** @param {string} name */
  function toggle(name) {
    const inputs = store.get().inputs ?? {};
    store.set({ inputs: { ...inputs, [name]: own(inputs, name) ? 0 : 1 } });
  }

  /** @type {NetworkPanel["show"]} */
  const show = (state, model, colours, lit = null) => {
    const { network } = model;
    if (!network) return h("section", { class: "card network-card", "aria-label": "Network" }, waiting(model));
    const folded = !isRoomy(network) && (state.fold ?? wiresIn(network) > FOLDED_WIRES);
    const found = folded ? NOWHERE : placed(network);
    const last = network.layers.length;
    const reached = Math.min(state.step ?? last, last);
    const count = network.inputs.length;
    const total = count + network.layers.flat().length;
    const chosen = state.unit !== undefined && state.unit !== null && state.unit + count < total ? state.unit + count : null;
    const other = lit === null ? null : lit + count;
    const focus = hovered !== null && hovered < total ? hovered : other;
    inputs = count;
    const signals = signalsOf(network, state.inputs);
    const picture = {
      network, layout: found, units: network.layers.flat(), beside: besideNode(found, focus), signals, words: model.words, reached, chosen, focus, colours, toggle,
      choose: (/** @type {number | null} */ node) => store.set({ unit: node === null ? null : node - count }),
      hover: (/** @type {number | null} */ node) => {
        hovered = node;
        store.redraw();
      },
    };
    return h("section", { class: classes("card network-card", { stale: model.wrong || !!model.refused }), "aria-label": "Network" },
      heading(store, model),
      model.refused && h("p", { class: "card-note", role: "alert" }, model.refused),
      h("div", { class: "network-stage" },
        h("div", { class: "canvas-frame", paint: observe },
          folded ? matrices({ ...picture, dark: state.dark }) : h("svg", {
            class: classes("network", { full: found.full, fitted: camera.isFitted() }),
            role: "group", "aria-label": "Network diagram",
            onclick: (/** @type {Event} */ event) => event.target === event.currentTarget && store.set({ unit: null }),
            style: camera.isFitted() ? { "max-width": `${found.width * LARGEST}px`, "max-height": `${found.height * LARGEST}px` } : {},
            viewBox: camera.viewBox(found.width, found.height), ...camera.handlers(),
          }, networkPicture(picture)),
          h("div", { class: "zoom-tools", role: "group", "aria-label": "Zoom" },
            !isRoomy(network) && h("button", { type: "button", class: "text-button", "aria-pressed": folded ? "true" : "false", onclick: () => store.set({ fold: !folded }) }, folded ? "Show units" : "Show matrices"),
            !folded && [tool("minus", "Zoom out", () => camera.zoom(1 / 1.3)),
            tool("plus", "Zoom in", () => camera.zoom(1.3)),
            tool("fit", "Fit the whole network", camera.fit)])),
        inspector(store, state, model, signals, chosen ?? focus, reached)),
      numberInputs(store, network, state),
      stepper(store, reached, last),
    );
  };
  return { show, pointed: () => (hovered === null || hovered < inputs ? null : hovered - inputs) };
}

const LARGEST = 1.4; // times its natural size: a small network is not blown up
const FOLDED_WIRES = 1500; // a network with more is shown as matrices unless it is unfolded
/** @type {import("./network_layout.js").Layout} */
const NOWHERE = { spots: [], wires: [], width: 1, height: 1, full: false, columns: [], outputs: [] };

/** @param {Network} network */
function wiresIn(network) {
  return network.layers.flat().reduce((sum, unit) => sum + unit.reads.length, 0);
}

/** @param {Model} model */
function waiting(model) {
  const message = model.compiled.error?.message;
  return h("div", { class: "empty" }, message ?? "The network appears here.");
}

/**
 * A small button with a picture.
 *
 * @param {Parameters<typeof icon>[0]} picture
 * @param {string} label
 * @param {() => void} act
 * @param {boolean} [disabled]
 */
export function tool(picture, label, act, disabled = false) {
  return h("button", { class: "tool", type: "button", "aria-label": label, title: label, disabled, onclick: act }, icon(picture));
}

/** @param {Store} store @param {Model} model */
function heading(store, model) {
  const layers = model.network ? [model.network.inputs.length, ...model.network.layers.map((layer) => layer.length)] : [];
  const units = layers.slice(1).reduce((sum, size) => sum + size, 0);
  const restore = () => {
    const { source } = store.get();
    store.set({ network: source.kind === "network" ? source.network : undefined }, { undo: true });
  };
  return h("header", { class: "card-head" },
    h("h2", null, "Network"),
    h("span", { class: "facts" }, `${layers.join("–")} · ${units} ${units === 1 ? "unit" : "units"} · depth ${layers.length - 1}`),
    h("span", { class: "spring" }),
    styleChoice(store),
    model.edited && h("button", { class: "text-button", type: "button", onclick: restore }, "Restore"),
    verdictBadge(model));
}

/** @param {Store} store */
function styleChoice(store) {
  const { style, source } = store.get();
  if (source.kind === "network") return null;
  const choose = (/** @type {Event} */ event) => chooseStyle(store, /** @type {HTMLSelectElement} */ (event.target).value);
  return h("select", { class: "style-choice", "aria-label": "Style of the network", ".value": style, onchange: choose },
    NETWORK_STYLES.map(([name, title]) => h("option", { value: name }, title)));
}

/** @param {Model} model */
export function verdictBadge(model) {
  const { pending } = model;
  const verdict = model.wrong || model.refused ? null : model.verdict;
  const kind = !verdict ? "none" : verdict.equal === true ? "equal" : verdict.equal === false ? "different" : "open";
  const sign = { none: "", equal: "✓", different: "≠", open: "?" }[kind];
  return h("span", { class: classes("verdict", kind, { pending }), role: "status", "aria-live": "polite", title: verdict?.text ?? "" },
    h("span", { class: "sign", "aria-hidden": "true" }, sign),
    h("span", { class: "says" }, verdict ? verdictText(verdict) : model.wrong ? "waiting" : model.refused ? "none" : pending ? "checking" : "not checked"));
}

/** @param {import("./model.js").Verdict} verdict */
function verdictText(verdict) {
  const found = verdict.counterexample;
  if (!found) return verdict.text;
  const at = Object.entries(found.inputs).map(([name, value]) => `${name}=${value}`).join(" ");
  const wrong = Object.keys(found.got).find((name) => found.got[name] !== found.expected[name]) ?? "";
  return `different at ${at}: ${wrong} is ${found.got[wrong]}, not ${found.expected[wrong]}`;
}

const NUMBERS_SHOWN = 6;
const NUMBER_REACH = 6; // of a slider around its centre, in scales

/**
 * Sliders for the inputs that are numbers.
 *
 * @param {Store} store
 * @param {Network} network
 * @param {State} state
 */
function numberInputs(store, network, state) {
  const nodes = network.inputs.map((_, k) => k).filter((node) => isNumber(network, node)).slice(0, NUMBERS_SHOWN);
  if (!nodes.length) return null;
  return h("div", { class: "number-inputs", role: "group", "aria-label": "Inputs" }, nodes.map((node) => {
    const name = network.inputs[node];
    const [centre, scale] = [network.centre?.[node] ?? 0, network.scale?.[node] ?? 1];
    const set = (/** @type {Event} */ event) => store.set({ inputs: { ...store.get().inputs, [name]: Number(/** @type {HTMLInputElement} */ (event.target).value) } });
    const value = own(state.inputs, name) ?? 0;
    return h("label", { key: name, class: "number-slider" }, h("span", null, `${name} = `, h("b", null, figure(Number(value.toPrecision(3))))),
      h("input", { type: "range", min: centre - NUMBER_REACH * scale, max: centre + NUMBER_REACH * scale, step: scale / 20, ".value": String(value), oninput: set }));
  }));
}

/** @param {Store} store @param {number} reached @param {number} last */
function stepper(store, reached, last) {
  const go = (/** @type {number} */ step) => store.set({ step: step >= last ? null : Math.max(0, step) });
  const text = reached >= last ? "All layers computed" : reached === 0 ? "Inputs only" : `Layer ${reached} of ${last}`;
  return h("footer", { class: "card-foot", role: "group", "aria-label": "Step through the layers" },
    tool("home", "Back to the inputs", () => go(0), reached === 0),
    tool("left", "One layer back", () => go(reached - 1), reached === 0),
    h("div", { class: "dots", "aria-hidden": "true" },
      Array.from({ length: last + 1 }, (_, k) => h("i", { class: classes({ done: k <= reached }) }))),
    tool("right", "Compute the next layer", () => go(reached + 1), reached >= last),
    h("span", { class: "hint", "aria-live": "polite" }, text));
}
