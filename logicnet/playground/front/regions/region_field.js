// What the units of a network that reads two coordinates compute over the plane.

import { ThresholdEvaluator } from "../engine/evaluation.js";
import { readNetwork } from "../engine/network.js";

/** @typedef {[number, number, number, number]} Box */

const TILE_POINTS = 44;
const PLANE_POINTS = 150;

/** A network's values over a box: all nodes coarsely, for pictures in them, and any one finely. */
export class RegionField {
  /**
   * @param {any} json
   * @param {Box} box
   */
  constructor(json, box) {
    this.json = json;
    this.box = box;
    this.net = readNetwork(json);
    this.evaluator = new ThresholdEvaluator(this.net);
    this.nodes = this.evaluator.values.length;
    this.width = TILE_POINTS;
    this.values = this.#over(TILE_POINTS, (into, at, k, points) => {
      for (let node = 0; node < this.nodes; node++) into[node * points + k] = at[node];
    }, this.nodes);
    /** @type {Map<number, Float64Array>} */ this.fine = new Map();
    /** Whether a point is inside. @type {(x: number, y: number) => boolean} */
    this.contains = (x, y) => this.evaluator.outputs([x, y])[0] === 1;
  }

  /**
   * @param {number} side
   * @param {(into: Float64Array, at: Float64Array, k: number, points: number) => void} keep
   * @param {number} copies
   */
  #over(side, keep, copies) {
    const [left, right, low, high] = this.box;
    const points = side * side;
    const into = new Float64Array(copies * points);
    for (let k = 0; k < points; k++) {
      const x = left + ((right - left) * ((k % side) + 0.5)) / side;
      const y = high - ((high - low) * (Math.floor(k / side) + 0.5)) / side;
      keep(into, this.evaluator.at([x, y]), k, points);
    }
    return into;
  }

  /**
   * The values of one node, finely.
   * @param {number} node
   */
  at(node) {
    const known = this.fine.get(node);
    if (known) return known;
    const made = this.#over(PLANE_POINTS, (into, at, k) => { into[k] = at[node]; }, 1);
    this.fine.set(node, made);
    return made;
  }

  get fineSide() {
    return PLANE_POINTS;
  }

  /**
   * The values of all nodes at a point.
   * @param {number[]} point
   */
  probe(point) {
    return Array.from(this.evaluator.at(point));
  }

  /** The node that is the first output. */
  get output() {
    return this.net.inputs.length + this.net.outputUnits[0];
  }
}
