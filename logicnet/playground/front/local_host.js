/**
 * The host of a page without Python.
 * @param {any} given
 */
export function local_host(given) {
  return {
    name: "page",
    verbs: new Set(["scenes", "least"]),
    /** @param {string} verb */
    async ask(verb) {
      return given[verb];
    },
  };
}
