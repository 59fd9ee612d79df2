/** A large network as its weight matrices: a row for each unit, a column for each node it reads. */

import { h } from "./dom.js";

/** @typedef {import("./network_signals.js").Network} Network */
/** @typedef {import("./network_signals.js").Signals} Signals */
/**
 * @typedef {{first: number, units: number, columns: number[], image: ImageData, most: number}} Block
 * @typedef {{
 *   network: Network, signals: Signals, reached: number, chosen: number | null, dark: boolean,
 *   choose: (node: number | null) => void, hover: (node: number | null) => void,
 *   toggle: (name: string) => void,
 * }} Matrices
 */

const STRIP = 10; // pixels of the strips that show which nodes carry 1
/** @type {WeakMap<Network, Map<boolean, Block[]>>} */
const drawn = new WeakMap();

/**
 * The matrices of all layers.
 *
 * @param {Matrices} m
 */
export function matrices(m) {
  return h("div", { class: "matrices" }, blocksOf(m.network, m.dark).map((block, k) => {
    const rows = block.units;
    return h("figure", { key: k, class: "matrix" },
      h("canvas", {
        role: "img", "aria-label": `Weights of layer ${k + 1}: ${rows} units that read ${block.columns.length} nodes`,
        style: { "--shape": `${block.columns.length} / ${rows}` },
        paint: (/** @type {Element} */ element) => paintBlock(/** @type {HTMLCanvasElement} */ (element), block, m, k + 1),
        onpointermove: (/** @type {PointerEvent} */ event) => m.hover(nodeAt(event, block)),
        onpointerleave: () => m.hover(null),
        onclick: (/** @type {PointerEvent} */ event) => m.choose(nodeAt(event, block)),
      }),
      h("figcaption", null, `layer ${k + 1}: ${rows} × ${block.columns.length}, |w| ≤ ${block.most}`));
  }));
}

/** @param {PointerEvent} event @param {Block} block */
function nodeAt(event, block) {
  const box = /** @type {Element} */ (event.currentTarget).getBoundingClientRect();
  const scale = (block.units + STRIP / 4) / box.height;
  const row = Math.floor((event.clientY - box.y) * scale - STRIP / 4);
  return block.first + Math.min(block.units - 1, Math.max(0, row));
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
    blocks = network.layers.map((layer) => {
      const block = blockOf(layer, first, dark);
      first += layer.length;
      return block;
    });
    made.set(dark, blocks);
  }
  return blocks;
}

/** @param {import("./network_signals.js").Unit[]} layer @param {number} first @param {boolean} dark @returns {Block} */
function blockOf(layer, first, dark) {
  const columns = [...new Set(layer.flatMap((unit) => unit.reads))].sort((a, b) => a - b);
  const place = new Map(columns.map((node, k) => [node, k]));
  const most = layer.reduce((sum, unit) => Math.max(sum, ...unit.weights.map(Math.abs)), 0);
  const image = new ImageData(Math.max(1, columns.length), layer.length);
  const empty = dark ? [28, 34, 42] : [244, 246, 248];
  for (let k = 0; k < image.data.length; k += 4) image.data.set([...empty, 255], k);
  layer.forEach((unit, row) => unit.reads.forEach((node, k) => {
    const share = 0.35 + 0.65 * Math.sqrt(Math.abs(unit.weights[k]) / (most || 1));
    const ink = unit.weights[k] < 0 ? (dark ? [240, 138, 75] : [213, 94, 0]) : dark ? [86, 180, 233] : [0, 114, 178];
    const at = 4 * (row * image.width + (place.get(node) ?? 0));
    image.data.set(ink.map((value, c) => Math.round(empty[c] + (value - empty[c]) * share)), at);
  }));
  return { first, units: layer.length, columns, image, most };
}

/**
 * @param {HTMLCanvasElement} canvas
 * @param {Block} block
 * @param {Matrices} m
 * @param {number} layer
 */
function paintBlock(canvas, block, m, layer) {
  const width = block.image.width + STRIP / 4;
  const height = block.units + STRIP / 4;
  const scale = Math.max(1, Math.min(12, Math.floor(1400 / Math.max(width, height))));
  const key = [block.first, m.dark, m.chosen, layer <= m.reached ? m.signals.bits.slice(0, block.first + block.units).join("") : ""].join(" ");
  if (canvas.dataset.key === key && canvas.width > 300) return;
  canvas.dataset.key = key;
  canvas.width = Math.round(width * scale);
  canvas.height = Math.round(height * scale);
  const context = canvas.getContext("2d");
  if (!context) return;
  const weights = document.createElement("canvas");
  weights.width = block.image.width;
  weights.height = block.units;
  weights.getContext("2d")?.putImageData(block.image, 0, 0);
  context.imageSmoothingEnabled = false;
  context.drawImage(weights, 0, (STRIP / 4) * scale, block.image.width * scale, block.units * scale);
  context.fillStyle = m.dark ? "#f0e442" : "#e0c400";
  block.columns.forEach((node, k) => {
    if (layer <= m.reached && m.signals.bits[node]) context.fillRect(k * scale, 0, Math.max(1, scale - 1), (STRIP / 4 - 0.6) * scale);
  });
  for (let row = 0; row < block.units; row += 1) {
    if (layer <= m.reached && m.signals.bits[block.first + row]) context.fillRect((block.image.width + 0.6) * scale, (row + STRIP / 4) * scale, (STRIP / 4) * scale, Math.max(1, scale - 1));
  }
  const chosen = m.chosen === null ? -1 : m.chosen - block.first;
  if (chosen >= 0 && chosen < block.units) {
    context.strokeStyle = m.dark ? "#edf1f5" : "#171b21";
    context.lineWidth = Math.max(1, scale / 5);
    context.strokeRect(0.5, (chosen + STRIP / 4) * scale, block.image.width * scale - 1, scale);
  }
}
