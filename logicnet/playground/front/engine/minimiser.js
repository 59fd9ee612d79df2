// The fewest product terms for functions of up to six inputs: all prime implicants, then an exact
// cover. Outputs share terms, and rows that are left open (don't-cares) may go either way.

import { EngineError } from "./exact.js";

/**
 * A function by rows, the first input most significant: a text of 0, 1 and - for each output.
 * @typedef {{inputs: string[], outputs: string[], values: string[]}} Table
 */
/**
 * A product term: for each input 1 (plain), 0 (negated) or null, and the outputs that have it.
 * @typedef {{literals: (0 | 1 | null)[], members: boolean[]}} Term
 */
/** @typedef {{terms: Term[], proven: boolean}} Cover */
/** @typedef {{term: Term, rows: Int32Array, size: number}} Column */

export const MOST_INPUTS = 6;
const MOST_NODES = 20000; // of the search, after which the best cover so far is returned

/**
 * The cover of a table with the fewest terms.
 * @param {Table} table
 * @returns {Cover}
 */
export function minimised(table) {
  checkTable(table);
  const needed = neededRows(table);
  const columns = primeColumns(table, needed);
  const search = new CoverSearch(needed, columns);
  const chosen = search.best();
  return { terms: chosen.map((c) => columns[c].term), proven: search.proven };
}

/** @param {Table} table */
export function checkTable(table) {
  const rows = 1 << table.inputs.length;
  if (table.inputs.length > MOST_INPUTS) {
    throw new EngineError(`${table.inputs.length} inputs are too many to be minimised here (limit ${MOST_INPUTS})`);
  }
  table.values.forEach((text, k) => {
    if (text.length !== rows || /[^01-]/.test(text)) {
      throw new EngineError(`output ${table.outputs[k]} needs ${rows} values 0, 1 or -, got ${text.length}`);
    }
  });
}

/**
 * The table with the flagged outputs complemented; rows that are open stay so.
 * @param {Table} table
 * @param {boolean[]} flags
 * @returns {Table}
 */
export function complementedTable(table, flags) {
  /** @type {Record<string, string>} */ const other = { 0: "1", 1: "0", "-": "-" };
  return { ...table, values: table.values.map((text, k) => (flags[k] ? text.replace(/[01]/g, (v) => other[v]) : text)) };
}

/**
 * The rows that are 1, output by output: 64 bits each.
 * @param {Table} table
 */
function neededRows(table) {
  const words = new Int32Array(2 * table.values.length);
  table.values.forEach((text, k) => {
    for (let r = 0; r < text.length; r++) if (text[r] === "1") words[2 * k + (r >> 5)] |= 1 << (r & 31);
  });
  return words;
}

/**
 * All prime implicants that are needed anywhere: a cube with all outputs it serves, unless a
 * larger cube serves all of them.
 * @param {Table} table
 * @param {Int32Array} needed
 * @returns {Column[]}
 */
function primeColumns(table, needed) {
  const [n, outputs] = [table.inputs.length, table.values.length];
  const cubes = 3 ** n;
  const serves = new Int32Array(cubes);
  for (let c = 0; c < cubes; c++) serves[c] = servedBy(c, n, table.values, serves);
  /** @type {Column[]} */ const found = [];
  for (let c = 0; c < cubes; c++) {
    if (!serves[c] || parentsOf(c, n).some((parent) => serves[parent] === serves[c])) continue;
    const digits = digitsOf(c, n);
    const rows = new Int32Array(2 * outputs);
    for (const r of rowsOfCube(digits)) {
      for (let k = 0; k < outputs; k++) if ((serves[c] >> k) & 1) rows[2 * k + (r >> 5)] |= 1 << (r & 31);
    }
    for (let w = 0; w < rows.length; w++) rows[w] &= needed[w];
    if (!rows.some((word) => word !== 0)) continue;
    const literals = digits.map((d) => (d === 2 ? null : /** @type {0 | 1} */ (d)));
    const members = table.values.map((_, k) => ((serves[c] >> k) & 1) === 1);
    found.push({ term: { literals, members }, rows, size: literals.filter((v) => v !== null).length });
  }
  return found;
}

/**
 * The digits of a cube's number: 0 and 1 for a literal, 2 for an input that is left out.
 * @param {number} cube
 * @param {number} n
 */
function digitsOf(cube, n) {
  return Array.from({ length: n }, (_, i) => Math.floor(cube / 3 ** (n - 1 - i)) % 3);
}

/**
 * The outputs, a bit each, for which no row of a cube is 0; cubes with a smaller number are known.
 * @param {number} cube
 * @param {number} n
 * @param {string[]} values
 * @param {Int32Array} known
 */
function servedBy(cube, n, values, known) {
  const digits = digitsOf(cube, n);
  const free = digits.indexOf(2);
  if (free >= 0) {
    const power = 3 ** (n - 1 - free);
    return known[cube - power] & known[cube - 2 * power];
  }
  const row = digits.reduce((sum, d) => 2 * sum + d, 0);
  return values.reduce((bits, text, k) => bits | (text[row] === "0" ? 0 : 1 << k), 0);
}

/**
 * @param {number} cube
 * @param {number} n
 */
