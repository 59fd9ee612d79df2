// A training run that is looked at: one or two nets on the same rows, and what they compute.

import { activationNamed } from "../learning/activations.js";
import { ThresholdEvaluator, rowOf } from "../engine/evaluation.js";
import { hardened } from "../learning/hardening.js";
import { readMlp, writeNet } from "../engine/network.js";
import { Optimiser } from "../learning/optimisers.js";
import { Passes, predictions } from "../learning/passes.js";
import { certificateText, softened } from "../learning/softening.js";
import { randomMlp, randomised } from "../learning/starts.js";
import { TASK_RULES } from "../engine/task_rules.js";
import { Trainer, decisionLevel, outputActivation } from "../learning/trainer.js";

/** @typedef {import("../engine/network.js").Mlp} Mlp */
/** @typedef {import("../engine/network.js").Network} Network */
/** @typedef {import("./train_data.js").TrainData} TrainData */
/** @typedef {import("./train_settings.js").TrainSettings} TrainSettings */

const MOST_TABLE_INPUTS = 10;

/** One net of a run: its trainer, its values over the picture and for one row. */
export class TrainedNet {
  /**
   * @param {string} title
   * @param {Mlp} mlp
   * @param {TrainData} data
   * @param {TrainSettings} s
   * @param {import("../learning/softening.js").Certificate | null} certificate of the net before it is trained
   */
  constructor(title, mlp, data, s, certificate) {
    this.title = title;
    this.mlp = mlp;
    this.certificate = certificate;
    this.proof = certificate ? certificateText(certificate) : "";
    this.data = data;
    this.trainer = new Trainer(mlp, { x: data.rows, y: data.y }, optionsOf(s));
    const { theta } = this.trainer;
    this.grid = new Passes(mlp, theta, data.picture.grid.length);
    this.grid.load(data.picture.grid);
    this.one = new Passes(mlp, theta, 1);
    this.rowTargets = new Float64Array(mlp.outputs.length);
    this.test = data.test ? new Trainer(mlp, { x: data.test.rows, y: data.test.y }, { loss: s.loss }) : null;
    /** @type {number[]} */ this.testLosses = [];
    this.loss = this.trainer.value();
    this.testLoss = this.#tested();
  }

  /** One epoch, and what it gave. */
  step() {
    this.trainer.epoch();
    this.loss = this.trainer.value();
    this.testLoss = this.#tested();
    this.testLosses.push(this.testLoss ?? NaN);
  }

  #tested() {
    if (!this.test) return null;
    this.test.theta.set(this.trainer.theta);
    return this.test.value();
  }

  /** The share of rows that are decided right; null where values are learnt. */
  right() {
    if (this.data.regression) return null;
    const level = decisionLevel(this.mlp);
    const { trainer } = this;
    const out = trainer.full.outputs();
    let right = 0;
    for (let r = 0; r < trainer.count; r++) {
      const row = trainer.mlp.outputs.every((_, k) =>
        out[k * trainer.count + r] >= level === trainer.targets[k * trainer.count + r] >= 0.5);
      if (row) right += 1;
    }
    return right / trainer.count;
  }

  /**
   * Pass one row forward and back: `one` then holds its values and deltas.
   * @param {number} row
   */
  look(row) {
    const { one, trainer } = this;
    one.load(trainer.x, row);
    one.forward();
    this.mlp.outputs.forEach((_, k) => { this.rowTargets[k] = trainer.targets[k * trainer.count + row]; });
    const loss = one.measure(trainer.loss, this.rowTargets);
    one.backward(trainer.loss.fused, trainer.loss.summed ? 1 : 1 / this.mlp.outputs.length);
    return loss;
  }

  /**
   * The values that stand for the ends of the colours at a node.
   * @param {number} node
   * @returns {[number, number]}
   */
  range(node) {
    const n = this.mlp.inputs.length;
    if (node >= n) {
      const kind = activationNamed(this.mlp.activations[this.grid.layerOf[node - n]]);
      if (kind.twoValued) return [kind.low, kind.high];
    }
    if (this.data.regression && this.mlp.outputUnits.includes(node - n)) return [-this.data.reach, this.data.reach];
    const [first, rows] = [node * this.grid.rows, this.grid.rows];
    let most = 1e-9;
    for (let k = first; k < first + rows; k++) most = Math.max(most, Math.abs(this.grid.values[k]));
    return this.data.picture.smooth || node >= n ? [-most, most] : [0, 1];
  }

  /**
   * Take other steps from here on.
   * @param {TrainSettings} s
   */
  retune(s) {
    const { trainer } = this;
    const options = optionsOf(s);
    const other = trainer.options.optimiser !== options.optimiser;
    trainer.options = options;
    if (other) trainer.optimiser = new Optimiser(s.optimiser, trainer.theta.length);
    trainer.rate = s.rate ?? trainer.optimiser.rule.rate;
  }

  /**
   * The values of all nodes over the picture, as the threshold network has them.
   * @param {ThresholdEvaluator} evaluator
   */
  #hardValues(evaluator) {
    const { grid } = this.data.picture;
    const values = new Float64Array(this.grid.values.length);
    grid.forEach((row, k) => evaluator.at(row).forEach((value, node) => { values[node * grid.length + k] = value; }));
    return values;
  }

  /** The threshold network that this net is now, and the rows that it decides otherwise. */
  hard() {
    const net = this.trainer.net();
    const network = hardened(net);
    const seen = softDecisions(net, this.data.rows);
    const evaluator = new ThresholdEvaluator(network);
    const after = this.data.rows.map((row) => evaluator.outputs(row));
    const changed = seen.flatMap((row, r) => (row.join() === after[r].join() ? [] : [{ row: r, before: row, after: after[r] }]));
    return { network, json: writeNet(network), changed, values: this.#hardValues(evaluator), shown: true };
  }
}

