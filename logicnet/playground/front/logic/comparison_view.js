/** A comparison that was made in Python: its counts as a table with bars. */

import { classes, h } from "../basics/dom.js";

/** @typedef {{style: string, size: number | null, proven: boolean, note: string, [count: string]: any}} Entry */
/** @typedef {{title: string, entries: Entry[]}} Comparison */

const COUNTS = /** @type {[string, string][]} */ ([
  ["units", "units"], ["hidden_units", "hidden"], ["depth", "depth"], ["parameters", "numbers"],
  ["wires", "wires"], ["max_fan_in", "largest fan-in"], ["weight_sum", "sum of |weights|"],
]);

/**
 * The table of a comparison.
 *
 * @param {Comparison} comparison
 */
export function comparisonTable(comparison) {
  const { title, entries } = comparison;
  const sized = entries.some((entry) => entry.size !== null);
  const counts = COUNTS.filter(([name]) => entries.some((entry) => entry[name] !== null));
  const most = Math.max(1, ...entries.map((entry) => entry.units ?? 0));
  const share = (/** @type {number} */ units) => (sized ? Math.log2(1 + units) / Math.log2(1 + most) : units / most);
  return h("section", { class: "card comparison", "aria-label": "Comparison" },
    h("header", { class: "card-head" }, h("h2", null, title), sized && h("span", { class: "facts" }, "bars on a scale of powers of 2")),
    h("div", { class: "comparison-scroll" }, h("table", { class: "counts" },
      h("thead", null, h("tr", null, h("th", { scope: "col" }, "style"), sized && h("th", { scope: "col" }, "size"), h("th", { "aria-hidden": "true" }),
        counts.map(([, name]) => h("th", { scope: "col" }, name)), h("th", { scope: "col" }, "proof"))),
      h("tbody", null, entries.map((entry, k) => h("tr", { key: k, title: entry.note || null },
        h("th", { scope: "row" }, entry.style), sized && h("td", null, entry.size),
        h("td", { class: "bar-cell", "aria-hidden": "true" }, h("i", { style: { width: `${(100 * share(entry.units ?? 0)).toFixed(1)}%` } })),
        counts.map(([name]) => h("td", { class: classes({ strong: name === "units" }) }, entry[name] === null ? "–" : entry[name].toLocaleString("en").replaceAll(",", " "))),
        h("td", { class: "style-proof equal" }, entry.proven ? "✓ fewest" : "")))))));
}
