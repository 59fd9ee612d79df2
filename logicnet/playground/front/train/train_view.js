// The view "train": nets that learn before one's eyes, forward and backward.

import { answersOf } from "../basics/answers.js";
import { paletteOf } from "../planes/colour_scale.js";
import { h, icon, patch } from "../basics/dom.js";
import { drawCurves } from "./loss_curve.js";
import { NetCard } from "./net_card.js";
import { readNetwork, writeNet } from "../engine/network.js";
import { regionOf, regionRequest } from "../planes/region_source.js";
import { dataControls, netControls, rangeField, segments } from "./train_controls.js";
import { trainData } from "./train_data.js";
import { netsOf, networkFor, tableOfMlp } from "./train_session.js";
import { trainPython } from "./train_python.js";
import { runKey, trainSettings } from "./train_settings.js";

/** @typedef {import("../basics/store.js").Store} Store */
/** @typedef {import("../basics/store.js").State} State */
/** @typedef {import("../basics/answers.js").Host} Host */
/** @typedef {import("./train_settings.js").TrainSettings} TrainSettings */
/** @typedef {import("./train_session.js").TrainedNet} TrainedNet */
/** @typedef {import("../engine/network.js").Network} Network */

const FRAME_BUDGET_MS = 11; // of training, so that there is time to draw
const SPEEDS = /** @type {[string, string][]} */ ([["0", "slow"], ["1", "1 a frame"], ["10", "10 a frame"], ["100", "fast"]]);
const SLOW_MS = 400;
const REPORT_MS = 300; // between reports while a run goes on

/**
 * The view "train".
 * @param {Store} store
 * @param {Host} host
 */
export function trainView(store, host) {
  const view = new TrainView(store, host);
  return { element: view.element, update: (/** @type {State} */ state) => view.update(state) };
}

class TrainView {
  /**
   * @param {Store} store
   * @param {Host} host
   */
  constructor(store, host) {
    this.store = store;
    this.host = host;
    this.element = part("div", "view train-view");
    this.aside = part("div", "train-aside");
    this.bar = part("section", "card run-bar");
    this.bar.setAttribute("aria-label", "Run");
    this.curve = document.createElement("canvas");
    this.curve.setAttribute("role", "img");
    this.tools = part("div", "run-tools");
    this.curveBox = part("div", "curve-box");
    this.curveBox.append(this.curve);
    const curveSide = part("div", "curve-side");
    curveSide.append(this.curveBox);
    this.bar.append(this.tools, curveSide);
    this.cards = part("div", "net-cards");
    const column = part("div", "train-column");
    column.append(this.bar, this.cards);
    this.element.append(this.aside, column);
    /** @type {TrainedNet[]} */ this.nets = [];
    /** @type {NetCard[]} */ this.shownCards = [];
    this.playing = false;
    this.epoch = 0;
    this.phase = 0;
    this.last = 0;
    this.key = "";
    this.trouble = "";
    this.frame = 0;
    this.reported = 0;
    /** @type {Network | null} */ this.network = null;
    /** @type {any} */ this.table = null;
    /** @type {any} */ this.taken = null;
    this.takenKey = "";
    this.curveWidth = 0;
    this.theme = "";
    /** @type {import("../planes/colour_scale.js").Palette | null} */ this.colours = null;
    new ResizeObserver(() => {
      this.curveWidth = this.curveBox.clientWidth;
      this.#draw();
    }).observe(this.curveBox);
  }

  /** @param {Partial<TrainSettings>} part @param {string} [merge] */
  change = (part, merge) => {
    this.store.set({ train: { ...this.store.get().train, ...part } }, { undo: true, merge });
  };

  /** @param {State} state */
  update(state) {
    const s = trainSettings(state);
    const stated = this.#stated(state, s);
    const key = runKey(s) + stated.key;
    if (key !== this.key) {
      this.key = key;
      this.#begin(s, stated);
    } else if (s.gain !== this.gain) {
      this.#begin(s, stated);
    }
    this.nets.forEach((net) => net.retune(s));
    this.settings = s;
    this.#controls(s);
    this.#draw();
    this.#report();
  }

