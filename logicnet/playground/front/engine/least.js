// The least networks of all functions of up to four inputs, from one of each of 222 classes.

import { EngineError } from "./exact.js";
import { networkOfUnits } from "./wide.js";

/** @typedef {import("./minimiser.js").Table} Table */
/** @typedef {[number, number[][], number[][]]} ClassRow a word of 16 rows, and units in two senses */

const MOST_LEAST = 4; // inputs
const PERMUTATIONS = permutations([0, 1, 2, 3]);
const NOT_FOUND = -1;

/**
 * All orders of some values.
 * @param {number[]} values
 * @returns {number[][]}
 */
function permutations(values) {
  if (!values.length) return [[]];
  return values.flatMap((v) => permutations(values.filter((w) => w !== v)).map((rest) => [v, ...rest]));
}

/** The table that the verb `least` gives, ready to be asked. */
export class LeastNetworks {
  /** @param {{inputs: number, classes: ClassRow[]}} table */
  constructor(table) {
    this.classes = table.classes;
    /** @type {Int32Array | null} */ this.ways = null;
  }

  /**
   * The network with the fewest units for one output of up to four inputs; rows that are open get
   * the values that need the fewest units.
   * @param {Table} table
   * @param {{skip?: boolean}} [options] without `skip` wires join neighbouring layers only
   */
  network(table, { skip = true } = {}) {
    const n = table.inputs.length;
    if (n > MOST_LEAST || table.outputs.length !== 1) {
      throw new EngineError(`least networks are known for one output of up to ${MOST_LEAST} inputs`);
    }
    const ways = this.#ways();
    let best = { count: Infinity, way: NOT_FOUND };
    for (const word of completions(table.values[0], n)) {
      const count = this.#classOf(ways[word])[skip ? 1 : 2].length;
      if (count < best.count) best = { count, way: ways[word] };
    }
    const units = this.#units(best.way, skip ? 1 : 2, n);
    return networkOfUnits(table.inputs, table.outputs, units, [units.length - 1], "least network of 4 inputs", units.length);
  }

  /** @param {number} way */
  #classOf(way) {
    return this.classes[Math.floor(way / (24 * 32))];
  }

  /** For each word of 16 rows the class and how it comes from it. */
  #ways() {
    if (this.ways) return this.ways;
    const ways = new Int32Array(1 << 16).fill(NOT_FOUND);
    for (let p = 0; p < 24; p++) {
      for (let mask = 0; mask < 16; mask++) {
        const rows = Array.from({ length: 16 }, (_, r) => rowSeen(r, PERMUTATIONS[p], mask));
        this.classes.forEach(([word], number) => {
          let turned = 0;
          for (let r = 0; r < 16; r++) turned |= ((word >> rows[r]) & 1) << r;
          const way = (number * 24 + p) * 32 + mask * 2;
          if (ways[turned] < 0) ways[turned] = way;
          if (ways[turned ^ 0xffff] < 0) ways[turned ^ 0xffff] = way + 1;
        });
      }
    }
    this.ways = ways;
    return ways;
  }

  /**
   * The units of a class, its inputs permuted and negated, its output perhaps negated.
   * @param {number} way
   * @param {1 | 2} sense
   * @param {number} n inputs that there are; those beyond do not matter
   */
  #units(way, sense, n) {
    const [order, mask, negated] = [PERMUTATIONS[Math.floor(way / 32) % 24], (way >> 1) & 15, way & 1];
    const rows = this.#classOf(way)[sense];
    return rows.map((row, j) => {
      let threshold = row[row.length - 1];
      /** @type {[number, number][]} */ const wires = [];
      row.slice(0, -1).forEach((weight, k) => {
        const flip = k < 4 && (mask >> k) & 1;
        if (flip) threshold -= weight;
        if (weight) wires.push([k < 4 ? order[k] : n + k - 4, flip ? -weight : weight]);
      });
      wires.sort((a, b) => a[0] - b[0]);
      const turn = negated && j === rows.length - 1;
      return { reads: wires.map(([node]) => node), weights: wires.map(([, w]) => (turn ? -w : w) + 0),
        threshold: turn ? 1 - threshold : threshold };
    });
  }
}

/**
 * The row that a class sees in row r: its input k is input order[k], negated where the mask says.
 * @param {number} r
 * @param {number[]} order
 * @param {number} mask
 */
function rowSeen(r, order, mask) {
  let seen = 0;
  for (let k = 0; k < 4; k++) seen |= (((r >> (3 - order[k])) & 1) ^ ((mask >> k) & 1)) << (3 - k);
  return seen;
}

/**
 * The words of 16 rows that a column may become; inputs beyond n, the last ones, do not matter.
 * @param {string} column
 * @param {number} n
 */
function* completions(column, n) {
  const repeat = 1 << (MOST_LEAST - n);
  const bits = (/** @type {number} */ r) => ((1 << repeat) - 1) << (r * repeat);
  let word = 0;
  /** @type {number[]} */ const open = [];
  for (let r = 0; r < column.length; r++) {
    if (column[r] === "1") word |= bits(r);
    if (column[r] === "-") open.push(bits(r));
  }
  for (let choice = 0; choice < 1 << open.length; choice++) {
    let chosen = word;
    open.forEach((own, k) => { if ((choice >> k) & 1) chosen |= own; });
    yield chosen;
  }
}
