// The Python code that trains what the page trains, number by number.

/** @typedef {import("./train_settings.js").TrainSettings} TrainSettings */
/** @typedef {import("../engine/network.js").Network} Network */

const COLUMNS = /** @type {Record<string, string>} */ ({
  x: "x", y: "y", "x^2": "x**2", "y^2": "y**2", xy: "x * y", "sin x": "np.sin(x)", "sin y": "np.sin(y)",
});
const OPTIONS = /** @type {(keyof TrainSettings)[]} */ (["optimiser", "rate", "batch", "loss", "l1", "l2"]);
const USUAL = /** @type {Record<string, any>} */ ({ batch: null, loss: "auto", l1: 0, l2: 0 });

/**
 * Code for a run of so many epochs; empty where the rows are not ones that Python makes.
 * @param {TrainSettings} s
 * @param {number} epochs
 * @param {{table: any, network: Network | null}} stated what begins the run where it is compiled
 */
export function trainPython(s, epochs, { table, network }) {
  const plain = s.from === "random" || !network;
  const rows = rowsCode(s, plain, table);
  if (!rows || s.start?.mlp) return "";
  const sizes = [rows.width, ...s.hidden, rows.outputs];
  const start = plain
    ? [`mlp = logicnet.MLP.random([${sizes.join(", ")}], activation=${JSON.stringify(s.activation)}, seed=${s.seed})`]
    : [...networkCode(network), `mlp = logicnet.soften(network${s.gain === null ? "" : `, gain=${s.gain}`})`];
  const options = OPTIONS.filter((name) => s[name] !== USUAL[name] && s[name] !== null)
    .map((name) => `${name}=${JSON.stringify(s[name])}`);
  const run = [
    `result = logicnet.train(mlp, ${rows.x}, data.y, ${[...options, `epochs=${epochs}`, `seed=${s.seed}`].join(", ")})`,
    "print(result)",
    "mlp = result.mlp",
  ];
  const imports = rows.x === "data.x" ? ["import logicnet"] : ["import numpy as np", "", "import logicnet"];
  return [...imports, "", ...rows.code, ...start, ...(epochs ? run : []), "print(mlp)"].join("\n");
}

/**
 * @param {TrainSettings} s
 * @param {boolean} plain whether the inputs may be chosen
 * @param {any} table
 * @returns {{code: string[], x: string, width: number, outputs: number} | null}
 */
function rowsCode(s, plain, table) {
  if (s.data === "table" && table) {
    const columns = Object.fromEntries(table.outputs.map((/** @type {string} */ name, /** @type {number} */ k) => [name, table.values[k]]));
    return {
      code: [
        `source = logicnet.TruthTable.from_string(${JSON.stringify(columns)}, ${JSON.stringify(table.inputs)})`,
        `data = logicnet.datasets.truth_table_rows(source, noise=${s.noise}, copies=${s.copies}, seed=${s.seed})`,
      ],
      x: "data.x", width: table.inputs.length, outputs: table.outputs.length,
    };
  }
  if (s.data !== "task" || s.task === "plane" || s.task === "hills") return null;
  const data = `data = logicnet.datasets.${s.task}(${s.points}, ${s.noise}, ${s.seed})`;
  const features = plain ? s.features : ["x", "y"];
  if (features.join() === "x,y") return { code: [data], x: "data.x", width: 2, outputs: 1 };
  const columns = `rows = np.column_stack([${features.map((name) => COLUMNS[name]).join(", ")}])`;
  return { code: [data, "x, y = data.x.T", columns], x: "rows", width: features.length, outputs: 1 };
}

/**
 * @param {Network} net
 * @returns {string[]}
 */
function networkCode(net) {
  const units = Array.from(net.thresholds, (threshold, j) => {
    const [a, b] = [net.indptr[j], net.indptr[j + 1]];
    return `    ([${net.indices.subarray(a, b).join(", ")}], [${net.weights.slice(a, b).join(", ")}], ${threshold}),`;
  });
  const outputs = net.outputs.map((name, k) => `${JSON.stringify(name)}: ${net.outputUnits[k]}`).join(", ");
  return [
    "units = [", ...units, "]",
    `network = logicnet.Network.from_units(${JSON.stringify(net.inputs)}, units, outputs={${outputs}}, encoding="${net.encoding}")`,
  ];
}
