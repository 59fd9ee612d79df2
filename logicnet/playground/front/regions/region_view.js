// The view "region": shapes in the plane, and the network that decides whether a point is inside.

import { answersOf } from "../basics/answers.js";
import { paletteOf, shade } from "../planes/colour_scale.js";
import { classes, h, patch } from "../basics/dom.js";
import { FieldStage } from "../planes/field_stage.js";
import { figure } from "../network/network_signals.js";
import { modeSegments, regionOptions, shapeList, statement } from "./region_controls.js";
import { RegionField } from "./region_field.js";
import { PlaneActs, planePicture } from "./region_plane.js";
import { regionOf, regionRequest } from "../planes/region_source.js";
import { squareAround } from "../train/train_data.js";

/** @typedef {import("../basics/store.js").Store} Store */
/** @typedef {import("../basics/store.js").State} State */
/** @typedef {import("../basics/answers.js").Host} Host */
/** @typedef {import("../planes/region_source.js").RegionState} RegionState */

const VIEW_BOX = "0 0 480 480";
const NO_VERDICT = { text: "waiting" }; // for something that states a region
const VERDICT_SIGNS = { equal: "\u2713", different: "\u2260", open: "?", none: "" };

/**
 * The view "region".
 * @param {Store} store
 * @param {Host} host
 */
export function regionView(store, host) {
  const view = new RegionView(store, host);
  return { element: view.element, update: (/** @type {State} */ state) => view.update(state) };
}

class RegionView {
  /**
   * @param {Store} store
   * @param {Host} host
   */
  constructor(store, host) {
    this.store = store;
    this.host = host;
    this.element = made("div", "view region-view");
    const plane = made("section", "card plane-card");
    plane.setAttribute("aria-label", "Plane");
    this.head = made("header", "card-head");
    this.stating = made("div", "card-body");
    this.frame = made("div", "plane-frame");
    this.field = document.createElement("canvas");
    this.overlay = made("div", "plane-overlay");
    this.frame.append(this.field, this.overlay);
    this.under = made("div", "card-body");
    plane.append(this.head, this.stating, this.frame, this.under);
    const net = made("section", "card region-net net-card");
    net.setAttribute("aria-label", "Network");
    this.netHead = made("header", "card-head");
    this.netFoot = made("div", "net-foot");
    /** @type {number | null} */ this.focus = null;
    this.stage = new FieldStage((node) => { this.focus = node; store.redraw(); });
    net.append(this.netHead, this.stage.element, this.netFoot);
    this.proof = made("section", "card one-hidden-card");
    this.proof.setAttribute("aria-label", "One hidden layer");
    const right = made("div", "train-column");
    right.append(net, this.proof);
    this.element.append(plane, right);
    this.acts = new PlaneActs(() => regionOf(store.get()), this.change, store.redraw);
    /** @type {any} */ this.asked = null;
    /** @type {any} */ this.found = null;
    /** @type {any} */ this.taken = null;
    /** @type {RegionField | null} */ this.values = null;
    new ResizeObserver(() => {
      this.stage.width = this.stage.element.clientWidth;
      store.redraw();
    }).observe(this.stage.element);
  }

  /** @param {Partial<RegionState>} part @param {string} [merge] */
  change = (part, merge) => {
    const quiet = Object.keys(part).every((name) => name === "chosen");
    this.store.set({ region: { ...this.store.get().region, ...part } }, quiet ? {} : { undo: true, merge });
  };

