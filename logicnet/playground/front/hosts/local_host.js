// A host without Python: the engine of the page answers the verbs as far as it can.

import { EngineError, stringifyExact } from "../engine/exact.js";
import { ThresholdEvaluator, rowOf } from "../engine/evaluation.js";
import { hardened } from "../learning/hardening.js";
import { compareLocally, compileLocally, describeLocally, minimiseLocally, tableSourceOf, verdictOn } from "./local_logic.js";
import { LeastNetworks } from "../engine/least.js";
import { readMlp, readNet, readNetwork, writeNet } from "../engine/network.js";
import { softened } from "../learning/softening.js";
import { randomMlp } from "../learning/starts.js";
import { csvData, tableData, taskData } from "../learning/tasks.js";
import { Trainer } from "../learning/trainer.js";

/** @typedef {import("../engine/network.js").Mlp} Mlp */
/** @typedef {{progress?: (part: any) => void, signal?: AbortSignal}} How */

const FRAME_MS = 16;

/**
 * The host of a page that stands alone. `given` holds what the page carries: the table of least
 * networks, and the scenes.
 * @param {{least?: any, scenes?: any}} [given]
 */
export function localHost(given = {}) {
  const least = given.least ? new LeastNetworks(given.least) : null;
  /** @type {Record<string, (request: any, how: How) => any>} */
  const table = {
    describe: ({ source }) => describeLocally(source),
    compile: (request) => compileLocally(request, least),
    compare: (request, { progress }) => compareLocally(request, least, progress),
    minimise: ({ source }) => minimiseLocally(source),
    verify: ({ network, source }) => verdictOn(readNetwork(network), tableSourceOf(source)),
    soften: softenLocally,
    data: dataLocally,
    train: trainLocally,
    harden: hardenLocally,
    write: writeLocally,
  };
  if (given.least) table.least = () => given.least;
  if (given.scenes) table.scenes = () => given.scenes;
  return {
    name: "page",
    verbs: new Set(Object.keys(table)),
    /**
     * @param {string} verb
     * @param {any} request
     * @param {How} [how]
     */
    async ask(verb, request, how = {}) {
      await Promise.resolve();
      if (!table[verb]) throw new EngineError(`this page has no Python, which ${verb} needs`);
      return table[verb](request, how);
    },
  };
}

/** @param {any} request */
function softenLocally({ network, gain, error, activation }) {
  const { mlp, certificate, text } = softened(readNetwork(network), { gain, error, activation });
  const { gain: found, error: bound, band } = certificate;
  return { mlp: writeNet(mlp), certificate: { gain: found, error: bound, band }, text };
}

/** @param {any} request */
function dataLocally({ task, noise, points, seed, csv, target, source, copies }) {
  if (csv !== undefined) return csvData(csv, target);
  if (source) return tableData(tableSourceOf(source), { noise, copies, seed });
  const { x, y } = taskData(task, { noise, points, seed: (seed ?? 0) + 1 });
  return { ...taskData(task, { noise, points, seed }), test: { x, y } };
}

/**
 * The net that training begins with.
 * @param {any} start
 * @returns {Mlp}
 */
export function startingNet(start) {
  if (start.network) return softened(readNetwork(start.network)).mlp;
  if (start.mlp) return readMlp(start.mlp);
  return randomMlp(start.sizes, start);
}

/**
 * @param {any} request
 * @param {How} how
 */
async function trainLocally({ start, data, options = {} }, { progress, signal }) {
  const trainer = new Trainer(startingNet(start), data, options);
  const test = data.test ? new Trainer(trainer.mlp, data.test, { loss: options.loss }) : null;
  let told = performance.now();
  for (let epoch = 1; epoch <= (options.epochs ?? 200) && !trainer.diverged; epoch++) {
    trainer.epoch();
    if (performance.now() - told < FRAME_MS) continue;
    test?.theta.set(trainer.theta);
    progress?.({ epoch, loss: trainer.losses[epoch - 1], test_loss: test ? test.value() : null, theta: Array.from(trainer.theta) });
    await new Promise((done) => setTimeout(done, 0));
    if (signal?.aborted) throw new EngineError("training was stopped");
    told = performance.now();
  }
  return { mlp: writeNet(trainer.net()), history: trainer.losses };
}

/** @param {any} request */
function hardenLocally({ mlp, source }) {
  const network = hardened(readMlp(mlp));
  const stated = source ?? (mlp.source ? { kind: "network", network: mlp.source } : null);
  if (!stated || network.encoding === "real" || network.inputs.length > 12) {
    return { network: writeNet(network), verdict: null, changed: [] };
  }
  const table = tableSourceOf(stated);
  const [n, evaluator] = [network.inputs.length, new ThresholdEvaluator(network)];
  const changed = Array.from({ length: 1 << n }, (_, r) => {
    const after = evaluator.outputs(rowOf(r, n, network.encoding));
    const differ = table.values.some((text, k) => text[r] !== "-" && Number(text[r]) !== after[k]);
    const named = (/** @type {(k: number) => number} */ value) => Object.fromEntries(table.outputs.map((name, k) => [name, value(k)]));
    return differ ? [{ inputs: Object.fromEntries(table.inputs.map((name, i) => [name, (r >> (n - 1 - i)) & 1])),
      before: named((k) => Number(table.values[k][r])), after: named((k) => after[k]) }] : [];
  }).flat();
  return { network: writeNet(network), verdict: verdictOn(network, table), changed };
}

/** @param {any} request */
function writeLocally({ network, mlp, source, format }) {
  if (format !== "json") throw new EngineError(`this page has no Python, which writing ${format} needs`);
  const net = network || mlp ? readNet(network ?? mlp) : readNetwork(compileLocally({ source, style: "wide" }, null).network);
  const octets = new TextEncoder().encode(`${stringifyExact(writeNet(net), 1)}\n`);
  return { name: "network.json", mime: "application/json", base64: btoa(Array.from(octets, (octet) => String.fromCharCode(octet)).join("")) };
}
