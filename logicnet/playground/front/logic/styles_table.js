/** Ways to build the same logic, side by side. */

import { classes, h } from "../basics/dom.js";
import { LIMITS, NETWORK_STYLES, chooseLimit, chooseStyle } from "../basics/styles.js";

/** @typedef {import("../basics/store.js").Store} Store */
/** @typedef {import("../basics/store.js").State} State */
/** @typedef {import("../basics/answers.js").Answers} Answers */

const WAITING = { units: "…", depth: "…", parameters: "…", verdict: null, waits: true };

/**
 * The styles with their sizes; a click takes one.
 *
 * @param {Store} store
 * @param {State} state
 * @param {Answers} answers
 */
export function stylesTable(store, state, answers) {
  const { source } = state;
  const compared = answers.want("compare", "compare", { source, styles: NETWORK_STYLES.map(([name]) => name) }, 400);
  const heard = compared.progress.length > 0;
  const known = compared.error ? [] : compared.pending && heard ? compared.progress.map((part) => part.row) : (compared.value?.rows ?? []);
  const rows = new Map(known.map((/** @type {any} */ row) => [row.style, row]));
  const most = Math.max(1, ...[...rows.values()].map((row) => row.units ?? 0));
  return h("section", { class: classes("card styles-card", { pending: compared.pending, stale: compared.pending && !heard }), "aria-label": "Styles" },
    h("header", { class: "card-head" }, h("h2", null, "Same logic, other shapes")),
    h("div", { class: "styles", role: "radiogroup", "aria-label": "Style of the network", onkeydown: turn },
      NETWORK_STYLES.map(([name, title, meaning]) => styleRow(store, state, name, title, meaning, rows.get(name) ?? (compared.pending ? WAITING : undefined), most))),
    limits(store, state));
}

/** @param {Store} store @param {State} state */
function limits(store, state) {
  const set = (/** @type {string} */ name) => (/** @type {Event} */ event) => {
    const { value } = /** @type {HTMLSelectElement} */ (event.target);
    chooseLimit(store, name, value ? Number(value) : null);
  };
  return h("div", { class: "limits", role: "group", "aria-label": "Limits" },
    LIMITS.map(([name, title, values]) => h("label", { key: name }, title,
      h("select", { "aria-label": title, ".value": String(state.options?.[name] ?? ""), onchange: set(name) },
        h("option", { value: "" }, "any"),
        values.map((value) => h("option", { value }, `≤ ${value}`))))));
}

/**
 * The arrow keys take the next style or the one before.
 *
 * @param {KeyboardEvent} event
 */
function turn(event) {
  const step = /** @type {{[key: string]: number}} */ ({ ArrowDown: 1, ArrowRight: 1, ArrowUp: -1, ArrowLeft: -1 })[event.key];
  const rows = /** @type {HTMLElement[]} */ ([.../** @type {Element} */ (event.currentTarget).querySelectorAll("[role=radio]")]);
  const at = rows.indexOf(/** @type {HTMLElement} */ (event.target));
  if (!step || at < 0) return;
  event.preventDefault();
  const next = rows[(at + step + rows.length) % rows.length];
  next.click();
  next.focus();
}

/**
 * @param {Store} store
 * @param {State} state
 * @param {string} name
 * @param {string} title
 * @param {string} meaning
 * @param {any} row
 * @param {number} most
 */
function styleRow(store, state, name, title, meaning, row, most) {
  const chosen = state.style === name;
  const units = row?.units;
  const proof = !row || row.waits ? "" : row.verdict?.equal ? (row.proven_minimal ? "✓ fewest" : "✓ equal") : row.verdict?.equal === false ? "≠" : row.units === null ? "–" : "?";
  const choose = () => chooseStyle(store, name);
  return h("button", {
    key: name, type: "button", role: "radio", "data-style": name, "aria-checked": chosen ? "true" : "false",
    class: classes("style-row", { chosen }), tabindex: chosen ? 0 : -1, title: row?.note || row?.verdict?.text || meaning, onclick: choose,
  },
    h("span", { class: "style-name" }, title),
    h("span", { class: "style-meaning" }, meaning),
    h("span", { class: "style-bar", "aria-hidden": "true" }, h("i", { style: { width: `${units > 0 ? Math.max(3, (100 * units) / most) : 0}%` } })),
    h("span", { class: "style-number" }, units ?? "–", h("small", null, units === 1 ? " unit" : " units")),
    h("span", { class: "style-number" }, row?.depth ?? "–", h("small", null, " deep")),
    h("span", { class: "style-number" }, row?.parameters ?? "–", h("small", null, " numbers")),
    h("span", { class: classes("style-proof", { equal: row?.verdict?.equal }) }, proof));
}
