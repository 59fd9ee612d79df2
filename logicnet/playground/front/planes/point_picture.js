// The picture of what a node computes over the plane or over all rows, with the data on it.

import { shade, shadeOf } from "./colour_scale.js";

/** @typedef {import("./colour_scale.js").Palette} Palette */
/** @typedef {import("../train/train_data.js").TrainData} TrainData */

const MARGIN_LEFT = 30;
const MARGIN_BELOW = 26;
const REACH_PX = 14; // how near a click has to be to a point

/** A canvas of one picture; a click chooses the row that is nearest. */
export class PointPicture {
  /** @param {(row: number | null) => void} choose */
  constructor(choose) {
    this.canvas = document.createElement("canvas");
    this.canvas.className = "point-picture";
    this.canvas.tabIndex = 0;
    this.canvas.setAttribute("role", "img");
    this.tile = document.createElement("canvas");
    /** @type {TrainData | null} */ this.data = null;
    this.size = { width: 0, height: 0 };
    this.width = 0; // of the room, as it was last observed
    this.row = /** @type {number | null} */ (null);
    this.canvas.onclick = (event) => choose(this.#nearest(event.offsetX, event.offsetY));
    this.canvas.onkeydown = (event) => {
      const turn = { ArrowRight: 1, ArrowDown: 1, ArrowLeft: -1, ArrowUp: -1 }[event.key];
      if (!this.data || (!turn && event.key !== "Escape")) return;
      event.preventDefault();
      const count = this.data.rows.length;
      choose(turn ? ((this.row ?? (turn > 0 ? -1 : 0)) + turn + count) % count : null);
    };
  }

  /** The place of a point of the data on the canvas. @param {number[]} point @returns {[number, number]} */
  #at([x, y]) {
    const [left, right, low, high] = /** @type {TrainData} */ (this.data).picture.box;
    const { width, height } = this.size;
    return [MARGIN_LEFT + ((x - left) / (right - left)) * width, ((high - y) / (high - low)) * height];
  }

