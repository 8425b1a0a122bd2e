/**
 * Projected gradient descent (Madry et al. 2018) as Eq. 19 has it: K steps of epsilon / K along the gradient's sign from
 * the clean observation. Options make it stronger: larger steps, a random start, restarts of which the best is kept.
 */
import {
  type Compiled,
  compile,
  type Model,
  type Tensor,
  type Tensor1D,
  type Tensor2D,
  type Tensor4D,
  tf,
} from '@a2pd/tensor';
import type { Attack } from './attack.js';
import { balls } from './ball.js';
import { boundedAttack } from './bounded-attack.js';
import type { AttackConfigOf } from './config.js';
import { misclassificationMargin } from './criterion.js';
import { type Ascent, ascend } from './gradient-ascent.js';
import { withSeed } from './seed.js';

/** A recorded function holds at most this many steps; longer runs call it repeatedly. */
const stepsPerCall = 50;

type Run = Compiled<[Tensor4D, Tensor4D, Tensor1D], { perturbed: Tensor4D; evidence: Tensor }>;

export function createPgd(config: AttackConfigOf<'pgd'>, model: Model): Attack {
  const { epsilon, steps, restarts, randomStart } = config;
  const ball = balls[config.norm];
  const climb = { model, ball, epsilon, stepSize: config.stepSize ?? epsilon / steps };
  const runs = new Map<number, Run>();

  const start = compile('attack/pgd/start', (clean: Tensor4D, seed: Tensor) =>
    ball.projectionAround(clean, epsilon)(ball.randomPoint(clean, epsilon, seed)),
  );

  /** Of two perturbed batches, each observation's more successful one. */
  const better = compile('attack/pgd/better', (first: Tensor4D, second: Tensor4D, labels: Tensor1D) => {
    const margin = (input: Tensor4D) => misclassificationMargin(model.logits(input) as Tensor2D, labels);
    const isSecondBetter = tf.cast(tf.greater(margin(second), margin(first)), 'float32');
    const weight = tf.reshape(isSecondBetter, [-1, 1, 1, 1]);
    // Exact, since the weight is 0 or 1: no pixel is ever a blend.
    return tf.add(tf.mul(first, tf.sub(1, weight)), tf.mul(second, weight)) as Tensor4D;
  });

  function runOf(numSteps: number): Run {
    let run = runs.get(numSteps);
    if (!run) {
      run = compile(`attack/pgd/${numSteps}`, (clean: Tensor4D, from: Tensor4D, labels: Tensor1D) => ({
        ...ascend(climb, numSteps, clean, from, labels),
      }));
      runs.set(numSteps, run);
    }
    return run;
  }

  function climbOnce(clean: Tensor4D, labels: Tensor1D, seed: number, restart: number): Ascent {
    let perturbed = randomStart ? withSeed(seed, restart, (seedTensor) => start(clean, seedTensor)) : tf.clone(clean);
    let evidence: Tensor = tf.scalar(0);
    for (let done = 0; done < steps; done += stepsPerCall) {
      const next = runOf(Math.min(stepsPerCall, steps - done))(clean, perturbed, labels);
      const total = tf.add(evidence, next.evidence);
      tf.dispose([perturbed, evidence, next.evidence]);
      perturbed = next.perturbed;
      evidence = total;
    }
    return { perturbed, evidence };
  }

  function generate(clean: Tensor4D, labels: Tensor1D, seed: number): Ascent {
    let best = climbOnce(clean, labels, seed, 0);
    for (let restart = 1; restart < restarts; restart++) {
      const rival = climbOnce(clean, labels, seed, restart);
      const winner = {
        perturbed: better(best.perturbed, rival.perturbed, labels),
        evidence: tf.add(best.evidence, rival.evidence),
      };
      tf.dispose([best.perturbed, best.evidence, rival.perturbed, rival.evidence]);
      best = winner;
    }
    return best;
  }

  return boundedAttack(config, model, {
    generate,
    dispose() {
      for (const run of [start, better, ...runs.values()]) run.dispose();
    },
  });
}
