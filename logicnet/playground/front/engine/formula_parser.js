// Formulas to truth tables without Python: the ordinary notation of Python's parser, with its errors.

import { EngineError } from "./exact.js";

/**
 * @typedef {{text: string, at: number}} Token
 * @typedef {(values: {[name: string]: number}) => number} Meaning
 * @typedef {{fewest: number, most: number, means: (k: number, of: number[]) => number, counts?: boolean}} Call
 */

const NAME_PATTERN = "[\\p{L}_][\\p{L}\\p{N}_]*(?:\\[\\s*\\w+\\s*(?:,\\s*\\w+\\s*)*\\])*";
const TOKEN_PATTERN = `${NAME_PATTERN}|\`(?:[^\`]|\`\`)+\`(?!\`)|\\d[\\w.]*|<->|<=>|->|=>|==|&&|\\|\\||!=|<=|>=|\\S`;
const SPELLINGS = {
  not: "~ ! ¬ not",
  and: "& && * ∧ · ⋅ and",
  xor: "^ ⊕ xor",
  or: "| || + ∨ or",
  implies: "-> => → implies",
  iff: "<-> <=> ↔ == iff xnor",
};
const BINDING = /** @type {{[name: string]: number}} */ ({ iff: 1, implies: 2, or: 3, xor: 4, and: 5, not: 6 });
const OPERATION = new Map(Object.entries(SPELLINGS).flatMap(([name, texts]) => texts.split(" ").map((text) => [text, name])));
const CONSTANT_VALUES = new Map([["0", 0], ["1", 1], ["false", 0], ["true", 1]]);
const OPERAND = "expected a variable, a constant, '(' or 'not'";
const MEANINGS = /** @type {{[name: string]: (a: number, b: number) => number}} */ ({
  and: (a, b) => a & b, or: (a, b) => a | b, xor: (a, b) => a ^ b, implies: (a, b) => (1 ^ a) | b, iff: (a, b) => 1 ^ a ^ b,
});
const sum = (/** @type {number[]} */ of) => of.reduce((total, bit) => total + bit, 0);
const bit = (/** @type {boolean} */ holds) => (holds ? 1 : 0);
/** @type {{[name: string]: Call}} */
const CALLS = {
  not: { fewest: 1, most: 1, means: (_, of) => 1 ^ of[0] },
  and: { fewest: 1, most: Infinity, means: (_, of) => bit(sum(of) === of.length) },
  or: { fewest: 1, most: Infinity, means: (_, of) => bit(sum(of) > 0) },
  xor: { fewest: 1, most: Infinity, means: (_, of) => sum(of) % 2 },
  nand: { fewest: 1, most: Infinity, means: (_, of) => bit(sum(of) < of.length) },
  nor: { fewest: 1, most: Infinity, means: (_, of) => bit(sum(of) === 0) },
  xnor: { fewest: 1, most: Infinity, means: (_, of) => 1 - (sum(of) % 2) },
  implies: { fewest: 2, most: 2, means: (_, of) => (1 ^ of[0]) | of[1] },
  iff: { fewest: 2, most: 2, means: (_, of) => 1 ^ of[0] ^ of[1] },
  equivalent: { fewest: 2, most: Infinity, means: (_, of) => bit(sum(of) % of.length === 0) },
  ite: { fewest: 3, most: 3, means: (_, of) => (of[0] ? of[1] : of[2]) },
  parity: { fewest: 1, most: Infinity, means: (_, of) => sum(of) % 2 },
  majority: { fewest: 1, most: Infinity, means: (_, of) => bit(2 * sum(of) > of.length) },
  atleast: { fewest: 1, most: Infinity, means: (k, of) => bit(sum(of) >= k), counts: true },
  atmost: { fewest: 1, most: Infinity, means: (k, of) => bit(sum(of) <= k), counts: true },
  exactly: { fewest: 1, most: Infinity, means: (k, of) => bit(sum(of) === k), counts: true },
};
const COMPARED = "comparisons of numbers need Python, and this page has none";
const INSTEAD_OF = new Map([
  ["=", "write 'a == b' for a equal to b"], ["!=", "write 'a ^ b' for a different from b"], ["≠", "write 'a ^ b' for a different from b"],
  ["<", COMPARED], [">", COMPARED], ["<=", COMPARED], [">=", COMPARED], ["≤", COMPARED], ["≥", COMPARED],
  ["[", "an index is written without a space before it, like x[3] or x[3,1]"], ["?", "write ite(condition, then, else)"],
]);
const UNCLOSED_NAME = "a name in backticks ends with a second one, like `income=high`";
/** What Python takes for the notation of textbooks, letters side by side being a product. */
const TEXTBOOK = /\\[A-Za-z]|_\{|[\u0304\u0305]|(?<=[\w)\]'`])'\s*(?:\(|(?!(?:and|or|xor|implies|iff|xnor|AND|OR|XOR)\b)[\p{L}])|\)\(|(?<!\w)[A-Z]\(/u;
const DEEPEST = 400; // parentheses within each other

/** One formula: its tokens, its meaning, and the names that it reads. */
export class FormulaParser {
  /**
   * @param {string} text
   * @param {number} [start] where it begins in the text that was asked about
   */
  constructor(text, start = 0) {
    this.tokens = [...text.matchAll(new RegExp(TOKEN_PATTERN, "gu"))].map((found) => ({ text: found[0], at: start + found.index }));
    this.tokens.push({ text: "", at: start + text.length });
    this.at = 0;
    this.depth = 0;
    /** @type {Set<string>} */
    this.names = new Set();
  }

  /** @returns {Meaning} */
  meaning() {
    const found = this.binary(1);
    const token = this.tokens[this.at];
    if (token.text === ")") throw this.error("this ')' closes nothing");
    if (token.text === ",") throw this.error("a ',' stands between the arguments of a function, as in nand(a, b)");
    if (token.text) throw this.noOperator();
    return found;
  }

  /** @param {number} binding @returns {Meaning} */
  binary(binding) {
    let left = this.unary();
    for (;;) {
      const name = OPERATION.get(this.tokens[this.at].text.toLowerCase());
      if (!name || name === "not" || BINDING[name] < binding) return left;
      this.at += 1;
      const right = this.binary(BINDING[name] + (name === "implies" ? 0 : 1));
      const [a, means] = [left, MEANINGS[name]];
      left = (values) => means(a(values), right(values));
    }
  }

  /** @returns {Meaning} */
  unary() {
    if (OPERATION.get(this.tokens[this.at].text.toLowerCase()) === "not" && !this.isCall()) {
      this.at += 1;
      const of = this.nested(() => this.unary());
      return (values) => 1 ^ of(values);
    }
    let found = this.operand();
    while (this.tokens[this.at].text === "'") {
      this.at += 1;
      const of = found;
      found = (values) => 1 ^ of(values);
    }
    return found;
  }

  /** @returns {Meaning} */
  operand() {
    const { text } = this.tokens[this.at];
    const lower = text.toLowerCase();
    if (text === "(") return this.group();
    if (this.isCall()) return this.call(lower);
    const value = CONSTANT_VALUES.get(lower);
    const word = /^[\p{L}_]/u.test(text);
    if (value === undefined && !(word && !OPERATION.has(lower)) && !(text[0] === "`" && text.length > 1)) throw this.noOperand();
    this.at += 1;
    if (value !== undefined) return () => value;
    const name = word ? text.replace(/\s+/g, "") : text.slice(1, -1).replaceAll("``", "`");
    this.names.add(name);
    return (values) => values[name];
  }

  isCall() {
    const name = this.tokens[this.at].text.toLowerCase();
    return Object.hasOwn(CALLS, name) && this.tokens[this.at + 1]?.text === "(";
  }

  /** @returns {Meaning} */
  group() {
    const open = this.at;
    this.at += 1;
    const found = this.nested(() => this.binary(1));
    this.close(open, "(");
    return found;
  }

  /** @param {string} name @returns {Meaning} */
  call(name) {
    const start = this.at;
    const { fewest, most, means, counts } = CALLS[name];
    this.at += 2;
    const k = counts ? this.count(name) : 0;
    /** @type {Meaning[]} */
    const of = [];
    if (this.tokens[this.at].text !== ")" || counts) {
      of.push(this.nested(() => this.binary(1)));
      while (this.tokens[this.at].text === ",") {
        this.at += 1;
        of.push(this.nested(() => this.binary(1)));
      }
      this.close(start, `${name}(`);
    } else this.at += 1;
    if (of.length < fewest || of.length > most) {
      const takes = `${fewest === most ? "" : "at least "}${fewest} argument${fewest === 1 ? "" : "s"}`;
      throw this.error(`${name}(...) takes ${takes}, got ${of.length}`, start);
    }
    return (values) => means(k, of.map((each) => each(values)));
  }

  /** @param {string} name */
  count(name) {
    const { text } = this.tokens[this.at];
    if (!/^\d{1,18}$/.test(text)) {
      const got = text === "-" ? text + this.tokens[this.at + 1].text : text;
      throw this.error(`${name}(k, ...) needs a whole number k of at most 18 digits, got ${quoted(got)}`);
    }
    this.at += 1;
    if (this.tokens[this.at].text !== ",") throw this.error(`expected ',' and what ${name} counts after ${quoted(text)}`);
    this.at += 1;
    return Number(text);
  }

  /** @param {number} open @param {string} what */
  close(open, what) {
    const { text } = this.tokens[this.at];
    if (text === ",") throw this.error("a ',' stands between the arguments of a function, as in nand(a, b)");
    if (!text) throw this.error(`this '${what}' is never closed; expected ')'`, open);
    if (text !== ")") throw this.noOperator();
    this.at += 1;
  }

  /** @param {() => Meaning} read */
  nested(read) {
    this.depth += 1;
    if (this.depth > DEEPEST) throw this.error(`more than ${DEEPEST} levels need Python, and this page has none`);
    const found = read();
    this.depth -= 1;
    return found;
  }

  noOperand() {
    const { text } = this.tokens[this.at];
    const before = this.tokens[this.at - 1]?.text ?? "";
    if (!text && !before) return this.error("the formula is empty; expected for example 'a & ~b'");
    if (/^\d/.test(text)) return this.error(`${quoted(text)} is no truth value; the constants are 0 and 1, and a name starts with a letter`);
    if (text === "`") return this.error(UNCLOSED_NAME);
    const after = before ? ` after ${quoted(before)}` : " at the start";
    if (!text) return this.error(`${OPERAND}${after}, but the formula ends`);
    if ([",", ")"].includes(text) || OPERATION.has(text.toLowerCase())) return this.error(OPERAND + after);
    return this.error(`${OPERAND}${after}, got ${quoted(text)}`);
  }

  noOperator() {
    const { text } = this.tokens[this.at];
    const before = this.tokens[this.at - 1].text;
    const lower = text.toLowerCase();
    if (text === "`") return this.error(`'\`' is no operator here; ${UNCLOSED_NAME}`);
    const instead = INSTEAD_OF.get(text);
    if (instead) return this.error(`${quoted(text)} is no operator here; ${instead}`);
    if (Object.hasOwn(CALLS, lower) && lower !== "not") return this.error(`${lower} is a function: write ${lower}(a, b), not a ${lower} b`);
    if (text === "(" && /^[\p{L}_]/u.test(before)) {
      return this.error(`expected an operator between ${quoted(before)} and '(', or a function: ${Object.keys(CALLS).join(", ")}`);
    }
    const symbol = !/^[\p{L}\p{N}_]|^`./u.test(text);
    if (!symbol || text === "(" || OPERATION.has(lower)) return this.error(`expected an operator between ${quoted(before)} and ${quoted(text)}`);
    return this.error(`expected an operator after ${quoted(before)}, got ${quoted(text)}`);
  }

  /** @param {string} reason @param {number} [at] */
  error(reason, at = this.at) {
    const token = this.tokens[at];
    return new EngineError(reason, { from: token.at, to: token.at + Math.max(1, token.text.length) });
  }
}

/**
 * Refuse what Python would read, or ask about, as the notation of textbooks.
 *
 * @param {string} text
 */
export function refuseTextbook(text) {
  const found = TEXTBOOK.exec(text) ?? /(?<![\w`])[A-Z]{2,}(?![\w`])/.exec(text);
  if (!found || /^(AND|OR|NOT|XOR|NAND|NOR|XNOR|IFF|ITE|TRUE|FALSE)$/.test(found[0])) return;
  throw new EngineError("letters side by side need Python, and this page has none; write the product with *", { from: found.index, to: found.index + found[0].length });
}

/** @param {string} token */
function quoted(token) {
  if (!token) return "nothing";
  const short = token.length <= 40 ? token : `${token.slice(0, 37)}...`;
  return short.includes("'") ? `"${short}"` : `'${short}'`;
}
