// The verbs of functions, answered for tables: described, compiled, compared, minimised, verified.

import { ThresholdEvaluator, rowOf, tableOf } from "../engine/evaluation.js";
import { EngineError } from "../engine/exact.js";
import { formulaTable } from "../engine/formula_table.js";
import { minimised } from "../engine/minimiser.js";
import { readNetwork, unitCount, writeNet } from "../engine/network.js";
import { mintermsNetwork, wideNetwork } from "../engine/wide.js";

/** @typedef {import("../engine/network.js").Network} Network */
/** @typedef {import("../engine/minimiser.js").Table} Table */
/** @typedef {import("../engine/minimiser.js").Term} Term */
/** @typedef {import("../engine/least.js").LeastNetworks} LeastNetworks */

const NO_PYTHON = "this page has no Python: it compiles tables of up to 6 inputs by wide and minterms, of up to 4 by compact";

/**
 * The table that a source states.
 * @param {any} source
 * @returns {Table}
 */
export function tableSourceOf(source) {
  if (source.kind === "table") {
    const { inputs, outputs, values } = source;
    return { inputs, outputs, values };
  }
  if (source.kind === "network") {
    const network = readNetwork(source.network);
    return { inputs: network.inputs, outputs: network.outputs, values: tableOf(network) };
  }
  if (source.kind === "formula") return formulaTable(source.text);
  throw new EngineError("this page has no Python: it reads formulas, tables and networks");
}

/**
 * A product term as text.
 * @param {Term} term
 * @param {string[]} inputs
 */
function termText(term, inputs) {
  return term.literals.flatMap((v, i) => (v === null ? [] : [(v ? "" : "~") + inputs[i]])).join(" & ") || "1";
}

/**
 * The terms of a cover as text.
 * @param {Term[]} terms
 * @param {string[]} inputs
 */
export function coverText(terms, inputs) {
  return terms.map((term) => termText(term, inputs)).join(" | ") || "0";
}

/**
 * What a table states as text: a formula, or one with a name for each output.
 * @param {Table} table
 */
function tableText(table) {
  const { terms } = minimised(table);
  const formulas = table.outputs.map((_, k) => coverText(terms.filter((term) => term.members[k]), table.inputs));
  return formulas.length === 1 ? formulas[0] : table.outputs.map((name, k) => `${name} = ${formulas[k]}`).join("; ");
}

/** @param {any} source */
export function describeLocally(source) {
  const table = tableSourceOf(source);
  const text = table.inputs.length <= 6 ? tableText(table) : "";
  const columns = Object.fromEntries(table.outputs.map((name, k) => [name, table.values[k]]));
  const python = `import logicnet\n\nsource = logicnet.TruthTable.from_string(${JSON.stringify(columns)}, ${JSON.stringify(table.inputs)})`;
  return { inputs: table.inputs, outputs: table.outputs, rows: table.values, text, latex: null, python };
}

/**
 * Whether a network computes a table: all rows are compared.
 * @param {Network} network
 * @param {Table} table
 */
export function verdictOn(network, table) {
  const n = table.inputs.length;
  const evaluator = new ThresholdEvaluator(network);
  const place = network.inputs.map((name) => table.inputs.indexOf(name));
  if (place.includes(-1)) throw new EngineError(`the network reads ${network.inputs[place.indexOf(-1)]}, which is none of the inputs`);
  const mine = table.outputs.map((name, k) => (network.outputs.includes(name) ? network.outputs.indexOf(name) : k));
  for (let r = 0; r < 1 << n; r++) {
    const row = rowOf(r, n, network.encoding);
    const got = evaluator.outputs(place.map((i) => row[i]));
    if (table.values.every((text, k) => text[r] === "-" || Number(text[r]) === got[mine[k]])) continue;
    const named = (/** @type {(k: number) => number | null} */ value) => Object.fromEntries(table.outputs.map((name, k) => [name, value(k)]));
    const counterexample = {
      inputs: Object.fromEntries(table.inputs.map((name, i) => [name, (r >> (n - 1 - i)) & 1])),
      expected: named((k) => (table.values[k][r] === "-" ? null : Number(table.values[k][r]))),
      got: named((k) => got[mine[k]]),
    };
    return { equal: false, text: `different: ${shownRow(counterexample)}`, counterexample };
  }
  return { equal: true, text: n ? `equal: all ${1 << n} rows compared` : "equal: the only row compared", counterexample: null };
}

/** @param {{inputs: Record<string, number>, expected: Record<string, number | null>, got: Record<string, number | null>}} row */
function shownRow({ inputs, expected, got }) {
  const shown = (/** @type {Record<string, number | null>} */ values) =>
    Object.entries(values).map(([name, value]) => `${name}=${value ?? "-"}`).join(" ");
  return `at ${shown(inputs) || "the only row"} the network gives ${shown(got)}, the specification ${shown(expected)}`;
}

