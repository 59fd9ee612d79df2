// What the page's engine answers to the cases of test_engine.py: one function a kind of case.

import { ThresholdEvaluator } from "./engine/evaluation.js";
import { stringifyExact } from "./engine/exact.js";
import { hardened } from "./learning/hardening.js";
import { LeastNetworks } from "./engine/least.js";
import { minimised } from "./engine/minimiser.js";
import { readMlp, readNetwork, writeNet } from "./engine/network.js";
import { signalsOf } from "./network/network_signals.js";
import { Passes, thetaOf } from "./learning/passes.js";
import { Random } from "./engine/random.js";
import { softened } from "./learning/softening.js";
import { randomMlp } from "./learning/starts.js";
import { tableData, taskData } from "./learning/tasks.js";
import { Trainer } from "./learning/trainer.js";
import { mintermsNetwork, wideNetwork } from "./engine/wide.js";

/** The values of all units, row by row. */
function thresholds({ json, rows }) {
  const evaluator = new ThresholdEvaluator(readNetwork(json));
  return rows.map((row) => Array.from(evaluator.at(row).subarray(row.length)));
}

/** The same as the view of networks has them, of inputs by name as 0 and 1. */
function signals({ json, rows }) {
  const network = JSON.parse(json);
  return rows.map((row) => {
    const inputs = Object.fromEntries(network.inputs.map((name, i) => [name, row[i] > 0 ? 1 : 0]));
    return signalsOf(network, inputs).bits.slice(row.length);
  });
}

/** The values of all units, units by rows. */
function smooth({ json, rows }) {
  const mlp = readMlp(json);
  const passes = new Passes(mlp, thetaOf(mlp), rows.length);
  passes.load(rows);
  passes.forward();
  return Array.from(passes.values.subarray(mlp.inputs.length * rows.length));
}

/** The losses and the parameters, epoch by epoch. */
function training({ json, x, y, options, epochs }) {
  const trainer = new Trainer(readMlp(json), { x, y }, options);
  return Array.from({ length: epochs }, () => ({ loss: trainer.epoch(), theta: Array.from(trainer.theta) }));
}

/** The loss and its gradient. */
function gradient({ json, x, y, loss }) {
  const trainer = new Trainer(readMlp(json), { x, y }, { loss });
  const value = trainer.value();
  trainer.full.backward(trainer.loss.fused, trainer.loss.scale(x.length), true);
  return { loss: value, gradient: Array.from(trainer.full.gradient) };
}

/** The terms of a cover, and whether their number is proven. */
const minimising = (table) => minimised(table);

/** The networks of styles wide and minterms. */
const compiling = (table) => [wideNetwork(table).network, mintermsNetwork(table)].map((net) => stringifyExact(writeNet(net)));

/** The smooth net, and what it is certified to keep to. */
function softening({ json, options }) {
  const { mlp, certificate, text } = softened(readNetwork(json), options);
  return { json: stringifyExact(writeNet(mlp)), error: certificate.error, bounds: certificate.bounds,
    gain: certificate.gain, band: certificate.band, text };
}

const hardening = ({ json }) => stringifyExact(writeNet(hardened(readMlp(json))));

/** The least network of a table. */
let known = null;
const least = ({ table, skip }) => stringifyExact(writeNet(known.network(table, { skip })));

function drawing({ seed, child }) {
  const random = child === null ? new Random(seed) : Random.spawned(seed, child);
  const uniform = Array.from({ length: 5 }, () => random.next());
  const normal = Array.from({ length: 3000 }, () => random.normal());
  return { uniform, normal, order: random.permutation(37), last: random.next() };
}

const tasks = ({ name, options }) => taskData(name, options);
const tables = ({ table, options }) => tableData(table, options);
const starts = ({ sizes, options }) => {
  const mlp = randomMlp(sizes, options);
  return { weights: Array.from(mlp.weights), biases: Array.from(mlp.biases) };
};

const KINDS = { thresholds, signals, points: thresholds, smooth, training, gradient, minimising, compiling, softening, hardening, least, drawing, tasks, tables, starts };

/** The answers to cases of one kind, both as JSON texts; an error is its message. */
export function answers(kind, cases, classes) {
  known = new LeastNetworks(classes);
  const found = JSON.parse(cases).map((one) => {
    try {
      return KINDS[kind](one);
    } catch (error) {
      return { refused: String(error.message) };
    }
  });
  return JSON.stringify(found);
}
