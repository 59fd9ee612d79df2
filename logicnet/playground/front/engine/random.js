// Random numbers as numpy's default generator draws them, so that a seed means the same here.
//
// PCG64 (XSL-RR) of O'Neill, seeded by numpy's SeedSequence; normal numbers by the ziggurat of
// Marsaglia and Tsang with 256 layers.

const MASK_128 = (1n << 128n) - 1n;
const MASK_64 = (1n << 64n) - 1n;
const MULTIPLIER = 0x2360ed051fc65da44385df649fccf645n;

/** Numbers of one seed. */
export class Random {
  /**
   * @param {number} seed a whole number from 0 on
   * @param {number[]} [path] which of the seed's children
   */
  constructor(seed, path = []) {
    const words = seedWords(seed, path, 8).map(BigInt);
    const long = [0, 2, 4, 6].map((k) => words[k] | (words[k + 1] << 32n));
    this.increment = ((((long[2] << 64n) | long[3]) << 1n) | 1n) & MASK_128;
    this.state = 0n;
    this.#step();
    this.state = (this.state + ((long[0] << 64n) | long[1])) & MASK_128;
    this.#step();
    /** @type {number | null} */ this.half = null;
  }

  /**
   * The generator of a seed's child, as `SeedSequence(seed).spawn(...)[child]` gives it.
   * @param {number} seed
   * @param {number} child
   */
  static spawned(seed, child) {
    return new Random(seed, [child]);
  }

  #step() {
    this.state = (this.state * MULTIPLIER + this.increment) & MASK_128;
  }

  /** The next 64 bits. */
  next64() {
    this.#step();
    const [high, low] = [this.state >> 64n, this.state & MASK_64];
    const [value, turn] = [high ^ low, this.state >> 122n];
    return ((value >> turn) | (value << (64n - turn))) & MASK_64;
  }

  /** The next 32 bits: the lower half of 64, then the upper one. */
  next32() {
    if (this.half !== null) {
      const kept = this.half;
      this.half = null;
      return kept;
    }
    const value = this.next64();
    this.half = Number(value >> 32n);
    return Number(value & 0xffffffffn);
  }

  /** A number from 0 to below 1. */
  next() {
    return Number(this.next64() >> 11n) * 2 ** -53;
  }

  /**
   * @param {number} low
   * @param {number} high
   */
  uniform(low, high) {
    return low + (high - low) * this.next();
  }

  /**
   * So many numbers from `low` to `high`.
   * @param {number} low
   * @param {number} high
   * @param {number} count
   */
  uniforms(low, high, count) {
    return Float64Array.from({ length: count }, () => this.uniform(low, high));
  }

  /**
   * A whole number from 0 to `most`, which is below 2^32.
   * @param {number} most
   */
  upTo(most) {
    if (most === 0) return 0;
    const mask = 2 ** (32 - Math.clz32(most)) - 1;
    for (;;) {
      const value = (this.next32() & mask) >>> 0;
      if (value <= mask && value <= most) return value;
    }
  }

  /**
   * The numbers from 0 to below `count` in a random order.
   * @param {number} count
   * @returns {number[]}
   */
  permutation(count) {
    return this.shuffled(Array.from({ length: count }, (_, k) => k));
  }

  /**
   * The values in a random order.
   * @template T
   * @param {T[]} values
   * @returns {T[]}
   */
  shuffled(values) {
    const order = values.slice();
    for (let i = order.length - 1; i > 0; i--) {
      const j = this.upTo(i);
      [order[i], order[j]] = [order[j], order[i]];
    }
    return order;
  }

  /** A number of the standard normal distribution. */
  normal() {
    for (;;) {
      const bits = this.next64();
      const layer = Number(bits & 0xffn);
      const negative = (bits >> 8n) & 1n;
      const size = Number((bits >> 9n) & 0xfffffffffffffn);
      const x = size * ZIGGURAT.width[layer] * (negative ? -1 : 1);
      if (size < ZIGGURAT.inside[layer]) return x;
      if (layer === 0) return this.#tail(size);
      const [upper, lower] = [ZIGGURAT.height[layer - 1], ZIGGURAT.height[layer]];
      if ((upper - lower) * this.next() + lower < Math.exp(-0.5 * x * x)) return x;
    }
  }

  /** @param {number} size */
  #tail(size) {
    for (;;) {
      const x = -Math.log1p(-this.next()) / FIRST_EDGE;
      const y = -Math.log1p(-this.next());
      if (y + y > x * x) return Math.floor(size / 256) % 2 ? -(FIRST_EDGE + x) : FIRST_EDGE + x;
    }
  }
}

const FIRST_EDGE = 3.6541528853610088; // where the tail begins
const AREA = 0.00492867323397465524494; // of each layer

const ZIGGURAT = zigguratTables();

function zigguratTables() {
  const scale = 2 ** 52;
  const density = (/** @type {number} */ x) => Math.exp(-0.5 * x * x);
  const [width, inside, height] = [new Float64Array(256), new Float64Array(256), new Float64Array(256)];
  let [edge, last] = [FIRST_EDGE, FIRST_EDGE];
  const base = AREA / density(edge);
  inside[0] = Math.floor((edge / base) * scale);
  width[0] = base / scale;
  width[255] = edge / scale;
  height[0] = 1;
  height[255] = density(edge);
  for (let i = 254; i >= 1; i--) {
    edge = Math.sqrt(-2 * Math.log(AREA / edge + density(edge)));
    inside[i + 1] = Math.floor((edge / last) * scale);
    last = edge;
    height[i] = density(edge);
    width[i] = edge / scale;
  }
  return { width, inside, height };
}

/**
 * What numpy's SeedSequence makes of a seed and the path to one of its children.
 * @param {number} seed
 * @param {number[]} path
 * @param {number} count of 32-bit words
 */
function seedWords(seed, path, count) {
  const entropy = seedWordsOf(seed);
  while (path.length && entropy.length < 4) entropy.push(0);
  entropy.push(...path);
  let mixed = 0x43b0d7e5;
  const hash = (/** @type {number} */ value) => {
    value ^= mixed;
    mixed = Math.imul(mixed, 0x931e8875);
    value = Math.imul(value, mixed);
    return (value ^ (value >>> 16)) >>> 0;
  };
  const mix = (/** @type {number} */ x, /** @type {number} */ y) => {
    const value = Math.imul(0xca01f9dd, x) - Math.imul(0x4973f715, y);
    return (value ^ (value >>> 16)) >>> 0;
  };
  const pool = [0, 1, 2, 3].map((k) => hash(entropy[k] ?? 0));
  for (let s = 0; s < 4; s++) {
    for (let d = 0; d < 4; d++) if (s !== d) pool[d] = mix(pool[d], hash(pool[s]));
  }
  for (const word of entropy.slice(4)) {
    for (let d = 0; d < 4; d++) pool[d] = mix(pool[d], hash(word));
  }
  let stirred = 0x8b51f9dd;
  return Array.from({ length: count }, (_, k) => {
    let value = pool[k % 4] ^ stirred;
    stirred = Math.imul(stirred, 0x58f38ded);
    value = Math.imul(value, stirred);
    return (value ^ (value >>> 16)) >>> 0;
  });
}

/** @param {number} seed */
function seedWordsOf(seed) {
  const words = [];
  for (let rest = BigInt(seed); rest > 0n || !words.length; rest >>= 32n) words.push(Number(rest & 0xffffffffn));
  return words;
}