  /**
   * @param {number} x
   * @param {number} y
   */
  #nearest(x, y) {
    if (!this.data) return null;
    let [best, least] = [/** @type {number | null} */ (null), this.data.picture.smooth ? REACH_PX ** 2 : Infinity];
    this.data.points.forEach((point, r) => {
      const [px, py] = this.#at(point);
      const far = (px - x) ** 2 + (py - y) ** 2;
      if (far < least) [best, least] = [r, far];
    });
    return best;
  }

  /**
   * @param {TrainData} data
   * @param {{values: Float64Array, node: number, range: [number, number], row: number | null,
   *   changed: Set<number>, crisp: number | null, label: string, output: number}} shown
   * @param {Palette} palette
   */
  draw(data, shown, palette) {
    this.data = data;
    this.row = shown.row;
    const context = this.#fitted(data);
    if (!context) return;
    const { picture } = data;
    const { width, height } = this.size;
    this.#field(data, shown, palette);
    context.imageSmoothingEnabled = picture.smooth && shown.crisp === null;
    context.drawImage(this.tile, MARGIN_LEFT, 0, width, height);
    context.strokeStyle = palette.line;
    context.lineWidth = 1;
    context.strokeRect(MARGIN_LEFT + 0.5, 0.5, width - 1, height - 1);
    this.#axes(context, data, palette);
    if (picture.smooth) this.#points(context, data, shown, palette);
    else this.#cells(context, data, shown, palette);
    this.canvas.setAttribute("aria-label", shown.label);
  }

  /**
   * @param {TrainData} data
   */
  #fitted(data) {
    const room = this.width;
    const context = this.canvas.getContext("2d");
    if (!room || !context) return null;
    const { picture } = data;
    const width = Math.min(380, room - MARGIN_LEFT - 8);
    const height = picture.smooth ? width : Math.min(width, (width * picture.height) / picture.width);
    this.size = { width, height };
    const ratio = window.devicePixelRatio || 1;
    const [w, h] = [width + MARGIN_LEFT + 4, height + MARGIN_BELOW];
    if (this.canvas.width !== Math.round(w * ratio) || this.canvas.height !== Math.round(h * ratio)) {
      [this.canvas.width, this.canvas.height] = [Math.round(w * ratio), Math.round(h * ratio)];
      [this.canvas.style.width, this.canvas.style.height] = [`${w}px`, `${h}px`];
    }
    context.setTransform(ratio, 0, 0, ratio, 0, 0);
    context.clearRect(0, 0, w, h);
    return context;
  }

  /**
   * @param {TrainData} data
   * @param {{values: Float64Array, node: number, range: [number, number], crisp: number | null}} shown
   * @param {Palette} palette
   */
  #field(data, shown, palette) {
    const { width, height } = data.picture;
    [this.tile.width, this.tile.height] = [width, height];
    const small = /** @type {CanvasRenderingContext2D} */ (this.tile.getContext("2d"));
    const image = small.createImageData(width, height);
    const first = shown.node * width * height;
    const [low, high] = shown.range;
    const { crisp } = shown;
    const values = crisp === null ? shown.values : shown.values.map((v) => (v >= crisp ? high : low));
    shade(image, values, first, low, high, palette);
    small.putImageData(image, 0, 0);
  }

  /**
   * @param {CanvasRenderingContext2D} context
   * @param {TrainData} data
   * @param {Palette} palette
   */
  #axes(context, data, palette) {
    const { box, across, up, smooth } = data.picture;
    const { width, height } = this.size;
    const short = (/** @type {number} */ v) => String(Math.round(v * 10) / 10).replace("-", "\u2212");
    context.fillStyle = palette.soft;
    context.font = "11px system-ui, sans-serif";
    context.textAlign = "center";
    context.textBaseline = "top";
    context.fillText(across, MARGIN_LEFT + width / 2, height + 8);
    if (smooth) {
      context.fillText(short(box[0]), MARGIN_LEFT + 8, height + 8);
      context.fillText(short(box[1]), MARGIN_LEFT + width - 8, height + 8);
    }
    context.save();
    context.translate(10, height / 2);
    context.rotate(-Math.PI / 2);
    context.fillText(up, 0, -4);
    context.restore();
    if (!smooth) return;
    context.textAlign = "right";
    context.fillText(short(box[3]), MARGIN_LEFT - 5, 2);
    context.fillText(short(box[2]), MARGIN_LEFT - 5, height - 13);
  }

  /**
   * @param {CanvasRenderingContext2D} context
   * @param {TrainData} data
   * @param {{row: number | null, changed: Set<number>, output: number}} shown
   * @param {Palette} palette
   */
  #points(context, data, shown, palette) {
    const [low, high] = data.regression ? [-data.reach, data.reach] : [0, 1];
    const { width, height } = this.size;
    data.points.forEach((point, r) => {
      const [x, y] = this.#at(point);
      if (x < MARGIN_LEFT - 3 || x > MARGIN_LEFT + width + 3 || y < -3 || y > height + 3) return;
      const given = data.y[r];
      const value = typeof given === "number" ? given : given[shown.output];
      context.beginPath();
      if (value < (low + high) / 2) context.rect(x - 2.9, y - 2.9, 5.8, 5.8);
      else context.arc(x, y, 3.4, 0, 2 * Math.PI);
      context.fillStyle = shadeOf(value, low, high, palette);
      context.fill();
      context.lineWidth = 1.2;
      context.strokeStyle = palette.paper;
      context.stroke();
      if (r === shown.row) ringAround(context, x, y, 7, palette.ink);
      if (shown.changed.has(r)) ringAround(context, x, y, 5.5, palette.fire);
    });
  }

  /**
   * The wanted value in each cell of a table; a cell of a row that is chosen or changed is framed.
   * @param {CanvasRenderingContext2D} context
   * @param {TrainData} data
   * @param {{row: number | null, changed: Set<number>, output: number}} shown
   * @param {Palette} palette
   */
  #cells(context, data, shown, palette) {
    const [w, h] = [this.size.width / data.picture.width, this.size.height / data.picture.height];
    /** @type {Map<string, {place: [number, number], ones: number, count: number, framed: string}>} */
    const cells = new Map();
    data.points.forEach((point, r) => {
      const cell = cells.get(point.join()) ?? { place: this.#at(point), ones: 0, count: 0, framed: "" };
      const given = data.y[r];
      cell.ones += typeof given === "number" ? given : given[shown.output];
      cell.count += 1;
      if (shown.changed.has(r)) cell.framed = palette.fire;
      if (r === shown.row) cell.framed = palette.ink;
      cells.set(point.join(), cell);
    });
    context.textAlign = "center";
    context.textBaseline = "middle";
    context.font = `650 ${Math.min(18, w / 2.4)}px system-ui, sans-serif`;
    for (const { place: [x, y], ones, count, framed } of cells.values()) {
      const text = ones === 0 ? "0" : ones === count ? "1" : `${ones}/${count}`;
      context.lineWidth = 3.5;
      context.strokeStyle = palette.paper;
      context.strokeText(text, x, y);
      context.fillStyle = palette.ink;
      context.fillText(text, x, y);
      if (!framed) continue;
      context.lineWidth = 3;
      context.strokeStyle = framed;
      context.strokeRect(x - w / 2 + 3, y - h / 2 + 3, w - 6, h - 6);
    }
  }
}

/**
 * @param {CanvasRenderingContext2D} context
 * @param {number} x
 * @param {number} y
 * @param {number} radius
 * @param {string} colour
 */
function ringAround(context, x, y, radius, colour) {
  context.beginPath();
  context.arc(x, y, radius, 0, 2 * Math.PI);
  context.lineWidth = 2.4;
  context.strokeStyle = colour;
  context.stroke();
}
