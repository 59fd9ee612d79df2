import { start } from "./main.js";
import { localHost } from "./local_host.js";
import { server_host } from "./server_host.js";

/**
 * Start the playground in a page, on what stands in the page as JSON.
 * @param {HTMLElement} element
 * @param {{host: {name: string, token?: string}, state: any, least?: any, scenes: any}} given
 */
export function boot(element, given) {
  element.replaceChildren();
  const local = localHost(given);
  const host = given.host.name === "server" ? server_host(given.host, local) : local;
  return start(element, host, given.state);
}
