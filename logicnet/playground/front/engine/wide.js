// One hidden layer from product terms: an OR of ANDs, or an AND of ORs where that has fewer terms.

import { complementedTable, minimised } from "./minimiser.js";
import { unitCount } from "./network.js";

/** @typedef {import("./minimiser.js").Table} Table */
/** @typedef {import("./minimiser.js").Cover} Cover */
/** @typedef {import("./network.js").Network} Network */
/** @typedef {import("./exact.js").Exact} Exact */
/** @typedef {{reads: number[], weights: Exact[], threshold: Exact, label?: string}} DraftUnit */

/**
 * The wide network of a table, as Python's style "wide": its product terms or, where these are
 * fewer, those of the complement.
 * @param {Table} table
 * @returns {{network: Network, cover: Cover, negated: boolean[]}}
 */
export function wideNetwork(table) {
  const { cover, negated } = fewestTerms(table);
  return { network: networkOfCover(table.inputs, table.outputs, cover, negated), cover, negated };
}

/**
 * The cover with each output as it is or complemented, whichever needs fewer terms.
 * @param {Table} table
 * @returns {{cover: Cover, negated: boolean[]}}
 */
function fewestTerms(table) {
  const plain = minimised(table);
  const none = table.outputs.map(() => false);
  const flags = table.outputs.map((name, k) => {
    const alone = { ...table, outputs: [name], values: [table.values[k]] };
    const itself = table.outputs.length > 1 ? minimised(alone) : plain;
    return minimised(complementedTable(alone, [true])).terms.length < itself.terms.length;
  });
  if (!flags.some(Boolean)) return { cover: plain, negated: none };
  const mixed = minimised(complementedTable(table, flags));
  return mixed.terms.length < plain.terms.length ? { cover: mixed, negated: flags } : { cover: plain, negated: none };
}

/**
 * The network of a cover's product terms; negated outputs are the complement of theirs.
 * @param {string[]} inputs
 * @param {string[]} outputs
 * @param {Cover} cover
 * @param {boolean[]} negated
 * @returns {Network}
 */
export function networkOfCover(inputs, outputs, cover, negated) {
  const levels = new TwoLevels(inputs, cover, negated.every(Boolean));
  const ends = outputs.map((_, k) => levels.output(k, negated[k]));
  const kind = negated.every(Boolean) ? "AND of ORs" : negated.some(Boolean) ? "OR of ANDs, or its complement" : "OR of ANDs";
  const one = levels.units.length === 1;
  return networkOfUnits(inputs, outputs, levels.units, ends, one ? "one unit" : `minimised ${kind}`, one ? 1 : null);
}

/** The units of two levels; each product term becomes one when it is first needed. */
class TwoLevels {
  /**
   * @param {string[]} inputs
   * @param {Cover} cover
   * @param {boolean} clauses whether all outputs are negated, so that terms become clauses
   */
  constructor(inputs, cover, clauses) {
    this.inputs = inputs;
    this.terms = cover.terms;
    this.clauses = clauses;
    /** @type {DraftUnit[]} */ this.units = [];
    /** @type {Map<string, number>} */ this.known = new Map();
  }

  /**
   * The unit that is output k.
   * @param {number} k
   * @param {boolean} negate
   */
  output(k, negate) {
    const terms = this.terms.flatMap((term, t) => (term.members[k] ? [t] : []));
    const sizes = terms.map((t) => this.terms[t].literals.filter((v) => v !== null).length);
    if (!terms.length || sizes.includes(0)) return this.constant((terms.length > 0) !== negate);
    if (terms.length === 1) return this.term(terms[0], negate && !this.clauses);
    if (sizes.every((size) => size === 1)) return this.literals(terms, negate);
    return this.join(terms.map((t) => this.term(t, false)), negate);
  }

  /** @param {boolean} value */
  constant(value) {
    return this.unit({ reads: [], weights: [], threshold: value ? 0 : 1, label: value ? "1" : "0" });
  }

  /**
   * The AND of a term's literals, or its complement, a clause.
   * @param {number} t
   * @param {boolean} flip
   */
  term(t, flip) {
    const signs = this.terms[t].literals.map((v) => (v === null ? 0 : v ? 1 : -1));
    const plain = signs.filter((s) => s > 0).length;
    if (this.clauses || flip) return this.over(signs.map((s) => -s), 1 - plain, " | ");
    return this.over(signs, plain, " & ");
  }

