// A network in which every node is a picture of what it computes, drawn on one canvas.

import { shade } from "./colour_scale.js";
import { layoutInSize } from "../network/network_layout.js";

/** @typedef {import("./colour_scale.js").Palette} Palette */
/** @typedef {import("../network/network_layout.js").Layout} Layout */
/**
 * What is drawn: `values` are nodes by points of a picture of `width` points a line, `range` gives
 * the values of a node's first and last colour; `wireText` and `nodeText` are written on them.
 * @typedef {{values: Float64Array, width: number, height: number, smooth: boolean,
 *   range: (node: number) => [number, number], weights: ArrayLike<number>, strength?: number,
 *   wireText?: (wire: number) => string, nodeText?: (node: number) => string,
 *   wireTone?: (wire: number) => number, names: (node: number) => string, focus: number | null,
 *   phase: number, backward?: boolean}} Fields
 */

const TILE = 44;
const LARGE_TILES = { inputW: TILE, inputH: TILE, unitW: TILE, unitH: TILE, port: 0, gap: 24, between: 0 };
const SMALL_TILES = { inputW: 26, inputH: 26, unitW: 26, unitH: 26, port: 0, gap: 8, between: 0 };
const MARGINS = 26;
const BEST_SCALE = 1.25;
const LEAST_SCALE = 0.6;
const TALLEST = 640; // pixels, as far as the least scale allows
const [LEAST_BETWEEN, MOST_BETWEEN] = [44, 190];
const MOST_ROOMY = 9; // nodes of a column
const MOST_WRITTEN = 18; // wires that carry their numbers without being looked at

/** A canvas with the network of one net, and its nodes as buttons above it. */
export class FieldStage {
  /** @param {(node: number | null) => void} hover */
  constructor(hover) {
    this.element = document.createElement("div");
    this.element.className = "field-stage";
    this.canvas = document.createElement("canvas");
    this.canvas.setAttribute("aria-hidden", "true");
    this.nodes = document.createElement("div");
    this.nodes.className = "field-nodes";
    this.element.append(this.canvas, this.nodes);
    this.tile = document.createElement("canvas");
    this.hover = hover;
    /** @type {Layout | null} */ this.layout = null;
    /** @type {Path2D[]} */ this.paths = [];
    /** @type {DOMPoint[][]} */ this.labels = [];
    /** @type {Map<string, number>} */ this.wireOf = new Map();
    this.scale = 1;
    this.key = "";
    /** @type {any} */ this.json = null;
    this.room = 0;
    this.ratio = 0;
    this.width = 0; // of the element, as it was last observed
  }

  /**
   * Take a network, given in its JSON format.
   * @param {any} json
   * @param {string} key what changes when the wiring does
   */
  place(json, key) {
    if (this.key === key) return;
    this.key = key;
    this.json = json;
    this.layout = null;
  }

