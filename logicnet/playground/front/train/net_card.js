// One net of a run on its card: the network of pictures, the output with its data, what is certain.

import { classes, h, patch } from "../basics/dom.js";
import { FieldStage } from "../planes/field_stage.js";
import { layerOfUnits, writeNet } from "../engine/network.js";
import { figure } from "../network/network_signals.js";
import { PointPicture } from "../planes/point_picture.js";
import { canHarden } from "./train_session.js";
import { decisionLevel } from "../learning/trainer.js";

/** @typedef {import("./train_session.js").TrainedNet} TrainedNet */
/** @typedef {import("./train_settings.js").TrainSettings} TrainSettings */
/** @typedef {import("../planes/colour_scale.js").Palette} Palette */
/** @typedef {ReturnType<TrainedNet["hard"]>} Hard */
/**
 * What the card needs of the view.
 * @typedef {{choose: (row: number | null) => void, open: (network: any) => void, redraw: () => void}} Acts
 */

const MOST_LISTED_ROWS = 12;

/** The card of one net. */
export class NetCard {
  /** @param {Acts} acts */
  constructor(acts) {
    this.acts = acts;
    this.element = document.createElement("section");
    this.element.className = "card net-card";
    this.head = document.createElement("header");
    this.head.className = "card-head";
    this.body = document.createElement("div");
    this.body.className = "net-body";
    this.foot = document.createElement("div");
    this.foot.className = "net-foot";
    /** @type {number | null} */ this.focus = null;
    this.stage = new FieldStage((node) => { this.focus = node; acts.redraw(); });
    this.picture = new PointPicture(acts.choose);
    this.side = document.createElement("div");
    this.side.className = "net-side";
    this.caption = document.createElement("p");
    this.caption.className = "hint";
    this.side.append(this.picture.canvas, this.caption);
    this.body.append(this.stage.element, this.side);
    this.element.append(this.head, this.body, this.foot);
    const seen = new ResizeObserver(() => {
      this.stage.width = this.stage.element.clientWidth;
      this.picture.width = this.side.clientWidth;
      acts.redraw();
    });
    for (const room of [this.stage.element, this.side]) seen.observe(room);
    /** @type {TrainedNet | null} */ this.net = null;
    /** @type {Hard | null} */ this.hard = null;
  }

  /**
   * Show a net from now on.
   * @param {TrainedNet} net
   */
  take(net) {
    this.net = net;
    this.hard = null;
    this.focus = null;
    const json = writeNet(net.mlp);
    this.stage.place(json, JSON.stringify(json.layers.map((/** @type {any[]} */ units) => units.map((unit) => unit.reads))) + json.inputs.length);
    this.element.setAttribute("aria-label", `Net: ${net.title}`);
    this.layerOf = layerOfUnits(net.mlp);
  }

  /**
   * Draw the net as it is now.
   * @param {TrainSettings} s
   * @param {Palette} palette
   * @param {number} phase of the wires' dashes, 0 where nothing runs
   */
  draw(s, palette, phase) {
    const net = /** @type {TrainedNet} */ (this.net);
    net.grid.forward();
    const { data, mlp, trainer } = net;
    const [n, row] = [mlp.inputs.length, s.row !== null && s.row < data.rows.length ? s.row : null];
    const rowLoss = row === null ? null : net.look(row);
    const output = n + mlp.outputUnits[0];
    const node = this.focus ?? output;
    const hard = this.hard?.shown ? this.hard : null;
    const values = hard?.values ?? net.grid.values;
    const ends = (/** @type {number} */ k) => (hard && k >= n ? /** @type {[number, number]} */ ([0, 1]) : net.range(k));
    this.stage.draw({
      values, width: data.picture.width, height: data.picture.height, smooth: data.picture.smooth,
      range: ends, weights: trainer.theta, focus: this.focus, phase, backward: s.shown === "backward",
      names: (k) => this.#name(k), ...this.#texts(s, row),
    }, palette);
    const crisp = s.crisp && node === output && !data.regression ? decisionLevel(mlp) : null;
    this.picture.draw(data, {
      values, node, range: ends(node), row, crisp: hard ? null : crisp, output: 0,
      changed: new Set(this.hard?.changed.map((one) => one.row)),
      label: `What ${this.#name(node)} computes, with ${data.rows.length} rows of data`,
    }, palette);
    this.#words(s, row, rowLoss, node);
  }