  /** @param {State} state */
  update(state) {
    const region = regionOf(state);
    const answer = this.#answer(region);
    const known = answer.value ?? answer.progress?.at(-1)?.region ?? null;
    if (known) this.found = known;
    const trouble = answer.error?.message ?? (this.host.verbs.has("region") ? "" : "This page has no Python, which compiles regions. Run logicnet playground.");
    const found = this.found;
    const box = region.mode === "shapes" ? this.acts.boxFor(region) : (this.acts.box = found ? squareAround(found.box) : [-6, 6, -6, 6]);
    if (found && (this.values?.json !== found.network || this.values?.box.join() !== box.join())) this.values = new RegionField(found.network, box);
    patch(this.head, [h("h2", null, "Region"), h("span", { class: "spring" }), modeSegments(region, this.change)]);
    patch(this.stating, statement(region, this.change, this.acts, trouble));
    patch(this.under, [shapeList(region, this.change), h("div", { class: "region-options" }, regionOptions(region, this.change)), this.#probe()]);
    this.#plane(region, found, box);
    this.#network(found, answer);
    this.#oneHidden(region, answer);
    const settled = !answer.pending && !answer.error && !!answer.value; // a region before this one says nothing of it
    if (found && this.taken?.network !== found.network) this.taken = { network: found.network, python: found.python };
    this.store.report({
      take: found && !answer.error ? this.taken : null,
      "region.one_hidden": settled ? answer.value.one_hidden.possible : null,
      "region.contains": settled ? (this.values?.contains ?? null) : null,
    });
  }

  /**
   * The answer to the newest question, or to the one before while that is on its way: a drag asks
   * as fast as answers come.
   * @param {RegionState} region
   */
  #answer(region) {
    const request = regionRequest(region);
    const answers = answersOf(this.store, this.host);
    if (!request) {
      this.found = null;
      this.asked = null;
      return { value: null, error: null, pending: false, progress: [] };
    }
    const text = JSON.stringify(request);
    const before = this.asked && answers.want("region", "region", this.asked);
    if (before?.pending && this.acts.dragging) return before;
    if (JSON.stringify(this.asked) !== text) this.asked = request;
    return answers.want("region", "region", this.asked, region.mode === "text" ? 150 : 0);
  }

  /**
   * @param {RegionState} region
   * @param {any} found
   * @param {[number, number, number, number]} box
   */
  #plane(region, found, box) {
    const { values } = this;
    const unit = values && this.focus !== null && this.focus >= values.net.inputs.length ? this.focus : (values?.output ?? null);
    const context = /** @type {CanvasRenderingContext2D} */ (this.field.getContext("2d"));
    if (values && unit !== null) {
      const side = values.fineSide;
      if (this.field.width !== side) [this.field.width, this.field.height] = [side, side];
      const image = context.createImageData(side, side);
      const palette = paletteOf(this.element);
      shade(image, values.at(unit), 0, -1, 1, { ...palette, shades: palette.shades.map((v, k) => (k < 128 ? palette.shades[128] : v)) });
      context.putImageData(image, 0, 0);
    } else context.clearRect(0, 0, this.field.width, this.field.height);
    const certificate = found?.one_hidden?.possible === true ? null : (found?.one_hidden?.certificate ?? null);
    const focus = this.focus === null || !values ? null : this.focus - values.net.inputs.length;
    patch(this.overlay, h("svg", { class: classes("plane", this.acts.tool), viewBox: VIEW_BOX, role: "group", tabindex: 0, "aria-label": "Plane with shapes", ...this.acts.handlers() },
      planePicture({ region, box, lines: found?.half_planes ?? [], focus, outline: found?.outline ?? [], certificate, draft: this.acts.draft, tool: this.acts.tool, pointer: this.acts.pointer }, this.acts)));
  }