  /**
   * Lay the network out so that its columns fill the room.
   * @param {number} room in pixels
   */
  #lay(room) {
    const { json } = this;
    const counts = [json.inputs.length, ...json.layers.map((/** @type {any[]} */ layer) => layer.length)];
    const size = Math.max(...counts) > MOST_ROOMY ? SMALL_TILES : LARGE_TILES;
    const height = Math.max(...counts) * (size.unitH + size.gap) + 2 * MARGINS;
    const scale = Math.min(BEST_SCALE, Math.max(LEAST_SCALE, TALLEST / height));
    const spare = (room / scale - 2 * MARGINS - counts.length * size.unitW) / Math.max(1, counts.length - 1);
    const between = Math.round(Math.min(MOST_BETWEEN, Math.max(LEAST_BETWEEN, spare)));
    const layout = layoutInSize(json, { ...size, between }, true);
    this.layout = { ...layout, width: layout.width + MARGINS, height: layout.height + 12 };
    this.paths = layout.wires.map((wire) => new Path2D(wire.path));
    this.labels = layout.wires.map((wire) => labelPlaces(wire.path));
    let count = 0;
    this.wireOf.clear();
    json.layers.flat().forEach((/** @type {any} */ unit, /** @type {number} */ j) => {
      for (const node of unit.reads) this.wireOf.set(`${node} ${json.inputs.length + j}`, count++);
    });
    this.#buttons();
  }

  /** One button for each node, so that keys and screen readers reach it. */
  #buttons() {
    const { spots } = /** @type {Layout} */ (this.layout);
    this.nodes.replaceChildren(...spots.map((spot) => {
      const button = document.createElement("button");
      button.type = "button";
      button.className = "field-node";
      button.dataset.node = String(spot.node);
      const look = () => this.hover(spot.node);
      const leave = () => this.hover(null);
      button.onpointerenter = button.onfocus = look;
      button.onpointerleave = button.onblur = leave;
      return button;
    }));
  }

  /** Fit the canvas to the room that there is; returns the layout, if there is any room. */
  #fit() {
    const room = this.width;
    if (!room || !this.json) return null;
    const ratio = window.devicePixelRatio || 1;
    if (this.layout && room === this.room && ratio === this.ratio) return this.layout;
    this.#lay(room);
    [this.room, this.ratio] = [room, ratio];
    const layout = /** @type {Layout} */ (/** @type {unknown} */ (this.layout));
    this.scale = Math.min(BEST_SCALE, room / layout.width, Math.max(LEAST_SCALE, TALLEST / layout.height));
    const [w, h] = [Math.round(layout.width * this.scale), Math.round(layout.height * this.scale)];
    [this.canvas.width, this.canvas.height] = [Math.round(w * ratio), Math.round(h * ratio)];
    for (const part of [this.canvas, this.nodes]) [part.style.width, part.style.height] = [`${w}px`, `${h}px`];
    layout.spots.forEach((spot, k) => {
      const { style } = /** @type {HTMLElement} */ (this.nodes.children[k]);
      [style.left, style.top] = [`${spot.x * this.scale}px`, `${spot.y * this.scale}px`];
      [style.width, style.height] = [`${spot.w * this.scale}px`, `${spot.h * this.scale}px`];
    });
    return layout;
  }

  /**
   * @param {Fields} fields
   * @param {Palette} palette
   */
  draw(fields, palette) {
    const layout = this.#fit();
    const context = this.canvas.getContext("2d");
    if (!layout || !context) return;
    const ratio = (window.devicePixelRatio || 1) * this.scale;
    context.setTransform(ratio, 0, 0, ratio, 0, 0);
    context.clearRect(0, 0, layout.width, layout.height);
    this.#wires(context, fields, palette);
    this.#tiles(context, fields, palette);
    if (fields.wireText) this.#wireTexts(context, fields, palette);
    this.#names(context, fields, palette);
  }

  /**
   * The number of a wire among the weights.
   * @param {{from: number, to: number}} wire
   */
  #weightOf(wire) {
    return this.wireOf.get(`${wire.from} ${wire.to}`) ?? 0;
  }

  /**
   * @param {CanvasRenderingContext2D} context
   * @param {Fields} fields
   * @param {Palette} palette
   */
  #wires(context, fields, palette) {
    const { wires } = /** @type {Layout} */ (this.layout);
    const tones = wires.map((wire) => {
      const k = this.#weightOf(wire);
      return fields.wireTone ? fields.wireTone(k) : fields.weights[k];
    });
    const most = Math.max(1e-9, fields.strength ?? 0, ...tones.map(Math.abs));
    wires.forEach((wire, k) => {
      const near = fields.focus === null || fields.focus === wire.from || fields.focus === wire.to;
      const share = Math.abs(tones[k]) / most;
      context.globalAlpha = near ? 0.35 + 0.65 * Math.sqrt(share) : 0.1;
      context.lineWidth = 0.8 + 5 * share;
      context.strokeStyle = tones[k] < 0 ? palette.negative : palette.positive;
      context.setLineDash(tones[k] < 0 ? [6, 3.5] : []);
      context.lineDashOffset = (fields.backward ? 1 : -1) * fields.phase;
      context.stroke(this.paths[k]);
    });
    context.globalAlpha = 1;
    context.setLineDash([]);
  }

  /**
   * @param {CanvasRenderingContext2D} context
   * @param {Fields} fields
   * @param {Palette} palette
   */
  #tiles(context, fields, palette) {
    const { tile } = this;
    const points = fields.width * fields.height;
    [tile.width, tile.height] = [fields.width, fields.height];
    const small = /** @type {CanvasRenderingContext2D} */ (tile.getContext("2d"));
    const image = small.createImageData(fields.width, fields.height);
    context.imageSmoothingEnabled = fields.smooth;
    for (const spot of /** @type {Layout} */ (this.layout).spots) {
      const [low, high] = fields.range(spot.node);
      shade(image, fields.values, spot.node * points, low, high, palette);
      small.putImageData(image, 0, 0);
      context.save();
      context.beginPath();
      context.roundRect(spot.x, spot.y, spot.w, spot.h, 6);
      context.clip();
      context.drawImage(tile, spot.x, spot.y, spot.w, spot.h);
      context.restore();
      context.beginPath();
      context.roundRect(spot.x, spot.y, spot.w, spot.h, 6);
      context.lineWidth = fields.focus === spot.node ? 3 : 1.4;
      context.strokeStyle = fields.focus === spot.node ? palette.positive : palette.line;
      context.stroke();
    }
  }

  /**
   * @param {CanvasRenderingContext2D} context
   * @param {Fields} fields
   * @param {Palette} palette
   */
  #wireTexts(context, fields, palette) {
    const { wires } = /** @type {Layout} */ (this.layout);
    const all = wires.length <= MOST_WRITTEN;
    context.font = "600 11px system-ui, sans-serif";
    context.textAlign = "center";
    context.textBaseline = "middle";
    context.lineWidth = 3.5;
    context.lineJoin = "round";
    context.strokeStyle = palette.paper;
    wires.forEach((wire, k) => {
      const leaves = fields.focus === wire.from;
      if (!leaves && fields.focus !== wire.to && (fields.focus !== null || !all)) return;
      const text = fields.wireText?.(this.#weightOf(wire)) ?? "";
      const { x, y } = this.labels[k][leaves ? 1 : 0];
      context.strokeText(text, x, y);
      context.fillStyle = text.startsWith("\u2212") ? palette.negative : palette.positive;
      context.fillText(text, x, y);
    });
  }

  /**
   * @param {CanvasRenderingContext2D} context
   * @param {Fields} fields
   * @param {Palette} palette
   */
  #names(context, fields, palette) {
    context.textAlign = "center";
    context.textBaseline = "top";
    context.lineJoin = "round";
    const { spots } = /** @type {Layout} */ (this.layout);
    spots.forEach((spot, k) => {
      const [name, number] = [fields.names(spot.node), fields.nodeText?.(spot.node) ?? ""];
      const button = /** @type {HTMLElement} */ (this.nodes.children[k]);
      const told = number ? `${name}: ${number}` : name;
      if (button.getAttribute("aria-label") !== told) button.setAttribute("aria-label", told);
      if (spot.h < TILE && spot.node !== fields.focus) return;
      context.font = number ? "600 11px system-ui, sans-serif" : "11px system-ui, sans-serif";
      context.lineWidth = 4;
      context.strokeStyle = palette.paper;
      context.fillStyle = number ? palette.ink : palette.soft;
      const text = number || name;
      context.strokeText(text, spot.x + spot.w / 2, spot.y + spot.h + 4);
      context.fillText(text, spot.x + spot.w / 2, spot.y + spot.h + 4);
    });
  }
}

/**
 * Where the number of a wire stands: near its source, and near its end, where wires of one node
 * stand apart.
 * @param {string} path
 */
function labelPlaces(path) {
  const line = /** @type {SVGPathElement} */ (document.createElementNS("http://www.w3.org/2000/svg", "path"));
  line.setAttribute("d", path);
  const [length, parts] = [line.getTotalLength(), path.split("C").length - 1];
  return [0.34 / parts, 1 - 0.28 / parts].map((share) => line.getPointAtLength(length * share));
}
