// Numbers beyond what a double holds: whole numbers of any size, and sums that are not rounded.

/** @typedef {number | bigint} Exact */

/** A request that cannot be answered, and the characters of its text that are to blame. */
export class EngineError extends Error {
  /**
   * @param {string} message
   * @param {{from: number, to: number} | null} [place]
   */
  constructor(message, place = null) {
    super(message);
    this.name = "HostError";
    this.place = place;
  }
}

const NUMBER_OR_TEXT = /"(?:[^"\\]|\\.)*"|-?\d+(?:\.\d+)?(?:[eE][+-]?\d+)?/g;
const LONG_MARK = /^\u0000-?\d+$/;

/**
 * The value of a JSON text, whole numbers beyond 2^53 as BigInt; nothing is rounded.
 * @param {string} text
 * @returns {any}
 */
export function parseExact(text) {
  const marked = text.replace(NUMBER_OR_TEXT, (token) => {
    if (token[0] === '"' || /[.eE]/.test(token)) return token;
    return Number.isSafeInteger(Number(token)) ? token : `"\\u0000${token}"`;
  });
  return JSON.parse(marked, (_, value) =>
    typeof value === "string" && LONG_MARK.test(value) ? BigInt(value.slice(1)) : value
  );
}

/**
 * The JSON text of a value, BigInt as whole numbers.
 * @param {unknown} value
 * @param {number} [indent]
 */
export function stringifyExact(value, indent) {
  const marked = (/** @type {string} */ _, /** @type {unknown} */ v) =>
    typeof v === "bigint" ? `\u0000${v}` : v;
  return JSON.stringify(value, marked, indent).replace(/"\\u0000(-?\d+)"/g, "$1");
}

/**
 * A number as [mantissa, exponent]: mantissa times 2 to the power of exponent, exactly.
 * @param {Exact} value
 * @returns {[bigint, number]}
 */
export function dyadic(value) {
  if (typeof value === "bigint") return [value, 0];
  if (!Number.isFinite(value)) throw new EngineError(`${value} is no finite number`);
  let exponent = 0;
  while (!Number.isInteger(value)) {
    value *= 2;
    exponent -= 1;
  }
  return [BigInt(value), exponent];
}

/**
 * The numbers as whole multiples of one power of two, and its exponent (0 or below).
 * @param {ArrayLike<Exact>} values
 * @returns {{whole: bigint[], exponent: number}}
 */
export function wholeMultiples(values) {
  const parts = Array.from(values, dyadic);
  const exponent = parts.reduce((least, [, e]) => Math.min(least, e), 0);
  return { whole: parts.map(([m, e]) => m << BigInt(e - exponent)), exponent };
}

/** @param {bigint} value */
export function magnitude(value) {
  return value < 0n ? -value : value;
}

/**
 * The greatest common divisor, 0 of none.
 * @param {bigint[]} values
 */
export function commonDivisor(values) {
  let found = 0n;
  for (let v of values) {
    v = magnitude(v);
    while (v) [found, v] = [v, found % v];
  }
  return found;
}

/** A fraction of whole numbers, its denominator positive. */
export class Fraction {
  /**
   * @param {bigint} over
   * @param {bigint} under
   */
  constructor(over, under = 1n) {
    const common = commonDivisor([over, under]) || 1n;
    const sign = under < 0n ? -1n : 1n;
    this.over = (sign * over) / common;
    this.under = (sign * under) / common;
  }

  /** @param {Exact} value */
  static of(value) {
    const [mantissa, exponent] = dyadic(value);
    return new Fraction(mantissa, 1n << BigInt(-exponent));
  }

  /** @param {Fraction} other */
  plus(other) {
    return new Fraction(this.over * other.under + other.over * this.under, this.under * other.under);
  }

  /** @param {Fraction} other */
  minus(other) {
    return new Fraction(this.over * other.under - other.over * this.under, this.under * other.under);
  }

  /** @param {Fraction} other */
  times(other) {
    return new Fraction(this.over * other.over, this.under * other.under);
  }

  /** @param {Fraction} other */
  by(other) {
    return new Fraction(this.over * other.under, this.under * other.over);
  }

  /** -1, 0 or 1. */
  get sign() {
    return this.over > 0n ? 1 : this.over < 0n ? -1 : 0;
  }

  /** The nearest double, as far as both parts are doubles. */
  get value() {
    const digits = Math.max(magnitude(this.over).toString(2).length, this.under.toString(2).length);
    const cut = BigInt(Math.max(0, digits - 1000));
    const [over, under] = [Number(this.over >> cut), Number(this.under >> cut)];
    if (this.under === 1n || (Number.isSafeInteger(over) && Number.isSafeInteger(under))) {
      return over / under;
    }
    const shift = 64n + BigInt(Math.max(0, this.under.toString(2).length - magnitude(this.over).toString(2).length));
    const quotient = (this.over << shift) / this.under;
    return Number(quotient) / 2 ** Number(shift);
  }

  toString() {
    return this.under === 1n ? `${this.over}` : `${this.over}/${this.under}`;
  }
}
