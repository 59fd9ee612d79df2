/**
 * A large network as its weight matrices. Units of the first layer are rows, those of the second
 * columns, and so on in turn, so that a layer's axis is beside that of the layer which reads it.
 */

import { h } from "../basics/dom.js";

/** @typedef {import("./network_signals.js").Network} Network */
/** @typedef {import("./network_signals.js").Signals} Signals */
/**
 * @typedef {{first: number, units: number, reads: number[], upright: boolean, image: ImageData, most: number}} Block
 * @typedef {{
 *   network: Network, signals: Signals, reached: number, chosen: number | null, dark: boolean,
 *   choose: (node: number | null) => void, hover: (node: number | null) => void,
 *   toggle: (name: string) => void,
 * }} Matrices
 */

const STRIP = 2.5; // cells of the strips that show which nodes carry 1
const CELL_MOST = 26; // pixels
/** @type {WeakMap<Network, Map<boolean, Block[]>>} */
const drawn = new WeakMap();

/**
 * The matrices of all layers.
 *
 * @param {Matrices} m
 */
export function matrices(m) {
  return h("div", { class: "matrices" }, blocksOf(m.network, m.dark).map((block, k) => {
    const { width, height } = block.image;
    return h("figure", { key: k, class: "matrix", style: { "flex-grow": Math.sqrt(width).toFixed(2), "max-width": `${Math.max(90, width * CELL_MOST)}px` } },
      h("canvas", {
        role: "img", "aria-label": `Weights of layer ${k + 1}: ${block.units} units that read ${block.reads.length} nodes`,
        style: { "max-height": `${height * CELL_MOST}px` },
        paint: (/** @type {Element} */ element) => paintBlock(/** @type {HTMLCanvasElement} */ (element), block, m, k + 1),
        onpointermove: (/** @type {PointerEvent} */ event) => m.hover(nodeAt(event, block)),
        onpointerleave: () => m.hover(null),
        onclick: (/** @type {PointerEvent} */ event) => m.choose(nodeAt(event, block)),
      }),
      h("figcaption", null, `${block.units} ${block.units === 1 ? "unit reads" : "units read"} ${block.reads.length}`));
  }));
}

/** @param {PointerEvent} event @param {Block} block */
function nodeAt(event, block) {
  const box = /** @type {Element} */ (event.currentTarget).getBoundingClientRect();
  const share = block.upright ? (event.clientY - box.y) / box.height : (event.clientX - box.x) / box.width;
  const place = Math.floor(share * (block.units + STRIP));
  return block.first + Math.min(block.units - 1, Math.max(0, place));
}

/**
 * The weights of each layer as images, made once.
 *
 * @param {Network} network
 * @param {boolean} dark
 * @returns {Block[]}
 */
function blocksOf(network, dark) {
  const made = drawn.get(network) ?? new Map();
  drawn.set(network, made);
  let blocks = made.get(dark);
  if (!blocks) {
    let first = network.inputs.length;
    blocks = network.layers.map((layer, k) => {
      const block = blockOf(layer, first, k % 2 === 0, dark);
      first += layer.length;
      return block;
    });
    made.set(dark, blocks);
  }
  return blocks;
}

/**
 * @param {import("./network_signals.js").Unit[]} layer
 * @param {number} first
 * @param {boolean} upright
 * @param {boolean} dark
 * @returns {Block}
 */
function blockOf(layer, first, upright, dark) {
  const reads = [...new Set(layer.flatMap((unit) => unit.reads))].sort((a, b) => a - b);
  const place = new Map(reads.map((node, k) => [node, k]));
  const most = layer.reduce((sum, unit) => Math.max(sum, ...unit.weights.map(Math.abs)), 0);
  const width = Math.max(1, upright ? reads.length : layer.length);
  const height = Math.max(1, upright ? layer.length : reads.length);
  const image = new ImageData(width, height);
  const empty = dark ? [28, 34, 42] : [244, 246, 248];
  for (let k = 0; k < image.data.length; k += 4) image.data.set([...empty, 255], k);
  layer.forEach((unit, j) => unit.reads.forEach((node, k) => {
    const share = 0.35 + 0.65 * Math.sqrt(Math.abs(unit.weights[k]) / (most || 1));
    const ink = unit.weights[k] < 0 ? (dark ? [240, 138, 75] : [213, 94, 0]) : dark ? [86, 180, 233] : [0, 114, 178];
    const read = place.get(node) ?? 0;
    const at = 4 * (upright ? j * width + read : read * width + j);
    image.data.set(ink.map((value, c) => Math.round(empty[c] + (value - empty[c]) * share)), at);
  }));
  return { first, units: layer.length, reads, upright, image, most };
}

/**
 * @param {HTMLCanvasElement} canvas
 * @param {Block} block
 * @param {Matrices} m
 * @param {number} layer
 */
function paintBlock(canvas, block, m, layer) {
  const known = layer <= m.reached;
  const bits = known ? m.signals.bits.slice(0, block.first + block.units).join("") : "";
  const key = [block.first, m.dark, m.chosen, bits].join(" ");
  if (canvas.dataset.key === key) return;
  canvas.dataset.key = key;
  const { width, height } = block.image;
  const scale = Math.max(1, Math.min(16, Math.floor(1400 / Math.max(width, height))));
  canvas.width = Math.round((width + STRIP) * scale);
  canvas.height = Math.round((height + STRIP) * scale);
  const context = canvas.getContext("2d");
  if (!context) return;
  const weights = document.createElement("canvas");
  [weights.width, weights.height] = [width, height];
  weights.getContext("2d")?.putImageData(block.image, 0, 0);
  context.imageSmoothingEnabled = false;
  context.drawImage(weights, 0, 0, width * scale, height * scale);
  if (!known) return;
  const [across, down] = block.upright ? [block.reads, unitNodes(block)] : [unitNodes(block), block.reads];
  context.fillStyle = m.dark ? "#f0e442" : "#e0c400";
  const gap = scale > 3 ? 1 : 0;
  across.forEach((node, k) => {
    if (m.signals.bits[node]) context.fillRect(k * scale, (height + 0.6) * scale, scale - gap, (STRIP - 0.6) * scale);
  });
  down.forEach((node, k) => {
    if (m.signals.bits[node]) context.fillRect((width + 0.6) * scale, k * scale, (STRIP - 0.6) * scale, scale - gap);
  });
  markChosen(context, block, m, scale);
}

/** @param {Block} block */
function unitNodes(block) {
  return Array.from({ length: block.units }, (_, k) => block.first + k);
}

/**
 * @param {CanvasRenderingContext2D} context
 * @param {Block} block
 * @param {Matrices} m
 * @param {number} scale
 */
function markChosen(context, block, m, scale) {
  const chosen = m.chosen === null ? -1 : m.chosen - block.first;
  if (chosen < 0 || chosen >= block.units) return;
  const { width, height } = block.image;
  context.strokeStyle = m.dark ? "#edf1f5" : "#171b21";
  context.lineWidth = Math.max(1.5, scale / 6);
  if (block.upright) context.strokeRect(1, chosen * scale, width * scale - 2, scale);
  else context.strokeRect(chosen * scale, 1, scale, height * scale - 2);
}
