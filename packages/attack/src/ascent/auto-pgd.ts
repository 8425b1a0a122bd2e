/**
 * Auto-PGD (Croce & Hein 2020): each observation halves its own step when it stops gaining, and goes on from its best point.
 * On any objective; for one that leads to a target, towards the most likely wrong actions in turn.
 * Deviation: of all points seen the most successful is given, by margin, which is what success is measured by.
 */
import { compile, type Tensor, type Tensor1D, type Tensor2D, type Tensor4D, tf } from '@a2pd/tensor';
import { withSeed } from '../seed.js';
import { ballOf, type Perturbation, type Setting } from '../setting.js';
import { beginWalk, type Pace, paces, stepWalk, type Walk, walkNames } from './apgd-walk.js';
import type { Ascent } from './ascent.js';
import { aimed, margin, type Objective, type Situation } from './objective.js';
import type { AutoConfig } from './options.js';
import { bestOf } from './restarts.js';

export interface AutoPgd {
  /** Of the attack. */
  readonly name: string;
  readonly objective: Objective;
  /** How many wrong actions are tried as targets, at most all; absent for an objective that wants none. */
  readonly targets?: number;
}

/** The perturbation of an attack by auto-PGD. */
export function autoPgd(attack: AutoPgd, config: AutoConfig, setting: Setting): Perturbation {
  const { name, targets: wanted } = attack;
  const { epsilon, steps, restarts, randomStart } = config;
  const { model, aim } = setting;
  const ball = ballOf(config.norm, setting);
  const judge = aimed(margin, aim);
  const slope = { model, objective: aimed(attack.objective, aim), judge, ball, epsilon };
  const numTargets = Math.min(wanted ?? 1, model.numActions - 1);

  const begin = compile(
    `attack/${name}/begin`,
    (clean: Tensor4D, seed: Tensor, labels: Tensor1D, targets: Tensor1D) => {
      const start = randomStart ? ball.projectionAround(clean, epsilon)(ball.randomPoint(clean, epsilon, seed)) : clean;
      return beginWalk(slope, { clean, labels, targets }, start);
    },
  );
  // Compiled functions take tensors in a row: those of the walk keep the order in which it names them.
  const step = compile(`attack/${name}/step`, (...tensors: Tensor[]) => {
    const [clean, labels, targets, gradientShare, isCheckpoint, risesWanted, ...walk] = tensors;
    return stepWalk(
      slope,
      { clean, labels, targets } as Situation,
      Object.fromEntries(walkNames.map((key, i) => [key, walk[i]!])) as unknown as Walk,
      { gradientShare, isCheckpoint, risesWanted } as Pace,
    );
  });
  const rank = compile(`attack/${name}/targets`, (clean: Tensor4D, labels: Tensor1D) =>
    wrongActionsByLikelihood(model.logits(clean) as Tensor2D, labels, numTargets),
  );
  const restarting = bestOf(`attack/${name}`, model, judge);

  function run({ clean, labels, targets }: Situation, seed: number, stream: number): Ascent {
    let walk = withSeed(seed, stream, (seedTensor) => begin(clean, seedTensor, labels, targets));
    for (const { gradientShare, isCheckpoint, risesWanted } of paces(steps)) {
      const pace = [gradientShare, isCheckpoint, risesWanted].map((number) => tf.scalar(number));
      const next = step(clean, labels, targets, ...pace, ...walkNames.map((key) => walk[key]!));
      tf.dispose([...pace, ...Object.values(walk)]);
      walk = next;
    }
    const { found: perturbed, evidence, ...rest } = walk;
    tf.dispose(Object.values(rest));
    return { perturbed, evidence };
  }

  function generate(clean: Tensor4D, labels: Tensor1D, seed: number): Ascent {
    if (wanted === undefined) {
      const situation = { clean, labels, targets: labels };
      return restarting.pick(restarts, clean, labels, (stream) => run(situation, seed, stream));
    }
    const ranks = rank(clean, labels);
    const columns = tf.unstack(ranks, 1) as Tensor1D[];
    const best = restarting.pick(restarts * numTargets, clean, labels, (stream) =>
      run({ clean, labels, targets: columns[stream % numTargets]! }, seed, stream),
    );
    tf.dispose([ranks, ...columns]);
    return best;
  }

  return {
    generate,
    dispose() {
      for (const compiled of [begin, step, rank, restarting]) compiled.dispose();
    },
  };
}

/** int32[N, K]: the K most likely actions that are not the label, most likely first. */
function wrongActionsByLikelihood(logits: Tensor2D, labels: Tensor1D, numTargets: number): Tensor2D {
  const isLabel = tf.oneHot(labels, logits.shape[1], 1, 0, 'float32');
  const others = tf.where(tf.greater(isLabel, 0), tf.fill(logits.shape, Number.NEGATIVE_INFINITY), logits);
  return tf.topk(others as Tensor2D, numTargets).indices.toInt();
}
