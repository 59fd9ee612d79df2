/** The picture of a network: units as small machines, wires that light up, inputs to click. */

import { classes, h } from "../basics/dom.js";
import { figure, isNumber, nodeName, rangeOf } from "./network_signals.js";

/** @typedef {import("./network_signals.js").Network} Network */
/** @typedef {import("./network_signals.js").Signals} Signals */
/** @typedef {import("./network_layout.js").Layout} Layout */
/** @typedef {import("./network_layout.js").Spot} Spot */
/**
 * @typedef {{
 *   network: Network, layout: Layout, signals: Signals, words: string[],
 *   reached: number, focus: number | null, beside: Set<number>, chosen: number | null,
 *   units: import("./network_signals.js").Unit[],
 *   colours: Map<number, string>,
 *   toggle: (name: string) => void, choose: (node: number | null) => void,
 *   hover: (node: number | null) => void,
 * }} Picture
 */

const DOTS = 14; // a sum with at most so many values is drawn as dots
const LABELLED = 40; // so many wires carry their weights in print

/**
 * The groups of the picture, wires below units.
 *
 * @param {Picture} p
 */
export function networkPicture(p) {
  return [
    h("g", { class: "wires", key: "wires" }, p.layout.full ? p.layout.wires.map((wire, k) => wireShown(p, wire, k)) : bundles(p)),
    h("g", { class: "outputs", key: "outputs" }, p.layout.outputs.map((out) => outputShown(p, out))),
    h("g", { class: "nodes", key: "nodes" }, p.layout.spots.map((spot) => nodeShown(p, spot))),
    p.layout.full && h("g", { class: "weights", key: "weights", "aria-hidden": "true" }, weightsShown(p)),
  ];
}

/** @param {Picture} p @param {number} node */
function isReached(p, node) {
  const spot = p.layout.spots[node];
  return spot.column <= p.reached;
}

/** @param {Picture} p @param {import("./network_layout.js").Wire} wire @param {number} k */
function wireShown(p, wire, k) {
  return h("path", { key: k, d: wire.path, class: wireClass(p, wire), "stroke-width": wireWidth(wire).toFixed(2) });
}

/** @param {Picture} p @param {import("./network_layout.js").Wire} wire */
function wireClass(p, wire) {
  const live = isReached(p, wire.to) && p.signals.bits[wire.from] === 1;
  const near = p.focus === wire.from || p.focus === wire.to;
  return classes("wire", wire.weight < 0 ? "negative" : "positive", { live, near, dim: p.focus !== null && !near });
}

/** @param {import("./network_layout.js").Wire} wire */
function wireWidth(wire) {
  return 1.3 + 1.5 * Math.min(3.2, Math.log2(1 + Math.abs(wire.weight)) - 0.6);
}

/**
 * Many wires as few paths, one for all that look alike: a browser styles paths one by one.
 *
 * @param {Picture} p
 */
function bundles(p) {
  /** @type {Map<string, string[]>} */
  const alike = new Map();
  for (const wire of p.layout.wires) {
    const look = `${wireClass(p, wire)}|${(0.7 * wireWidth(wire)).toFixed(1)}`;
    const found = alike.get(look);
    if (found) found.push(wire.path);
    else alike.set(look, [wire.path]);
  }
  return [...alike].sort(([a], [b]) => Number(a.includes("live")) - Number(b.includes("live"))).map(([look, paths]) => {
    const [name, width] = look.split("|");
    return h("path", { key: look, d: paths.join(""), class: name, "stroke-width": width });
  });
}

/** @param {Picture} p */
function weightsShown(p) {
  const all = p.layout.wires.length <= LABELLED;
  return p.layout.wires.map((wire, k) => {
    const near = p.focus === wire.from || p.focus === wire.to;
    if (!all && !near) return null;
    const sign = wire.weight < 0 ? "negative" : "positive";
    const dim = p.focus !== null && !near;
    return h("text", {
      key: k, x: wire.end.x - 5, y: wire.end.y - 4, class: classes("weight", sign, { dim }),
    }, signed(wire.weight));
  });
}

/** @param {number} weight */
function signed(weight) {
  return weight > 0 ? `+${figure(weight)}` : figure(weight);
}

/** @param {Picture} p @param {Spot} spot */
function nodeShown(p, spot) {
  return spot.column === 0 ? inputShown(p, spot) : unitShown(p, spot);
}