/**
 * @param {Mlp} net
 * @param {number[][]} rows
 */
function softDecisions(net, rows) {
  const level = decisionLevel(net);
  return predictions(net, rows).map((row) => row.map((v) => (v >= level ? 1 : 0)));
}

/**
 * @param {TrainSettings} s
 * @returns {import("../learning/trainer.js").TrainOptions}
 */
function optionsOf(s) {
  const { optimiser, rate, batch, l1, l2, loss, seed } = s;
  return { optimiser, rate, batch, l1, l2, loss, seed };
}

/**
 * The nets of the settings on their data; `network` is what is compiled where there is something.
 * @param {TrainSettings} s
 * @param {TrainData} data
 * @param {Network | null} network
 * @returns {TrainedNet[]}
 */
export function netsOf(s, data, network) {
  const given = s.start?.mlp ? readMlp(s.start.mlp) : null;
  if (given && s.from === "random" && given.inputs.length === data.inputs.length && given.outputs.length === data.outputs.length) {
    return [new TrainedNet("given weights", ofTable(given, s), data, s, null)];
  }
  const output = data.regression ? "linear" : "sigmoid";
  const compiled = s.from === "random" || data.regression ? null : network;
  if (!compiled) {
    const sizes = [data.inputs.length, ...s.hidden, data.outputs.length];
    const { activation, seed } = s;
    const mlp = randomMlp(sizes, { activation, output, seed, inputs: data.inputs, outputs: data.outputs });
    return [new TrainedNet("random weights", ofTable(mlp, s), data, s, null)];
  }
  const { mlp, certificate } = softened(compiled, { gain: s.gain });
  const soft = new TrainedNet("compiled", mlp, data, s, certificate);
  if (s.from === "compiled") return [soft];
  const rival = { ...randomised(mlp, { seed: s.seed }), gains: mlp.gains.slice().fill(1) };
  return [new TrainedNet("random weights, same wires", rival, data, s, null), soft];
}

/**
 * A net that is trained on the rows of a table reads 0 and 1, and is hardened as such.
 * @param {Mlp} mlp
 * @param {TrainSettings} s
 * @returns {Mlp}
 */
function ofTable(mlp, s) {
  return s.data === "table" && mlp.encoding === "real" ? { ...mlp, encoding: "binary" } : mlp;
}

/**
 * The network that a run may begin with: what is stated, or the rule of the task.
 * @param {TrainSettings} s
 * @param {{compiled: Network | null, region: Network | null}} stated
 * @returns {Network | null}
 */
export function networkFor(s, stated) {
  if (s.data === "table") return stated.compiled;
  if (s.data === "region") return stated.region;
  if (s.data === "task" && TASK_RULES[s.task]) return TASK_RULES[s.task]();
  return null;
}

/** @param {TrainedNet} net */
export function canHarden(net) {
  return net.mlp.activations.every((name) => activationNamed(name).twoValued) && outputActivation(net.mlp) !== "linear";
}

/**
 * The rows that a given net decides, where its inputs are 0 and 1: what it is trained on unless
 * other data are chosen.
 * @param {any} json
 * @returns {import("../engine/minimiser.js").Table | null}
 */
export function tableOfMlp(json) {
  const mlp = readMlp(json);
  const n = mlp.inputs.length;
  if (n > MOST_TABLE_INPUTS || (mlp.encoding === "real" && !mlp.source)) return null;
  const rows = Array.from({ length: 1 << n }, (_, r) => rowOf(r, n, mlp.encoding));
  const decided = softDecisions(mlp, rows);
  return { inputs: mlp.inputs, outputs: mlp.outputs, values: mlp.outputs.map((_, k) => decided.map((row) => row[k]).join("")) };
}