  /** What others may want to know of the run. */
  #report() {
    this.reported = performance.now();
    const [net] = this.nets;
    const hard = this.shownCards[0]?.hard;
    this.store.report({
      take: this.#taken(),
      "train.epoch": this.epoch, "train.loss": net?.loss ?? null, "train.accuracy": net?.right() ?? null,
      "train.hardened": hard ? (hard.changed.length ? "different" : "equal") : null,
    });
  }

  /** The last net, and the code that trains it; the same object as long as these are the same. */
  #taken() {
    const net = this.nets[this.nets.length - 1];
    const s = this.settings;
    if (!net || !s || this.playing) return null;
    const key = JSON.stringify([this.key, this.epoch, s]);
    if (key !== this.takenKey) {
      this.takenKey = key;
      this.taken = { mlp: writeNet(net.trainer.net()), python: trainPython(s, this.epoch, { table: this.table, network: this.network }) };
    }
    return this.taken;
  }

  /**
   * What the other views state, as far as this one reads it.
   * @param {State} state
   * @param {TrainSettings} s
   */
  #stated(state, s) {
    const answers = answersOf(this.store, this.host);
    /** @type {{table: any, compiled: Network | null, region: Network | null, box: number[] | null, key: string}} */
    const found = { table: null, compiled: null, region: null, box: null, key: "" };
    const given = s.start?.mlp && state.train?.data === undefined ? tableOfMlp(s.start.mlp) : null;
    if (given) {
      Object.assign(s, { data: "table", noise: state.train.noise ?? 0, copies: state.train.copies ?? 1 });
      found.table = given;
      found.key = JSON.stringify(given);
      return found;
    }
    if (s.data === "table") {
      const { source, style, options } = state;
      const described = answers.want("describe", "describe", { source }).value;
      if (described?.rows) found.table = { inputs: described.inputs, outputs: described.outputs, values: described.rows };
      const json = state.network ?? answers.want("compile", "compile", { source, style, options }).value?.network;
      if (json && json.encoding !== "real") found.compiled = readNetwork(json);
      found.key = JSON.stringify([found.table, json]);
    }
    if (s.data === "region") {
      const request = regionRequest(regionOf(state));
      const value = request && answers.want("region", "region", request).value;
      const json = value?.network;
      if (json) [found.region, found.box] = [readNetwork(json), value.box ?? null];
      found.key = JSON.stringify(json ?? null);
    }
    return found;
  }

  /**
   * Begin anew: data, nets, first weights.
   * @param {TrainSettings} s
   * @param {{table: any, compiled: Network | null, region: Network | null, box: number[] | null}} stated
   */
  #begin(s, stated) {
    this.gain = s.gain;
    this.epoch = 0;
    this.trouble = "";
    this.nets = [];
    try {
      const network = networkFor(s, stated);
      [this.network, this.table] = [network, stated.table];
      const plane = s.data === "task" && s.from !== "random" && network;
      const data = trainData(plane ? { ...s, features: ["x", "y"] } : s, stated);
      if (data) this.nets = netsOf(s, data, network);
      else this.trouble = s.data === "csv" ? "" : "Nothing is stated there yet.";
      this.canCompile = !!network && !data?.regression;
      this.regression = !!data?.regression;
    } catch (error) {
      this.trouble = error instanceof Error ? error.message : String(error);
    }
    while (this.shownCards.length < this.nets.length) {
      this.shownCards.push(new NetCard({
        choose: (row) => this.change({ row }, "row"),
        open: (network) => this.store.set({ network, view: "network" }, { undo: true }),
        redraw: () => { this.#draw(); this.#report(); },
      }));
    }
    this.cards.replaceChildren(...this.shownCards.slice(0, this.nets.length).map((card) => card.element));
    this.nets.forEach((net, k) => this.shownCards[k].take(net));
  }

  /** @param {TrainSettings} s */
  #controls(s) {
    patch(this.aside, [
      dataControls(s, this.change, this.trouble),
      netControls(s, this.change, { free: s.from === "random" || !this.canCompile, regression: !!this.regression }),
    ]);
    this.#bar(s);
  }

  /** @param {TrainSettings} s */
  #bar(s) {
    const none = !this.nets.length;
    const soft = s.from !== "random" && this.canCompile;
    const compiled = this.nets[this.nets.length - 1];
    const gain = s.gain ?? compiled?.mlp.gains[0] ?? 1;
    patch(this.tools, [
      h("div", { class: "run-buttons" },
        h("button", { type: "button", class: "tool reset", "aria-label": "Begin anew", title: "Begin anew", disabled: none, onclick: () => this.#reset() }, icon("home")),
        h("button", { type: "button", class: "play", "aria-label": this.playing ? "Pause" : "Play", title: this.playing ? "Pause" : "Play", disabled: none, onclick: () => this.#toggle() }, icon(this.playing ? "pause" : "play")),
        h("button", { type: "button", class: "tool step", "aria-label": "One epoch", title: "One epoch", disabled: none, onclick: () => this.#step() }, icon("step"))),
      h("span", { class: "epoch" }, h("small", null, "epoch"), h("b", { class: "epoch-number" }, String(this.epoch))),
      named("begin with", segments("Begin with", this.canCompile ? s.from : "random",
        [["random", "Random"], ["compiled", "Compiled", !this.canCompile], ["both", "Both", !this.canCompile]],
        (from) => this.change({ from, row: null, gain: null }))),
      named("on the wires", segments("Written on the wires", s.shown, [["weights", "Weights"], ["forward", "Forward", s.row === null], ["backward", "Backward", s.row === null]],
        (shown) => this.change({ shown }))),
      named("epochs", segments("Speed", String(s.speed), SPEEDS, (speed) => this.change({ speed: Number(speed) }))),
      h("label", { class: "check" }, h("input", { type: "checkbox", ".checked": s.crisp, onchange: () => this.change({ crisp: !s.crisp }) }), "Decisions only"),
      soft ? rangeField("Gain", Math.log2(gain), { min: -1, max: 7, step: 0.05, text: gainText(gain, this.epoch ? null : compiled), name: "gain" },
        (power) => this.change({ gain: Math.round(2 ** power * 1000) / 1000 }, "gain")) : null,
    ]);
  }

  #reset() {
    this.playing = false;
    this.key = "";
    this.store.redraw();
  }

  #toggle() {
    this.playing = !this.playing;
    this.last = 0;
    if (this.playing) this.#schedule();
    if (this.settings) this.#bar(this.settings);
    this.#draw();
    this.#report();
  }

  #step() {
    this.playing = false;
    this.#epochs(1);
    if (this.settings) this.#bar(this.settings);
    this.#draw();
    this.#report();
  }

  #schedule() {
    cancelAnimationFrame(this.frame);
    this.frame = requestAnimationFrame((now) => this.#tick(now));
  }

  /** @param {number} now */
  #tick(now) {
    if (!this.playing || !this.element.isConnected) {
      this.playing = false;
      if (this.settings) this.#bar(this.settings);
      return;
    }
    const speed = this.settings?.speed ?? 1;
    if (this.settings?.shown !== "weights") this.phase += 0.6;
    if (speed) this.#epochs(speed);
    else if (now - this.last > SLOW_MS) {
      this.last = now;
      this.#epochs(1);
    }
    this.#draw();
    if (now - this.reported > REPORT_MS) this.#report();
    this.#schedule();
  }

  /** @param {number} count */
  #epochs(count) {
    const began = performance.now();
    for (let k = 0; k < count && (k === 0 || performance.now() - began < FRAME_BUDGET_MS); k++) {
      this.nets.forEach((net) => net.step());
      this.epoch += 1;
    }
    this.shownCards.forEach((card) => { card.hard = null; });
  }

  /** The colours of the theme, which are looked up again where another one is chosen. */
  #palette() {
    const theme = /** @type {HTMLElement | null} */ (this.element.closest("[data-theme]"))?.dataset.theme ?? "";
    if (theme !== this.theme || !this.colours) [this.theme, this.colours] = [theme, paletteOf(this.element)];
    return this.colours;
  }

  #draw() {
    const s = this.settings;
    if (!s || !this.element.isConnected) return;
    const palette = this.#palette();
    this.nets.forEach((net, k) => this.shownCards[k].draw(s, palette, this.phase));
    const number = this.tools.querySelector(".epoch-number");
    if (number && number.textContent !== String(this.epoch)) this.#bar(s);
    const tones = [[], [2, 3]];
    drawCurves(this.curve, this.curveWidth, this.nets.flatMap((net, k) => [
      { values: net.trainer.losses, colour: k || this.nets.length === 1 ? palette.positive : palette.negative, dash: tones[0] },
      { values: net.testLosses, colour: palette.soft, dash: tones[1] },
    ]), palette);
    const last = this.nets.map((net) => `${net.title}: ${net.loss.toPrecision(3)}`).join(", ");
    this.curve.setAttribute("aria-label", `Loss by epoch. ${last}`);
  }
}

/**
 * A gain, and the bound that is certified for it.
 * @param {number} gain
 * @param {TrainedNet | null | undefined} net that is not trained yet
 */
function gainText(gain, net) {
  const error = net?.certificate?.error;
  const bound = !net ? "" : error == null ? ", no bound" : `, error \u2264 ${Number(error.toPrecision(2))}`;
  return `${Math.round(gain * 100) / 100}${bound}`;
}

/**
 * Controls under a small name.
 * @param {string} name
 * @param {import("../basics/dom.js").VNode} controls
 */
function named(name, controls) {
  return h("div", { class: "named", key: name }, h("small", { "aria-hidden": "true" }, name), controls);
}

/**
 * @param {string} tag
 * @param {string} name
 */
function part(tag, name) {
  const made = document.createElement(tag);
  made.className = name;
  return made;
}