  /**
   * @param {number} node
   */
  #name(node) {
    const { mlp } = /** @type {TrainedNet} */ (this.net);
    const n = mlp.inputs.length;
    if (node < n) return mlp.inputs[node].replace("^2", "\u00b2");
    const output = mlp.outputUnits.indexOf(node - n);
    return output >= 0 ? mlp.outputs[output] : `h${node - n + 1}`;
  }

  /**
   * What is written on wires and nodes: weights; of a row its values forward, its deltas backward.
   * @param {TrainSettings} s
   * @param {number | null} row
   */
  #texts(s, row) {
    const { one, trainer, mlp } = /** @type {TrainedNet} */ (this.net);
    const n = mlp.inputs.length;
    const reader = readersOf(mlp.indptr);
    if (s.shown === "weights" || row === null) return { wireText: (/** @type {number} */ k) => brief(trainer.theta[k]) };
    if (s.shown === "forward") {
      const carried = (/** @type {number} */ k) => trainer.theta[k] * one.values[mlp.indices[k]];
      return { wireText: (/** @type {number} */ k) => brief(carried(k)), wireTone: carried,
        nodeText: (/** @type {number} */ k) => brief(one.values[k]) };
    }
    // with the sign of the lectures, so that a step adds rate * delta * value
    const sent = (/** @type {number} */ k) => -trainer.theta[k] * one.back[n + reader[k]];
    return { wireText: (/** @type {number} */ k) => brief(sent(k)), wireTone: sent,
      nodeText: (/** @type {number} */ k) => (k < n ? "" : `\u03b4 ${brief(-one.back[k])}`) };
  }

  /**
   * The head and the foot.
   * @param {TrainSettings} s
   * @param {number | null} row
   * @param {number | null} rowLoss
   * @param {number} node
   */
  #words(s, row, rowLoss, node) {
    const net = /** @type {TrainedNet} */ (this.net);
    const right = net.right();
    const { losses, diverged } = net.trainer;
    patch(this.head, [
      h("h2", null, net.title),
      h("span", { class: "facts" }, `${net.mlp.activations[0]} \u00b7 ${net.trainer.theta.length - net.mlp.gains.length} parameters`),
      h("span", { class: "spring" }),
      h("span", { class: "measure" }, "loss ", h("b", null, spelt(net.loss))),
      net.testLoss !== null && h("span", { class: "measure" }, "test ", h("b", null, spelt(net.testLoss))),
      right !== null && h("span", { class: classes("measure right", { all: right === 1 }) }, h("b", null, `${Math.floor(right * 1000) / 10} %`), " right"),
    ]);
    patch(this.caption, this.#caption(row, rowLoss, node));
    patch(this.foot, [
      diverged && h("p", { class: "trouble", role: "alert" }, "The loss grew beyond all bounds. Take a smaller rate, and begin anew."),
      net.proof && h("p", { class: classes("certificate", { gone: losses.length > 0 || net.certificate?.error == null }) },
        losses.length ? "Trained: the certificate of the start holds no longer." : `Certificate: ${net.proof}`),
      this.#hardRow(),
    ]);
  }

  /**
   * @param {number | null} row
   * @param {number | null} rowLoss
   * @param {number} node
   */
  #caption(row, rowLoss, node) {
    const { data, mlp, one } = /** @type {TrainedNet} */ (this.net);
    if (row === null) return `${this.#name(node)} over the inputs. Click a point to see its forward and backward pass.`;
    const inputs = data.inputs.map((name, i) => `${name.replace("^2", "\u00b2")} = ${brief(data.rows[row][i])}`).join(", ");
    const target = [data.y[row]].flat().map(brief).join(" ");
    const given = mlp.outputUnits.map((unit) => brief(one.values[mlp.inputs.length + unit])).join(" ");
    return `Row ${row + 1}: ${inputs}; wanted ${target}, given ${given}, loss ${spelt(rowLoss ?? 0)}`;
  }

  #hardRow() {
    const net = /** @type {TrainedNet} */ (this.net);
    if (!canHarden(net)) return h("p", { class: "hint" }, "Units of sigmoid or tanh can be hardened to threshold units.");
    const act = () => {
      this.hard = net.hard();
      this.acts.redraw();
    };
    const found = this.hard;
    return h("div", { class: "hard" },
      h("button", { type: "button", class: "text-button harden", onclick: act }, "Harden"),
      found && h("span", { class: classes("verdict", found.changed.length ? "different" : "equal") },
        h("span", { class: "sign", "aria-hidden": "true" }, found.changed.length ? "\u2260" : "\u2713"),
        h("span", { class: "says" }, found.changed.length
          ? `${found.changed.length} of ${net.data.rows.length} rows are decided otherwise`
          : `all ${net.data.rows.length} rows are decided as before`)),
      found && h("button", { type: "button", class: "text-button", "aria-pressed": found.shown ? "true" : "false", onclick: () => { found.shown = !found.shown; this.acts.redraw(); } },
        found.shown ? "Show the smooth net" : "Show the hard net"),
      found && found.network.encoding !== "real" && h("button", { type: "button", class: "text-button", onclick: () => this.acts.open(found.json) }, "Open the network"),
      found && found.changed.length > 0 && h("ul", { class: "changed-rows" }, this.#distinct(found).slice(0, MOST_LISTED_ROWS).map(({ row, text }) =>
        h("li", { key: text }, h("button", { type: "button", class: "chip", onclick: () => this.acts.choose(row) }, text)))));
  }

  /**
   * The rows that changed, those of equal inputs once.
   * @param {Hard} found
   */
  #distinct(found) {
    const { rows } = /** @type {TrainedNet} */ (this.net).data;
    const texts = new Map();
    for (const { row, before, after } of found.changed) {
      const text = `${rows[row].map(brief).join(" ")}: ${before.join(" ")} \u2192 ${after.join(" ")}`;
      if (!texts.has(text)) texts.set(text, row);
    }
    return Array.from(texts, ([text, row]) => ({ text, row: /** @type {number} */ (row) }));
  }
}

/** The unit that each wire leads to. @param {Int32Array} indptr */
function readersOf(indptr) {
  const reader = new Int32Array(indptr[indptr.length - 1]);
  for (let j = 0; j + 1 < indptr.length; j++) reader.fill(j, indptr[j], indptr[j + 1]);
  return reader;
}

/** A number in few digits. @param {number} value */
function brief(value) {
  const size = Math.abs(value);
  const digits = size >= 100 ? 0 : size >= 10 ? 1 : 2;
  if (size && size < 0.005) return value.toExponential(0).replace("-", "\u2212").replace("-", "\u2212");
  return figure(Number(value.toFixed(digits)));
}

/** A loss. @param {number} value */
function spelt(value) {
  return value < 0.0005 && value > 0 ? value.toExponential(1).replace("-", "\u2212") : value.toFixed(3);
}
