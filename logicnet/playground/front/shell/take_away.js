/** What one can take along: code, files, pictures, a link with all of the state. */

import { h, icon } from "../basics/dom.js";
import { packed } from "../basics/link.js";
import { keepFile, pngOf, svgText } from "./picture_export.js";

/** @typedef {import("../basics/store.js").Store} Store */
/** @typedef {import("../basics/store.js").State} State */
/** @typedef {import("../network/model.js").Model} Model */
/** @typedef {import("../basics/answers.js").Host} Host */

const FILES = /** @type {[string, string, string][]} */ ([
  ["json", "JSON", "to read it again with logicnet"],
  ["onnx", "ONNX", "for ONNX Runtime and other tools"],
  ["python", "Python", "NumPy alone, no logicnet"],
  ["js", "JavaScript", "a function without a library"],
  ["c", "C", "a function in plain C"],
  ["v", "Verilog", "a circuit"],
  ["page", "Web page", "one file, works without a server"],
]);

/**
 * The content of the drawer.
 *
 * @param {Store} store
 * @param {Host} host
 * @returns {(state: State, model: Model, root: ParentNode) => import("../basics/dom.js").Child}
 */
export function takeAway(store, host) {
  let said = "";

  /** @param {string} text */
  function say(text) {
    said = text;
    store.redraw();
  }

  /** @param {() => Promise<string>} act */
  async function tell(act) {
    try {
      say(await act());
    } catch (error) {
      say(/** @type {Error} */ (error).message);
    }
  }

  /** @param {string} text @param {string} name */
  const copy = (text, name) => tell(async () => {
    await navigator.clipboard.writeText(text);
    return `${name} copied.`;
  });

  /** @param {string} format @param {any} subject */
  const file = (format, subject) => tell(async () => {
    const found = await host.ask("write", { ...subject, format });
    const octets = Uint8Array.from(atob(found.base64), (c) => c.charCodeAt(0));
    keepFile(found.name, new Blob([octets], { type: found.mime }));
    return `${found.name} saved.`;
  });

  /** @param {State} state */
  const link = (state) => tell(async () => {
    const address = new URL(location.href);
    address.hash = `s=${await packed(state)}`;
    await navigator.clipboard.writeText(address.href);
    return "Link copied. It holds everything that you see.";
  });

  /** @param {SVGSVGElement} svg @param {string} name @param {boolean} png */
  const picture = (svg, name, png) => tell(async () => {
    const blob = png ? await pngOf(svg) : new Blob([svgText(svg).text], { type: "image/svg+xml" });
    keepFile(`${name}.${png ? "png" : "svg"}`, blob);
    return `${name}.${png ? "png" : "svg"} saved.`;
  });

  return (state, model, root) => {
    const taken = store.facts().take ?? {};
    const subject = taken.mlp ? { mlp: taken.mlp } : { network: taken.network ?? model.network };
    const python = taken.python ?? model.python;
    const pictures = /** @type {[string, SVGSVGElement][]} */ ([
      ["network", root.querySelector("main svg.network")], ["map", root.querySelector("main svg.karnaugh")],
    ].filter(([, svg]) => svg));
    const some = !!(subject.mlp || subject.network);
    return [
      h("p", { class: "take-says", role: "status", "aria-live": "polite" }, said || "Nothing leaves this machine."),
      h("section", { class: "take" },
        h("h3", null, "Link"),
        h("button", { type: "button", class: "wide-button", onclick: () => link(state) }, icon("link"), "Copy a link with the whole state")),
      python && h("section", { class: "take" },
        h("h3", null, "Python code that does the same"),
        h("pre", { class: "code", tabindex: 0 }, python),
        h("button", { type: "button", class: "wide-button", onclick: () => copy(python, "Code") }, icon("copy"), "Copy the code")),
      pictures.length > 0 && h("section", { class: "take" },
        h("h3", null, "Pictures"),
        h("div", { class: "take-files" }, pictures.flatMap(([name, svg]) => [false, true].map((png) =>
          h("button", { key: `${name} ${png}`, type: "button", class: "take-file", onclick: () => picture(svg, name, png) },
            h("b", null, png ? "PNG" : "SVG"), h("span", null, `the ${name}`)))))),
      host.verbs.has("write") && some && h("section", { class: "take" },
        h("h3", null, subject.mlp ? "The trained net as a file" : "The network as a file"),
        h("div", { class: "take-files" }, FILES.filter(([format]) => host.name !== "page" || format === "json").map(([format, title, use]) =>
          h("button", { key: format, type: "button", class: "take-file", onclick: () => file(format, subject) }, h("b", null, title), h("span", null, use))))),
    ];
  };
}
