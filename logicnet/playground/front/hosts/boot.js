import { knowing } from "./known_host.js";
import { start } from "../main.js";
import { localHost } from "./local_host.js";
import { serverHost } from "./server_host.js";

/**
 * Start the playground in a page, on what stands in the page as JSON.
 * @param {HTMLElement} element
 * @param {{host: {name: string, token?: string}, state: any, least?: any, scenes: any,
 *   answers?: import("./known_host.js").Known[]}} given
 */
export function boot(element, given) {
  element.replaceChildren();
  const local = knowing(localHost(given), given.answers ?? []);
  const host = given.host.name === "server" ? serverHost(given.host, local) : local;
  return start(element, host, sceneNamed(given.scenes) ?? given.state);
}

/**
 * The state of the scene that the hash names (`#scene=xor`), or null where it names none.
 * @param {{id: string, state: any}[]} scenes
 */
function sceneNamed(scenes) {
  const id = /^#scene=(\w+)$/.exec(location.hash)?.[1];
  const scene = scenes.find((each) => each.id === id);
  return scene ? { ...scene.state, scene: id } : null;
}
