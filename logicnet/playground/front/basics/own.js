/** Looking up names that a reader has chosen. */

/**
 * What an object holds itself under a name, which may be one that every object knows:
 * `constructor`, `__proto__`.
 *
 * @template T
 * @param {{[name: string]: T} | null | undefined} held
 * @param {string} name
 * @returns {T | undefined}
 */
export function own(held, name) {
  return held && Object.hasOwn(held, name) ? held[name] : undefined;
}