  /** What the units say of the point under the pointer. */
  #probe() {
    const { values } = this;
    const point = this.acts.pointer;
    if (!values || !point) return h("p", { class: "hint probe" }, "Move over the plane to see which units fire.");
    const at = values.probe(point);
    const n = values.net.inputs.length;
    const firing = at.slice(n).flatMap((v, j) => (v ? [`h${j + 1}`] : []));
    return h("p", { class: "hint probe" }, `(${point.map(figure).join(", ")}) is ${at[values.output] ? "inside" : "outside"}; ${firing.length ? `${firing.join(" ")} fire` : "no unit fires"}`);
  }

  /**
   * @param {any} found
   * @param {{pending: boolean, error: any}} answer
   */
  #network(found, { pending, error }) {
    const { values } = this;
    if (!found || !values) {
      patch(this.netHead, h("h2", null, "Network"));
      patch(this.netFoot, h("p", { class: "hint" }, "The network appears here."));
      return;
    }
    const verdict = error ? NO_VERDICT : found.verdict; // the network is of the region before
    const kind = error ? "none" : verdict?.equal === true ? "equal" : verdict?.equal === false ? "different" : "open";
    patch(this.netHead, [
      h("h2", null, "Network"),
      h("span", { class: "facts" }, `2\u2013${found.layers.join("\u2013")} \u00b7 ${found.units} ${found.units === 1 ? "unit" : "units"} \u00b7 depth ${found.depth}`),
      h("span", { class: "spring" }),
      verdict && h("span", { class: classes("verdict", kind, { pending }), role: "status", title: verdict.text },
        h("span", { class: "sign", "aria-hidden": "true" }, VERDICT_SIGNS[kind]), h("span", { class: "says" }, verdict.text)),
    ]);
    const n = values.net.inputs.length;
    const point = this.acts.pointer && values.probe(this.acts.pointer);
    this.stage.place(found.network, JSON.stringify(found.network.layers.map((/** @type {any[]} */ units) => units.map((unit) => unit.reads))));
    this.stage.draw({
      values: values.values, width: values.width, height: values.width, smooth: true, weights: values.net.weights.map(Number), focus: this.focus, phase: 0,
      range: (node) => (node < n ? [values.box[2 * node], values.box[2 * node + 1]] : [-1, 1]),
      names: (node) => (node < n ? values.net.inputs[node] : `h${node - n + 1}`),
      nodeText: point ? (node) => figure(Math.round(point[node] * 100) / 100) : undefined,
      wireText: (wire) => figure(Number(values.net.weights[wire])),
    }, paletteOf(this.element));
    const unit = this.focus !== null && this.focus >= n ? this.focus - n : null;
    patch(this.netFoot, [
      h("p", { class: "hint unit-hint" }, unit === null ? "Point at a unit to see what it computes; its line is drawn in the plane." : `h${unit + 1} fires where ${found.words[unit] ?? ""}`),
      h("div", { class: "hard" },
        h("button", { type: "button", class: "text-button", onclick: () => this.store.set({ view: "train", train: { ...this.store.get().train, data: "region", from: "compiled", row: null } }, { undo: true }) }, "Make it smooth and train it")),
    ]);
  }

  /**
   * @param {RegionState} region
   * @param {{value: any, pending: boolean, error: any}} answer
   */
  #oneHidden(region, answer) {
    const said = answer.error ? null : (answer.value?.one_hidden ?? this.found?.one_hidden ?? null);
    const kind = said?.possible === true ? "equal" : said?.possible === false ? "different" : "open";
    patch(this.proof, [
      h("header", { class: "card-head" }, h("h2", null, "Is one hidden layer enough?"), h("span", { class: "spring" }),
        said && h("span", { class: classes("verdict", kind) }, h("span", { class: "sign", "aria-hidden": "true" }, VERDICT_SIGNS[kind]),
          h("span", { class: "says" }, { equal: "yes", different: "no, proven", open: "not known" }[kind]))),
      h("div", { class: "card-body" },
        h("p", null, said ? said.text : "The answer appears here."),
        said?.certificate && h("p", { class: "hint" }, "The points of the proof stand in the plane: full ones are inside, open ones outside."),
        said?.possible === true && region.style !== "one-hidden" && h("div", { class: "hard" },
          h("button", { type: "button", class: "text-button", onclick: () => this.change({ style: "one-hidden" }) }, "Show this network"))),
    ]);
  }
}

/**
 * @param {string} tag
 * @param {string} name
 */
function made(tag, name) {
  const element = document.createElement(tag);
  element.className = name;
  return element;
}