/** @param {Picture} p @param {Spot} spot */
function inputShown(p, spot) {
  const name = p.network.inputs[spot.node];
  if (isNumber(p.network, spot.node)) return numberShown(p, spot, name);
  const on = p.signals.bits[spot.node] === 1;
  const toggle = () => p.toggle(name);
  return h("g", {
    key: spot.node,
    class: classes("node input", { on, dim: isFar(p, spot.node) }),
    role: "switch", tabindex: 0, "aria-checked": on ? "true" : "false",
    "aria-label": `input ${name}`, "data-input": name,
    transform: `translate(${spot.x} ${spot.y})`,
    onclick: toggle,
    onkeydown: pressed(toggle),
    onpointerenter: () => p.hover(spot.node),
    onpointerleave: () => p.hover(null),
  },
    h("rect", { class: "body", width: spot.w, height: spot.h, rx: p.layout.full ? 12 : 6 }),
    p.layout.full
      ? [
          h("text", { class: "name", x: spot.w > 55 ? 14 : 10, y: spot.h / 2 }, short(name, 12)),
          h("text", { class: "bit", x: spot.w - (spot.w > 55 ? 16 : 13), y: spot.h / 2 }, on ? "1" : "0"),
        ]
      : h("text", { class: "name small", x: spot.w / 2, y: spot.h / 2 }, short(name, 12)),
  );
}

/** @param {Picture} p @param {Spot} spot @param {string} name */
function numberShown(p, spot, name) {
  const value = figure(Number(p.signals.values[spot.node].toPrecision(3)));
  return h("g", {
    key: spot.node, class: classes("node number-input", { dim: isFar(p, spot.node) }), "data-input": name,
    transform: `translate(${spot.x} ${spot.y})`, onpointerenter: () => p.hover(spot.node), onpointerleave: () => p.hover(null),
  },
    h("rect", { class: "body", width: spot.w, height: spot.h, rx: p.layout.full ? 12 : 6 }),
    p.layout.full
      ? [h("text", { class: "theta small", x: spot.w / 2, y: 12 }, short(name, 12)), h("text", { class: "number-value", x: spot.w / 2, y: spot.h - 14 }, value)]
      : h("text", { class: "name small", x: spot.w / 2, y: spot.h / 2 }, short(name, 12)));
}

/** @param {Picture} p @param {number} node */
function isFar(p, node) {
  return p.focus !== null && p.focus !== node && !p.beside.has(node);
}

/**
 * The nodes that a wire joins to one.
 *
 * @param {Layout} layout
 * @param {number | null} node
 */
export function besideNode(layout, node) {
  /** @type {Set<number>} */
  const found = new Set();
  for (const wire of node === null ? [] : layout.wires) {
    if (wire.from === node) found.add(wire.to);
    if (wire.to === node) found.add(wire.from);
  }
  return found;
}

/** @param {() => void} act */
function pressed(act) {
  return (/** @type {KeyboardEvent} */ event) => {
    if (event.key !== "Enter" && event.key !== " ") return;
    event.preventDefault();
    act();
  };
}

/** @param {Picture} p @param {Spot} spot */
function unitShown(p, spot) {
  const index = spot.node - p.network.inputs.length;
  const unit = p.units[index];
  const known = isReached(p, spot.node);
  const on = known && p.signals.bits[spot.node] === 1;
  const choose = () => p.choose(p.chosen === spot.node ? null : spot.node);
  const words = p.words[index] ?? "";
  const colour = p.colours.get(index);
  const sum = p.signals.sums[index];
  const told = known ? `sum ${figure(sum)}, threshold ${figure(unit.threshold)}, ${on ? "fires" : "does not fire"}` : "not computed yet";
  return h("g", {
    key: spot.node,
    class: classes("node unit", { on, unknown: !known, chosen: p.chosen === spot.node, dim: isFar(p, spot.node) }),
    role: "button", tabindex: 0, "aria-pressed": p.chosen === spot.node ? "true" : "false",
    "aria-label": `unit h${index + 1}${words ? `, ${words}` : ""}: ${told}`,
    "data-unit": index,
    transform: `translate(${spot.x} ${spot.y})`,
    style: colour ? { "--loop": colour } : {},
    onclick: choose,
    onkeydown: pressed(choose),
    onpointerenter: () => p.hover(spot.node),
    onpointerleave: () => p.hover(null),
  }, p.layout.full ? fullUnit(p, spot, { unit, known, on, sum, words, index, colour }) : smallUnit(spot, unit, colour));
}