/**
 * @param {any} request
 * @param {LeastNetworks | null} least
 */
export function compileLocally({ source, style = "compact", options = {} }, least) {
  const table = tableSourceOf(source);
  if (options.max_fan_in || options.max_weight || options.max_depth) throw new EngineError(`limits need Python; ${NO_PYTHON}`);
  const network = networkInStyle(table, style, least);
  return answerOf(network, table, `${describeLocally(source).python}\nnetwork = logicnet.compile(source, ${JSON.stringify(style)})`);
}

/**
 * @param {Table} table
 * @param {string} style
 * @param {LeastNetworks | null} least
 * @returns {Network}
 */
function networkInStyle(table, style, least) {
  if (style === "wide") return wideNetwork(table).network;
  if (style === "minterms") return mintermsNetwork(table);
  const small = table.inputs.length <= 4 && table.outputs.length === 1;
  if (least && small && style === "compact") return least.network(table);
  if (least && small && style === "layered") return least.network(table, { skip: false });
  throw new EngineError(`style ${style} of ${table.inputs.length} inputs and ${table.outputs.length} outputs: ${NO_PYTHON}`);
}

/**
 * @param {Network} network
 * @param {Table} table
 * @param {string} python
 */
function answerOf(network, table, python) {
  const starts = network.layerStarts;
  return {
    network: writeNet(network), verdict: verdictOn(network, table), ...countsOf(network),
    layers: starts.slice(1).map((stop, k) => stop - starts[k]),
    lower_bound: network.lowerBound, proven_minimal: network.lowerBound === unitCount(network),
    construction: network.construction, cut: null, words: spelledUnits(network), python,
  };
}

/** @param {Network} network */
function countsOf(network) {
  const units = unitCount(network);
  return { units, depth: network.layerStarts.length - 1, parameters: network.indices.length + units };
}

/**
 * What each unit computes: its label, or its product terms.
 * @param {Network} network
 */
function spelledUnits(network) {
  if (network.labels) return network.labels;
  if (network.inputs.length > 6 || network.encoding === "real") return Array.from({ length: unitCount(network) }, () => "");
  const all = Array.from({ length: unitCount(network) }, (_, j) => j);
  const every = { ...network, outputs: all.map((j) => `h${j + 1}`), outputUnits: all };
  return tableOf(every).map((column) =>
    coverText(minimised({ inputs: network.inputs, outputs: ["h"], values: [column] }).terms, network.inputs));
}

/**
 * @param {any} request
 * @param {LeastNetworks | null} least
 * @param {((part: any) => void) | undefined} progress
 */
export function compareLocally({ source, styles = ["wide", "minterms", "compact"] }, least, progress) {
  const table = tableSourceOf(source);
  const rows = styles.map((/** @type {string} */ style) => {
    const began = performance.now();
    let row;
    try {
      const network = networkInStyle(table, style, least);
      const { network: _, words, python, construction, cut, lower_bound, ...said } = answerOf(network, table, "");
      row = { style, ...said, note: "", seconds: (performance.now() - began) / 1000 };
    } catch (error) {
      const note = error instanceof Error ? error.message : String(error);
      row = { style, units: null, depth: null, parameters: null, layers: null, verdict: null, note };
    }
    progress?.({ row });
    return row;
  });
  return { rows, python: `${describeLocally(source).python}\nprint(logicnet.compare(source, styles=${JSON.stringify(styles)}))` };
}

/** @param {any} source */
export function minimiseLocally(source) {
  const table = tableSourceOf(source);
  const { cover, negated, network } = wideNetwork(table);
  const labels = network.labels ?? [];
  const outputs = Object.fromEntries(table.outputs.map((name, k) => {
    const own = cover.terms.filter((term) => term.members[k]);
    const terms = own.map((term) => {
      const text = termText(term, table.inputs);
      const clause = termText({ ...term, literals: term.literals.map((v) => (v === null ? null : v ? 0 : 1)) }, table.inputs).replaceAll(" & ", " | ");
      const label = negated[k] && labels.includes(clause) ? clause : text;
      const literals = Object.fromEntries(term.literals.flatMap((v, i) => (v === null ? [] : [[table.inputs[i], v]])));
      return { text, literals, unit: labels.includes(label) ? labels.indexOf(label) : null };
    });
    const joined = coverText(own, table.inputs);
    const text = negated[k] ? `~(${joined})` : joined;
    return [name, { terms, complemented: negated[k], text, latex: null, proven: cover.proven }];
  }));
  return { outputs, python: `${describeLocally(source).python}\nprint(logicnet.minimize(source))` };
}
