/** What every node of a threshold network carries on given inputs, and how a unit is told. */

/**
 * @typedef {{reads: number[], weights: number[], threshold: number, label?: string}} Unit
 * @typedef {{
 *   format: string, inputs: string[], outputs: {[name: string]: number}, encoding: string,
 *   layers: Unit[][], [name: string]: any,
 * }} Network
 * @typedef {{values: number[], sums: number[], bits: number[]}} Signals
 */

/**
 * All the units of a network, layer by layer.
 *
 * @param {Network} network
 * @returns {Unit[]}
 */
export function unitsOf(network) {
  return network.layers.flat();
}

/**
 * The value of every node (inputs first), the sum of every unit, and all values as 0 and 1.
 *
 * @param {Network} network
 * @param {{[name: string]: number} | undefined} inputs
 * @returns {Signals}
 */
export function signalsOf(network, inputs) {
  const bipolar = network.encoding === "bipolar";
  const coded = (/** @type {number} */ bit) => (bipolar ? 2 * bit - 1 : bit);
  const bits = network.inputs.map((name) => inputs?.[name] ?? 0);
  const values = bits.map(coded);
  /** @type {number[]} */
  const sums = [];
  for (const unit of unitsOf(network)) {
    let sum = 0;
    unit.reads.forEach((node, k) => (sum += unit.weights[k] * values[node]));
    const fires = sum >= unit.threshold ? 1 : 0;
    sums.push(sum);
    bits.push(fires);
    values.push(coded(fires));
  }
  return { values, sums, bits };
}

/**
 * The least and the greatest sum that a unit can see.
 *
 * @param {Unit} unit
 * @param {boolean} bipolar
 * @returns {[number, number]}
 */
export function rangeOf(unit, bipolar) {
  let low = 0;
  let high = 0;
  for (const weight of unit.weights) {
    low += bipolar ? -Math.abs(weight) : Math.min(weight, 0);
    high += bipolar ? Math.abs(weight) : Math.max(weight, 0);
  }
  return [low, high];
}

/**
 * The name of a node: that of the input, or h and the number of the unit.
 *
 * @param {Network} network
 * @param {number} node
 */
export function nodeName(network, node) {
  const count = network.inputs.length;
  return node < count ? network.inputs[node] : `h${node - count + 1}`;
}

/**
 * A number as it is written on pictures: few digits, a true minus sign.
 *
 * @param {number} value
 */
export function figure(value) {
  const text = Number.isInteger(value) ? String(value) : String(Number(value.toPrecision(4)));
  return text.replace("-", "−");
}

/**
 * A weighted sum as text: "a − 2 b + c".
 *
 * @param {Network} network
 * @param {Unit} unit
 */
export function sumText(network, unit) {
  const parts = unit.reads.map((node, k) => {
    const weight = unit.weights[k];
    const size = Math.abs(weight) === 1 ? "" : `${figure(Math.abs(weight))} `;
    const sign = weight < 0 ? (k ? " − " : "−") : k ? " + " : "";
    return `${sign}${size}${nodeName(network, node)}`;
  });
  return parts.join("") || "0";
}

/**
 * What a unit compares: "a + b ≥ 2".
 *
 * @param {Network} network
 * @param {Unit} unit
 */
export function comparisonText(network, unit) {
  return `${sumText(network, unit)} ≥ ${figure(unit.threshold)}`;
}

/**
 * The network with one unit changed, the others labelled by what they compute. A new network has
 * no digest.
 *
 * @param {Network} network
 * @param {number} index
 * @param {(unit: Unit) => Unit} change
 * @param {string[]} words
 * @returns {Network}
 */
export function withUnit(network, index, change, words) {
  let first = 0;
  const layers = network.layers.map((layer) => {
    const here = index - first;
    first += layer.length;
    return layer.map((unit, k) => {
      const label = unit.label || words[first - layer.length + k] || "";
      return k === here ? { ...change(unit), label: "" } : { ...unit, label };
    });
  });
  return { ...network, layers, construction: "edited by hand", lower_bound: null, digest: null };
}
