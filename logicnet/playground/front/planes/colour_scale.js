// From a value to a colour: vermilion through grey to blue, as the themes have them.

/** @typedef {{low: number[], middle: number[], high: number[], ink: string, paper: string,
 *   line: string, positive: string, negative: string, soft: string, fire: string,
 *   shades: Uint32Array}} Palette */

const SHADES = 256;

/**
 * The colours of an element's theme.
 * @param {Element} element
 * @returns {Palette}
 */
export function paletteOf(element) {
  const style = getComputedStyle(element);
  const named = (/** @type {string} */ name) => style.getPropertyValue(name).trim() || "#888888";
  const [low, high, paper] = [named("--negative"), named("--positive"), named("--paper")].map(channelsOf);
  const dark = paper[0] + paper[1] + paper[2] < 384;
  const middle = dark ? [44, 51, 60] : [238, 240, 242];
  const shades = new Uint32Array(SHADES);
  for (let k = 0; k < SHADES; k++) {
    const at = (2 * k) / (SHADES - 1) - 1;
    const end = at < 0 ? low : high;
    const share = Math.abs(at) ** 0.85 * 0.9;
    const [r, g, b] = middle.map((m, c) => Math.round(m + (end[c] - m) * share));
    shades[k] = (255 << 24) | (b << 16) | (g << 8) | r;
  }
  return { low, middle, high, shades, ink: named("--ink"), paper: named("--paper"), line: named("--strong-line"),
    positive: named("--positive"), negative: named("--negative"), soft: named("--soft"), fire: named("--fire") };
}

/**
 * Red, green and blue of "#rgb" or "#rrggbb".
 * @param {string} colour
 */
function channelsOf(colour) {
  const digits = colour.length === 4 ? [...colour.slice(1)].map((d) => d + d).join("") : colour.slice(1);
  return [0, 2, 4].map((k) => parseInt(digits.slice(k, k + 2), 16) || 0);
}

/**
 * Write values into a picture of as many points: `low` is the first colour, `high` the last.
 * @param {ImageData} image
 * @param {ArrayLike<number>} values
 * @param {number} first
 * @param {number} low
 * @param {number} high
 * @param {Palette} palette
 */
export function shade(image, values, first, low, high, palette) {
  const points = new Uint32Array(image.data.buffer);
  const scale = (SHADES - 1) / (high - low || 1);
  for (let k = 0; k < points.length; k++) {
    const at = (values[first + k] - low) * scale;
    points[k] = palette.shades[at <= 0 ? 0 : at >= SHADES - 1 ? SHADES - 1 : Math.round(at)];
  }
}

/**
 * The colour of one value.
 * @param {number} value
 * @param {number} low
 * @param {number} high
 * @param {Palette} palette
 */
export function shadeOf(value, low, high, palette) {
  const at = Math.min(SHADES - 1, Math.max(0, Math.round(((value - low) * (SHADES - 1)) / (high - low || 1))));
  const word = palette.shades[at];
  return `rgb(${word & 255}, ${(word >> 8) & 255}, ${(word >> 16) & 255})`;
}