  /**
   * The OR of literals as one unit, or the AND of their complements.
   * @param {number[]} terms
   * @param {boolean} negate
   */
  literals(terms, negate) {
    const signs = this.inputs.map((_, i) => terms.map((t) => this.terms[t].literals[i]).filter((v) => v !== null));
    if (signs.some((found) => found.includes(0) && found.includes(1))) return this.constant(!negate);
    const row = signs.map((found) => (found.length ? (found[0] ? 1 : -1) : 0));
    const minus = row.filter((s) => s < 0).length;
    return negate ? this.over(row.map((s) => -s), minus, " & ") : this.over(row, 1 - minus, " | ");
  }

  /**
   * @param {number[]} hidden
   * @param {boolean} negate
   */
  join(hidden, negate) {
    const nodes = [...new Set(hidden)].sort((a, b) => a - b);
    const count = nodes.length;
    const [weight, threshold, label] = this.clauses ? [1, count, `AND of ${count} clauses`]
      : negate ? [-1, 0, `none of ${count} terms`] : [1, 1, `OR of ${count} terms`];
    return this.unit({ reads: nodes.map((j) => this.inputs.length + j), weights: nodes.map(() => weight), threshold, label });
  }

  /**
   * @param {number[]} row
   * @param {number} threshold
   * @param {string} joint
   */
  over(row, threshold, joint) {
    const reads = row.flatMap((s, i) => (s ? [i] : []));
    const label = reads.map((i) => (row[i] < 0 ? "~" : "") + this.inputs[i]).join(joint);
    return this.unit({ reads, weights: reads.map((i) => row[i]), threshold, label });
  }

  /** @param {DraftUnit} unit */
  unit(unit) {
    const key = JSON.stringify([unit.reads, unit.weights, unit.threshold]);
    const found = this.known.get(key) ?? this.units.push(unit) - 1;
    this.known.set(key, found);
    return found;
  }
}

/**
 * The network of units in an order in which they may read earlier ones; each is put into the
 * earliest layer that its wires allow.
 * @param {string[]} inputs
 * @param {string[]} outputs
 * @param {DraftUnit[]} units
 * @param {number[]} ends the unit of each output
 * @param {string} construction
 * @param {number | null} lowerBound
 * @returns {Network}
 */
export function networkOfUnits(inputs, outputs, units, ends, construction, lowerBound) {
  const n = inputs.length;
  /** @type {number[]} */ const layerOf = [];
  units.forEach((unit) => layerOf.push(Math.max(-1, ...unit.reads.map((r) => (r < n ? -1 : layerOf[r - n]))) + 1));
  const order = units.map((_, j) => j).sort((a, b) => layerOf[a] - layerOf[b] || a - b);
  const place = new Map(order.map((j, at) => [j, at]));
  const node = (/** @type {number} */ r) => (r < n ? r : n + (place.get(r - n) ?? 0));
  const wires = order.map((j) => units[j].reads.map((r, k) => /** @type {[number, Exact]} */ ([node(r), units[j].weights[k]]))
    .sort((a, b) => a[0] - b[0]));
  const indptr = new Int32Array(units.length + 1);
  wires.forEach((w, j) => { indptr[j + 1] = indptr[j] + w.length; });
  const depth = Math.max(-1, ...layerOf) + 1;
  /** @type {Network} */ const network = {
    kind: "network", inputs, outputs, outputUnits: ends.map((j) => place.get(j) ?? 0), indptr,
    indices: Int32Array.from(wires.flat().map(([r]) => r)),
    layerStarts: Array.from({ length: depth + 1 }, (_, k) => layerOf.filter((l) => l < k).length),
    encoding: "binary", centre: null, scale: null, booleans: [],
    labels: units.every((unit) => unit.label !== undefined) ? order.map((j) => units[j].label ?? "") : null,
    weights: wires.flat().map(([, w]) => w), thresholds: order.map((j) => units[j].threshold),
    construction, lowerBound,
  };
  return network;
}

/**
 * One AND for each row that is 1 in some output, as Python's style "minterms".
 * @param {Table} table
 */
export function mintermsNetwork(table) {
  const n = table.inputs.length;
  const terms = Array.from({ length: 1 << n }, (_, r) => ({
    literals: Array.from({ length: n }, (_, i) => /** @type {0 | 1} */ ((r >> (n - 1 - i)) & 1)),
    members: table.values.map((text) => text[r] === "1"),
  })).filter((term) => term.members.some(Boolean));
  const network = networkOfCover(table.inputs, table.outputs, { terms, proven: false }, table.outputs.map(() => false));
  return { ...network, construction: "one AND a true row", lowerBound: unitCount(network) === 1 ? 1 : null };
}