function parentsOf(cube, n) {
  return digitsOf(cube, n).flatMap((d, i) => (d === 2 ? [] : [cube + (2 - d) * 3 ** (n - 1 - i)]));
}

/**
 * The numbers of the rows in a cube.
 * @param {number[]} digits
 */
export function rowsOfCube(digits) {
  return digits.reduce((rows, d) => rows.flatMap((r) => (d === 2 ? [2 * r, 2 * r + 1] : [2 * r + d])), [0]);
}

/** An exact search for the fewest columns that cover all needed rows. */
export class CoverSearch {
  /**
   * @param {Int32Array} needed
   * @param {Column[]} columns
   */
  constructor(needed, columns) {
    this.needed = needed;
    this.columns = columns;
    this.nodes = 0;
    this.proven = true;
    /** @type {number[] | null} */ this.found = null;
  }

  best() {
    this.#search(rowList(this.needed), this.columns.map((_, c) => c), []);
    return this.found ?? [];
  }

  /**
   * @param {number[]} rows that are still to be covered
   * @param {number[]} columns that may still be taken
   * @param {number[]} chosen
   */
  #search(rows, columns, chosen) {
    const core = this.#reduced(rows, columns, chosen);
    if (!core) return;
    if (!core.rows.length) {
      if (!this.found || core.chosen.length < this.found.length) this.found = core.chosen;
      return;
    }
    const bound = core.chosen.length + independentRows(core.readers);
    if (this.found && bound >= this.found.length) return;
    if (++this.nodes > MOST_NODES && this.found) {
      this.proven = false;
      return;
    }
    let hardest = 0;
    core.readers.forEach((read, k) => { if (read.length < core.readers[hardest].length) hardest = k; });
    const counts = new Map(core.columns.map((c) => [c, core.rows.filter((r) => this.#has(c, r)).length]));
    const order = core.readers[hardest].slice().sort((a, b) => (counts.get(b) ?? 0) - (counts.get(a) ?? 0)
      || this.columns[a].size - this.columns[b].size);
    let left = core.columns;
    for (const column of order) {
      left = left.filter((c) => c !== column);
      this.#search(core.rows.filter((r) => !this.#has(column, r)), left, [...core.chosen, column]);
    }
  }

  /**
   * @param {number} column
   * @param {number} row
   */
  #has(column, row) {
    return ((this.columns[column].rows[row >> 5] >> (row & 31)) & 1) === 1;
  }

  /**
   * What is left when columns that must be taken are, and dominated rows and columns are
   * dropped; null where a row has no column left.
   * @param {number[]} rows
   * @param {number[]} columns
   * @param {number[]} chosen
   */
  #reduced(rows, columns, chosen) {
    for (;;) {
      const readers = rows.map((r) => columns.filter((c) => this.#has(c, r)));
      if (readers.some((read) => !read.length)) return null;
      const only = readers.find((read) => read.length === 1);
      if (only) {
        chosen = [...chosen, only[0]];
        rows = rows.filter((r) => !this.#has(only[0], r));
        columns = columns.filter((c) => c !== only[0]);
        continue;
      }
      const keptRows = undominatedRows(readers).map((k) => rows[k]);
      const keptColumns = this.#undominated(keptRows, columns);
      if (keptRows.length === rows.length && keptColumns.length === columns.length) {
        return { rows, columns, chosen, readers };
      }
      [rows, columns] = [keptRows, keptColumns];
    }
  }

  /**
   * The columns without those that cover no more of the rows than another one does.
   * @param {number[]} rows
   * @param {number[]} columns
   */
  #undominated(rows, columns) {
    const masks = columns.map((c) => rows.reduce((mask, r, k) => (this.#has(c, r) ? mask | (1n << BigInt(k)) : mask), 0n));
    return columns.filter((c, a) => masks[a] !== 0n && !columns.some((d, b) => {
      if (a === b || (masks[a] & masks[b]) !== masks[a]) return false;
      if (masks[a] !== masks[b]) return true;
      const [mine, other] = [this.columns[c].size, this.columns[d].size];
      return other < mine || (other === mine && b < a);
    }));
  }
}

/** @param {Int32Array} words */
function rowList(words) {
  /** @type {number[]} */ const rows = [];
  for (let r = 0; r < 32 * words.length; r++) if ((words[r >> 5] >> (r & 31)) & 1) rows.push(r);
  return rows;
}

/**
 * The rows without those that are covered wherever another row is.
 * @param {number[][]} readers the columns of each row
 */
function undominatedRows(readers) {
  const sets = readers.map((read) => new Set(read));
  return readers.flatMap((read, a) => {
    const implied = readers.some((other, b) => b !== a && other.length <= read.length
      && (other.length < read.length || b < a) && other.every((c) => sets[a].has(c)));
    return implied ? [] : [a];
  });
}

/**
 * How many rows at least need a column of their own.
 * @param {number[][]} readers
 */
function independentRows(readers) {
  /** @type {Set<number>} */ const used = new Set();
  let count = 0;
  for (const read of readers.slice().sort((a, b) => a.length - b.length)) {
    if (read.some((c) => used.has(c))) continue;
    count += 1;
    read.forEach((c) => used.add(c));
  }
  return count;
}
