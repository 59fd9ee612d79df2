/**
 * Where the nodes of a network stand: layers in columns, few crossings, wires that skip a layer
 * led between its units.
 */

/** @typedef {import("./network_signals.js").Network} Network */
/**
 * @typedef {{node: number, column: number, x: number, y: number, w: number, h: number}} Spot
 * @typedef {{x: number, y: number}} Point
 * @typedef {{from: number, to: number, weight: number, path: string, end: Point}} Wire
 * @typedef {{
 *   spots: Spot[], wires: Wire[], width: number, height: number, full: boolean,
 *   columns: number[], outputs: {name: string, unit: number, x: number, y: number}[],
 * }} Layout
 * @typedef {{node: number, column: number, height: number, place: number, before: Slot[]}} Slot
 */

/** The sizes of a picture whose units show all, and of one with many units. */
const FULL = { inputW: 62, inputH: 40, unitW: 118, unitH: 50, port: 17, gap: 30, between: 92 };
const SMALL = { inputW: 40, inputH: 20, unitW: 26, unitH: 20, port: 0, gap: 9, between: 96 };
const NARROW = { ...FULL, inputW: 50, unitW: 94, between: 56 };
const NARROW_PX = 560; // the width of a frame below which columns stand closer
const PASS = 12; // the height that a passing wire is given
const LANE = 22; // units below each other before the next ones stand beside them
const MARGIN = 26;
const OUTPUT_ROOM = 60; // beside the names of outputs
const LETTER = 9.4; // the width of one in a name
const NAME_LETTERS = 12; // of a name that are shown

/**
 * Whether a network is small enough for units that show their sums.
 *
 * @param {Network} network
 */
export function isRoomy(network) {
  const sizes = [network.inputs.length, ...network.layers.map((layer) => layer.length)];
  const wires = network.layers.flat().reduce((sum, unit) => sum + unit.reads.length, 0);
  return Math.max(...sizes) <= 10 && wires <= 72 && sizes.length <= 9;
}

/**
 * The places of all nodes and the paths of all wires.
 *
 * @param {Network} network
 * @param {number} room the width of the frame in pixels
 * @returns {Layout}
 */
export function layoutOf(network, room) {
  const full = isRoomy(network);
  const size = !full ? SMALL : isNarrow(room) ? NARROW : FULL;
  const layout = layoutInSize(network, roomForNames(network, size), full);
  return { ...layout, width: layout.width + OUTPUT_ROOM + LETTER * longest(Object.keys(network.outputs)) };
}

/**
 * The same with nodes of a given size, without room for outputs; `full` says that these leave no
 * more room between columns.
 *
 * @param {Network} network
 * @param {typeof FULL} size
 * @param {boolean} full
 * @returns {Layout}
 */
export function layoutInSize(network, size, full) {
  const columns = slotsOf(network, size);
  for (let round = 0; round < 4; round += 1) columns.slice(1).forEach(byMeanOfBefore);
  const tallest = Math.max(...columns.map((slots) => heightOf(slots, size.gap)));
  const between = full ? size.between : Math.max(size.between, 0.4 * tallest);
  const height = tallest + 2 * MARGIN + (full ? 14 : 0);
  /** @type {Map<Slot, Spot>} */
  const spots = new Map();
  /** @type {number[]} */
  const lefts = [];
  let x = MARGIN;
  columns.forEach((slots, column) => {
    const w = column ? size.unitW : size.inputW;
    const lanes = lanesOf(slots);
    let y = (height - heightOf(slots, size.gap)) / 2;
    lefts.push(x);
    slots.forEach((slot, k) => {
      const lane = slot.node < 0 ? 0 : k % lanes;
      spots.set(slot, { node: slot.node, column, x: x + lane * (w + 12), y, w, h: slot.height });
      y += (slot.height + size.gap) / lanes;
    });
    x += w + (lanes - 1) * (w + 12) + between;
  });
  const last = x - between;
  const placed = [...spots.values()].filter((spot) => spot.node >= 0).sort((a, b) => a.node - b.node);
  return {
    spots: placed,
    wires: wiresOf(network, columns, spots, size),
    width: last,
    height,
    full,
    columns: lefts,
    outputs: outputsOf(network, placed),
  };
}

/** @param {string[]} names */
function longest(names) {
  return Math.min(NAME_LETTERS, Math.max(1, ...names.map((name) => name.length)));
}

/**
 * The sizes, with room for the names of the inputs.
 *
 * @param {Network} network
 * @param {typeof FULL} size
 */
function roomForNames(network, size) {
  const letters = longest(network.inputs);
  const grown = size === SMALL ? 12 + 0.66 * LETTER * letters : 48 + LETTER * letters;
  return { ...size, inputW: Math.max(size.inputW, grown) };
}

/**
 * Whether a frame has room for little.
 *
 * @param {number} room
 */
export function isNarrow(room) {
  return room > 0 && room < NARROW_PX;
}

/** @param {Slot[]} slots @param {number} gap */
function heightOf(slots, gap) {
  const lanes = lanesOf(slots);
  const sum = slots.reduce((total, slot) => total + slot.height, 0) + gap * Math.max(0, slots.length - 1);
  return sum / lanes + (lanes > 1 ? slots[0].height : 0);
}

/**
 * How many units of a tall column stand beside each other.
 *
 * @param {Slot[]} slots
 */