/**
 * @param {Spot} spot
 * @param {import("./network_signals.js").Unit} unit
 * @param {string | undefined} colour
 */
function smallUnit(spot, unit, colour) {
  return [
    h("rect", { class: classes("body", { looped: !!colour }), width: spot.w, height: spot.h, rx: spot.h / 2 }),
    h("text", { class: "theta small", x: spot.w / 2, y: spot.h / 2 }, figure(unit.threshold)),
  ];
}

/**
 * @param {Picture} p
 * @param {Spot} spot
 * @param {{unit: import("./network_signals.js").Unit, known: boolean, on: boolean, sum: number,
 *   words: string, index: number, colour: string | undefined}} u
 */
function fullUnit(p, spot, u) {
  const top = spot.h / 2 - 25;
  const relation = u.known ? (u.on ? "≥" : "<") : "≥";
  return [
    h("rect", { class: "body", width: spot.w, height: spot.h, rx: 14 }),
    u.colour && h("rect", { class: "stripe", x: -0.5, y: 12, width: 5, height: spot.h - 24, rx: 2.5 }),
    h("text", { class: "sum", x: spot.w / 2 - 13, y: top + 18 }, u.known ? figure(u.sum) : ""),
    h("text", { class: "relation", x: spot.w / 2, y: top + 18 }, relation),
    h("text", { class: "theta", x: spot.w / 2 + 13, y: top + 18 }, figure(u.unit.threshold)),
    h("g", { class: "gauge", transform: `translate(16 ${top + 35})` },
      gauge(p.network, u.unit, u.sum, spot.w - 32, u.known)),
    h("text", { class: "caption", x: spot.w / 2, y: spot.h + 14 },
      h("tspan", { class: "unit-name" }, nodeName(p.network, spot.node)),
      u.words ? ` ${short(u.words, Math.floor(spot.w / 5.6))}` : ""),
    u.words.length > spot.w / 5.6 && h("title", null, u.words),
  ];
}

/**
 * A line of the sums that are possible, the part from the threshold on marked, and the sum.
 *
 * @param {Network} network
 * @param {import("./network_signals.js").Unit} unit
 * @param {number} sum
 * @param {number} width
 * @param {boolean} known
 */
function gauge(network, unit, sum, width, known) {
  let [low, high] = rangeOf(network, unit, sum);
  const numbers = unit.reads.some((node) => isNumber(network, node));
  low = Math.min(low, unit.threshold - 1);
  high = Math.max(high, unit.threshold);
  const at = (/** @type {number} */ value) => ((value - low) / (high - low)) * width;
  const whole = !numbers && [low, high, ...unit.weights].every(Number.isInteger);
  const count = whole ? high - low + 1 : Infinity;
  const edge = at(unit.threshold - (whole ? 0.5 : 0));
  const dots = count <= DOTS ? Array.from({ length: count }, (_, k) => low + k) : [];
  return [
    h("line", { class: "track", x1: 0, x2: width }),
    h("line", { class: "track fires", x1: Math.max(0, edge), x2: width }),
    dots.map((value) => h("circle", { class: classes("tick", { fires: value >= unit.threshold }), cx: at(value), r: 2 })),
    h("line", { class: "edge", x1: edge, x2: edge, y1: -6, y2: 6 }),
    known && h("circle", { class: "now", r: 4.5, style: { transform: `translateX(${at(sum).toFixed(1)}px)` } }),
  ];
}

/** @param {Picture} p @param {{name: string, unit: number, x: number, y: number}} out */
function outputShown(p, out) {
  const node = p.network.inputs.length + out.unit;
  const known = isReached(p, node);
  const on = known && p.signals.bits[node] === 1;
  return h("g", { key: out.name, class: classes("output", { on, unknown: !known }), transform: `translate(${out.x} ${out.y})` },
    h("line", { class: "stub", x1: 0, x2: 20 }),
    h("circle", { class: "lamp", cx: 30, r: 10 }),
    h("text", { class: "bit", x: 30, y: 0 }, known ? (on ? "1" : "0") : "?"),
    h("text", { class: "name", x: 46, y: 0 }, short(out.name, 12)),
  );
}

/** @param {string} text @param {number} most */
export function short(text, most) {
  return text.length <= most ? text : `${text.slice(0, most - 1).trimEnd()}…`;
}
