/** The whole state in the hash of a link, packed. */

/** @typedef {import("./store.js").State} State */

const LOCAL = ["theme", "drawer"]; // what is the reader's own, not the picture's

/**
 * The state as text that may stand in a hash.
 *
 * @param {State} state
 * @returns {Promise<string>}
 */
export async function packed(state) {
  const kept = Object.fromEntries(Object.entries(state).filter(([name, value]) => !LOCAL.includes(name) && value !== undefined));
  const octets = new TextEncoder().encode(JSON.stringify(kept));
  const stream = new Blob([octets]).stream().pipeThrough(new CompressionStream("deflate-raw"));
  const small = new Uint8Array(await new Response(stream).arrayBuffer());
  let text = "";
  for (const octet of small) text += String.fromCharCode(octet);
  return btoa(text).replaceAll("+", "-").replaceAll("/", "_").replaceAll("=", "");
}

/**
 * The state that a hash holds, or null where it holds none.
 *
 * @param {string} hash
 * @returns {Promise<State | null>}
 */
export async function unpacked(hash) {
  const text = hash.replace(/^#?s=/, "");
  if (!text || text === hash) return null;
  try {
    const small = Uint8Array.from(atob(text.replaceAll("-", "+").replaceAll("_", "/")), (c) => c.charCodeAt(0));
    const stream = new Blob([small]).stream().pipeThrough(new DecompressionStream("deflate-raw"));
    const state = JSON.parse(await new Response(stream).text());
    return isState(state) ? state : null;
  } catch {
    return null;
  }
}

/** @param {any} state */
function isState(state) {
  return typeof state === "object" && state !== null && typeof state.view === "string" && typeof state.source?.kind === "string";
}