function lanesOf(slots) {
  return slots.length <= LANE ? 1 : Math.ceil(slots.length / LANE);
}

/**
 * The columns of nodes, and of places where a wire passes by (node -1 - source).
 *
 * @param {Network} network
 * @param {typeof FULL} size
 * @returns {Slot[][]}
 */
function slotsOf(network, size) {
  const make = (/** @type {number} */ node, /** @type {number} */ column, /** @type {number} */ height) =>
    /** @type {Slot} */ ({ node, column, height, place: 0, before: [] });
  const columns = [network.inputs.map((_, k) => make(k, 0, size.inputH))];
  /** @type {Slot[][]} every node's chain: itself, then where it passes the columns after it */
  const chains = columns[0].map((slot) => [slot]);
  for (const layer of network.layers) {
    const column = columns.length;
    /** @type {Slot[]} */
    const slots = [];
    columns.push(slots);
    for (const unit of layer) {
      const slot = make(chains.length, column, Math.max(size.unitH, size.port * unit.reads.length));
      for (const node of unit.reads) slot.before.push(passing(chains[node], column, columns, make));
      chains.push([slot]);
      slots.push(slot);
    }
  }
  columns.forEach((slots) => slots.forEach((slot, k) => (slot.place = (k + 0.5) / slots.length)));
  return columns;
}

/**
 * The slot of a node in the column before `column`, with slots on the way made as needed.
 *
 * @param {Slot[]} chain
 * @param {number} column
 * @param {Slot[][]} columns
 * @param {(node: number, column: number, height: number) => Slot} make
 */
function passing(chain, column, columns, make) {
  const first = chain[0].column;
  while (first + chain.length < column) {
    const slot = make(-1 - chain[0].node, first + chain.length, PASS);
    slot.before.push(chain[chain.length - 1]);
    columns[slot.column].push(slot);
    chain.push(slot);
  }
  return chain[column - 1 - first];
}

/** @param {Slot[]} slots */
function byMeanOfBefore(slots) {
  const mean = (/** @type {Slot} */ slot) =>
    slot.before.length
      ? slot.before.reduce((sum, other) => sum + other.place, 0) / slot.before.length
      : slot.place;
  const means = new Map(slots.map((slot) => [slot, mean(slot)]));
  slots.sort((a, b) => (means.get(a) ?? 0) - (means.get(b) ?? 0) || a.node - b.node);
  slots.forEach((slot, k) => (slot.place = (k + 0.5) / slots.length));
}

/**
 * @param {Network} network
 * @param {Slot[][]} columns
 * @param {Map<Slot, Spot>} spots
 * @param {typeof FULL} size
 * @returns {Wire[]}
 */
function wiresOf(network, columns, spots, size) {
  const units = network.layers.flat();
  const count = network.inputs.length;
  /** @type {Wire[]} */
  const wires = [];
  for (const slot of columns.flat()) {
    if (slot.node < count) continue;
    const spot = /** @type {Spot} */ (spots.get(slot));
    const unit = units[slot.node - count];
    const order = unit.reads.map((_, k) => k).sort((a, b) => middle(slot.before[a]) - middle(slot.before[b]));
    order.forEach((k, rank) => {
      const step = Math.min(spot.h / order.length, size.port || 4);
      const y = spot.y + spot.h / 2 + (rank - (order.length - 1) / 2) * step;
      const end = { x: spot.x, y };
      const path = pathOf(trail(slot.before[k], spots), end);
      wires.push({ from: unit.reads[k], to: slot.node, weight: unit.weights[k], path, end });
    });
  }
  return wires;

  /** @param {Slot} slot */
  function middle(slot) {
    const spot = /** @type {Spot} */ (spots.get(slot));
    return spot.y + spot.h / 2;
  }
}

/**
 * The points where a wire leaves its source and passes the columns on its way.
 *
 * @param {Slot} slot
 * @param {Map<Slot, Spot>} spots
 * @returns {Point[]}
 */
function trail(slot, spots) {
  const spot = /** @type {Spot} */ (spots.get(slot));
  const y = spot.y + spot.h / 2;
  if (slot.node >= 0) return [{ x: spot.x + spot.w, y }];
  return [...trail(slot.before[0], spots), { x: spot.x, y }, { x: spot.x + spot.w, y }];
}

/** @param {Point[]} points @param {Point} end */
function pathOf(points, end) {
  const all = [...points, end];
  let text = `M${all[0].x} ${round(all[0].y)}`;
  for (let k = 1; k < all.length; k += 1) {
    const a = all[k - 1];
    const b = all[k];
    const bend = (b.x - a.x) * 0.48;
    text += `C${round(a.x + bend)} ${round(a.y)} ${round(b.x - bend)} ${round(b.y)} ${b.x} ${round(b.y)}`;
  }
  return text;
}

/** @param {number} value */
function round(value) {
  return Math.round(value * 10) / 10;
}

/**
 * @param {Network} network
 * @param {Spot[]} spots
 */
function outputsOf(network, spots) {
  const count = network.inputs.length;
  /** @type {Map<number, number>} */
  const seen = new Map();
  return Object.entries(network.outputs).map(([name, unit]) => {
    const spot = spots[count + unit];
    const turn = seen.get(unit) ?? 0;
    seen.set(unit, turn + 1);
    return { name, unit, x: spot.x + spot.w, y: spot.y + spot.h / 2 + 24 * turn };
  });
}
