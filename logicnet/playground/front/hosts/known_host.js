/** A host that was told some answers before, such as what Python found for the scenes. */

/** @typedef {{verb: string, request: any, answer: any}} Known */

/**
 * The host, with the answers that are known.
 * @template {{name: string, verbs: Set<string>, ask: (verb: string, request: any, how?: any) => Promise<any>}} Host
 * @param {Host} host
 * @param {Known[]} answers
 */
export function knowing(host, answers) {
  const known = new Map(answers.map(({ verb, request, answer }) => [keyOf([verb, request]), answer]));
  return {
    ...host,
    verbs: new Set([...host.verbs, ...answers.map(({ verb }) => verb)]),
    /** @param {string} verb @param {any} request @param {any} [how] */
    async ask(verb, request, how) {
      const key = keyOf([verb, request]);
      return known.has(key) ? known.get(key) : host.ask(verb, request, how);
    },
  };
}

/**
 * A value as text, the keys of its objects in order.
 * @param {any} value
 * @returns {string}
 */
function keyOf(value) {
  return JSON.stringify(value, (_, part) => {
    if (part === null || typeof part !== "object" || Array.isArray(part)) return part;
    return Object.fromEntries(Object.entries(part).sort(([a], [b]) => (a < b ? -1 : 1)));
  });
}
