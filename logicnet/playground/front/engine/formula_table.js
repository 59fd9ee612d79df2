// The truth table of a formula, or of lines of the form name = formula.

import { EngineError } from "./exact.js";
import { FormulaParser, refuseTextbook } from "./formula_parser.js";

/** @typedef {import("./formula_parser.js").Meaning} Meaning */
/** @typedef {{name: string, text: string, at: number}} Stated */

const TABLE_LIMIT = 12; // inputs
const STATED = /^\s*([\p{L}_][\p{L}\p{N}_]*(?:\[\s*\w+\s*(?:,\s*\w+\s*)*\])*)\s*=(?![=>])/u;

/**
 * The table of what a text states; its inputs in natural order, as Python has them.
 *
 * @param {string} text
 * @returns {{inputs: string[], outputs: string[], values: string[]}}
 */
export function formulaTable(text) {
  const plain = text.replaceAll(/`(?:[^`]|``)+`(?!`)|#[^\n]*/g, (found) => (found[0] === "`" ? found : " ".repeat(found.length)));
  refuseTextbook(plain);
  const parts = statementsIn(plain);
  /** @type {Set<string>} */
  const known = new Set();
  /** @type {Set<string>} */
  const names = new Set();
  const meanings = parts.map(({ name, text: formula, at }) => {
    const parser = new FormulaParser(formula, at);
    const meaning = underName(parts.length > 1 || STATED.test(plain) ? name : "", () => parser.meaning());
    for (const read of parser.names) if (!known.has(read)) names.add(read);
    known.add(name);
    return meaning;
  });
  const inputs = [...names].sort(naturally);
  const clash = parts.find(({ name }) => names.has(name) && parts.length > 1);
  if (clash) throw new EngineError(`'${clash.name}' is stated by this formula or a later one`, { from: clash.at, to: clash.at + 1 });
  if (inputs.length > TABLE_LIMIT) throw new EngineError(`more than ${TABLE_LIMIT} inputs need Python, and this page has none`);
  return { inputs, outputs: parts.map(({ name }) => name), values: columns(inputs, parts, meanings) };
}

/**
 * What is read, or its error with the name of what it states.
 *
 * @template T
 * @param {string} name
 * @param {() => T} read
 */
function underName(name, read) {
  try {
    return read();
  } catch (error) {
    if (!name || !(error instanceof EngineError)) throw error;
    throw new EngineError(`${name}: ${error.message}`, error.place);
  }
}

/** @param {string} text @returns {Stated[]} */
function statementsIn(text) {
  if (!STATED.test(text)) return [{ name: "y", text, at: 0 }];
  /** @type {Stated[]} */
  const parts = [];
  for (const found of text.matchAll(/[^\n;]+/g)) {
    if (!found[0].trim()) continue;
    const head = STATED.exec(found[0]);
    const from = found.index + found[0].length - found[0].trimStart().length;
    const place = { from, to: from + 1 };
    if (!head) throw new EngineError("expected a name and '=', as in 'y = a & b'", place);
    if (parts.some(({ name }) => name === head[1])) throw new EngineError(`'${head[1]}' is stated twice`, place);
    parts.push({ name: head[1].replace(/\s+/g, ""), text: found[0].slice(head[0].length), at: found.index + head[0].length });
  }
  return parts;
}

/** @param {string[]} inputs @param {Stated[]} parts @param {Meaning[]} meanings */
function columns(inputs, parts, meanings) {
  const found = parts.map(() => "");
  for (let row = 0; row < 2 ** inputs.length; row += 1) {
    /** @type {{[name: string]: number}} */
    const values = Object.create(null); // where any name is a name like others
    inputs.forEach((name, k) => (values[name] = (row >> (inputs.length - 1 - k)) & 1));
    parts.forEach(({ name }, k) => {
      values[name] = meanings[k](values);
      found[k] += values[name];
    });
  }
  return found;
}

/**
 * x2 before x10.
 *
 * @param {string} a
 * @param {string} b
 */
function naturally(a, b) {
  const [one, two] = [a, b].map((name) => name.split(/(\d+)/));
  for (let k = 0; k < Math.min(one.length, two.length); k += 1) {
    if (one[k] === two[k]) continue;
    if (k % 2) {
      const [m, n] = [BigInt(one[k]), BigInt(two[k])];
      if (m !== n) return m < n ? -1 : 1;
    } else return one[k] < two[k] ? -1 : 1;
  }
  return one.length - two.length || (a < b ? -1 : 1);
}
