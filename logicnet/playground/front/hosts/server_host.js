/** What a host rejects with: a message, and the place in the text that was asked about. */
export class HostError extends Error {
  /** @param {string} message @param {{from: number, to: number} | null} place */
  constructor(message, place = null) {
    super(message);
    this.place = place;
  }
}

const LONG = new Set(["compare", "train"]); // verbs with a worker of their own, so that the others need not wait

/**
 * The host of a page that a server has sent: it asks Python there.
 * @param {{name: string, token?: string}} given
 * @param {any} local
 */
export function serverHost(given, local) {
  const tab = crypto.randomUUID();
  let last = 0;
  const headers = { "Content-Type": "application/json", "X-Logicnet-Token": given.token ?? "" };
  /** @param {string} path @param {any} body @param {any} [more] */
  const post = (path, body, more) =>
    fetch(path, { method: "POST", headers, body: JSON.stringify(body), ...more });
  const laneOf = (/** @type {string} */ verb) => (LONG.has(verb) ? `${tab}-long` : tab);
  addEventListener("pagehide", () => {
    for (const lane of [tab, `${tab}-long`]) post("/stop", { tab: lane }, { keepalive: true }).catch(() => {});
  });
  return {
    name: "server",
    verbs: new Set(["describe", "compile", "compare", "minimise", "verify", "region", "soften",
      "data", "train", "harden", "write", "least", "scenes"]),
    local,
    /** @param {string} verb @param {any} request @param {{progress?: any, signal?: AbortSignal}} [how] */
    async ask(verb, request, { progress, signal } = {}) {
      const id = ++last;
      let response;
      try {
        response = await post("/ask", { tab: laneOf(verb), id, verb, request }, { signal });
      } catch (error) {
        if (signal?.aborted) throw error;
        throw new HostError("the server does not answer; start logicnet playground again");
      }
      if (!response.ok || !response.body) throw new HostError((await response.text()).trim());
      const reader = response.body.pipeThrough(new TextDecoderStream()).getReader();
      let rest = "";
      for (;;) {
        const { value, done } = await reader.read();
        if (done) throw new HostError("the server has ended in the middle of its answer");
        const lines = (rest + value).split("\n");
        rest = lines.pop() ?? "";
        for (const line of lines) {
          const said = JSON.parse(line);
          if (said.progress) progress?.(said.progress);
          if (said.error) throw new HostError(said.error.message, said.error.place);
          if ("answer" in said) return said.answer;
        }
      }
    },
  };
}
