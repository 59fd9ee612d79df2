// The controls of the view "region": what states it, the shapes as a list, the style.

import { classes, h } from "../basics/dom.js";
import { chooser, segments } from "../train/train_controls.js";

/** @typedef {import("../planes/region_source.js").RegionState} RegionState */
/** @typedef {import("./region_plane.js").PlaneActs} PlaneActs */
/** @typedef {import("./region_plane.js").Tool} Tool */
/** @typedef {(patch: Partial<RegionState>, merge?: string) => void} Change */

const TOOLS = /** @type {[Tool, string, string][]} */ ([
  ["move", "Move", "Drag corners and shapes; double-click a corner to remove it."],
  ["polygon", "Polygon", "Click the corners; click the first one again to end."],
  ["cut", "Cut out", "Draw a polygon that is taken away from what is above it in the list."],
  ["hole", "Hole", "Draw a hole into the polygon in which it begins."],
  ["half_plane", "Half-plane", "Click two points; the inside is to the left. It cuts off what is above it."],
]);
const STYLES = /** @type {[string, string][]} */ ([
  ["compact", "compact"], ["wide", "wide"], ["deep", "deep"], ["shallow", "shallow"], ["one-hidden", "one hidden layer"], ["layered", "layered"],
]);

/**
 * @param {RegionState} region
 * @param {Change} change
 */
export function modeSegments(region, change) {
  return segments("How the region is stated", region.mode, [["shapes", "Draw"], ["text", "Inequalities"], ["geojson", "GeoJSON"]],
    (mode) => change({ mode, chosen: null }));
}

/**
 * The tools, the text or the file.
 * @param {RegionState} region
 * @param {Change} change
 * @param {PlaneActs} acts
 * @param {string} trouble
 */
export function statement(region, change, acts, trouble) {
  const wrong = trouble ? h("p", { class: "trouble", role: "alert", key: "trouble" }, trouble) : null;
  if (region.mode === "text") {
    return [h("textarea", { key: "text", class: "region-text", rows: 3, spellcheck: "false", "aria-label": "Inequalities", ".value": region.text,
      oninput: (/** @type {Event} */ event) => change({ text: /** @type {HTMLTextAreaElement} */ (event.target).value }, "text") }),
    h("p", { class: "hint", key: "hint" }, "Inequalities of x and y with & | ~ and brackets, such as (x + y <= 3 & x >= 0) | y > 4."), wrong];
  }
  if (region.mode === "geojson") {
    const read = async (/** @type {Event} */ event) => {
      const file = /** @type {HTMLInputElement} */ (event.target).files?.[0];
      if (file) change({ geojson: await file.text() });
    };
    return [h("textarea", { key: "geojson", class: "region-text", rows: 4, spellcheck: "false", "aria-label": "GeoJSON", ".value": region.geojson,
      placeholder: '{"type": "Polygon", "coordinates": [[[0, 0], [4, 0], [2, 3], [0, 0]]]}',
      onchange: (/** @type {Event} */ event) => change({ geojson: /** @type {HTMLTextAreaElement} */ (event.target).value }) }),
    h("label", { class: "text-button file-button", key: "file" }, "Open a file", h("input", { type: "file", accept: ".json,.geojson,application/geo+json", onchange: read })), wrong];
  }
  return [
    h("div", { class: "region-tools", key: "tools" }, segments("Tool", acts.tool, TOOLS.map(([name, text]) => [name, text]), (tool) => acts.take(tool))),
    h("p", { class: "hint", key: "hint" }, TOOLS.find(([name]) => name === acts.tool)?.[2] ?? ""), wrong,
  ];
}

/**
 * The shapes as a list; each may be added or taken away, moved up, or removed.
 * @param {RegionState} region
 * @param {Change} change
 */
export function shapeList(region, change) {
  if (region.mode !== "shapes") return null;
  const { shapes } = region;
  const put = (/** @type {number} */ k, /** @type {any} */ part) => change({ shapes: shapes.map((shape, i) => (i === k ? { ...shape, ...part } : shape)) });
  return h("ol", { class: "shape-list", "aria-label": "Shapes" }, shapes.map((shape, k) => {
    const plane = "half_plane" in shape;
    const cut = !plane && shape.sign === -1;
    const corners = plane ? "half-plane" : `${shape.outside.length} corners${shape.holes?.length ? `, ${shape.holes.length} ${shape.holes.length === 1 ? "hole" : "holes"}` : ""}`;
    return h("li", { key: k, class: classes({ chosen: region.chosen === k }) },
      h("button", { type: "button", class: classes("sign-button", { cut }), disabled: plane, title: plane ? "intersection" : cut ? "difference" : "union",
        "aria-label": plane ? "intersection" : cut ? "difference; change to union" : "union; change to difference", onclick: () => put(k, { sign: cut ? 1 : -1 }) }, plane ? "\u2229" : cut ? "\u2212" : "\u222a"),
      h("button", { type: "button", class: "shape-name", onclick: () => change({ chosen: region.chosen === k ? null : k }) }, corners),
      h("button", { type: "button", class: "round", "aria-label": `Remove shape ${k + 1}`, onclick: () => change({ shapes: shapes.filter((_, i) => i !== k), chosen: null }) }, "\u00d7"));
  }));
}

/**
 * @param {RegionState} region
 * @param {Change} change
 */
export function regionOptions(region, change) {
  return [
    chooser("Style", region.style, STYLES, (style) => change({ style })),
    chooser("Boundary", region.boundary, [[null, "no promise"], ["closed", "inside"], ["open", "outside"]], (boundary) => change({ boundary })),
  ];
}
