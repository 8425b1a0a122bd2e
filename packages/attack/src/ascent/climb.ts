/**
 * Projected gradient descent (Madry et al. 2018) as Eq. 19 has it: K steps of epsilon / K along the gradient's sign from
 * the clean observation. Options make it stronger: larger steps, a random start, restarts of which the best is kept. What
 * it climbs makes it one of several attacks.
 */
import { type Compiled, compile, type Tensor, type Tensor1D, type Tensor4D, tf } from '@a2pd/tensor';
import { withSeed } from '../seed.js';
import { ballOf, type Perturbation, type Setting } from '../setting.js';
import type { Ascent } from './ascent.js';
import { ascend, type Position } from './gradient-ascent.js';
import { aimed, margin, type Objective } from './objective.js';
import type { ClimbConfig } from './options.js';
import { bestOf } from './restarts.js';

export interface Climber {
  /** Of the attack. */
  readonly name: string;
  /** What is climbed. */
  readonly objective: Objective;
  /** By what restarts are compared: the margin, as success is measured by it, unless the attack has an aim of its own. */
  readonly judge?: Objective | undefined;
  /** In epsilons, what all steps together span where no step size is given; 1. */
  readonly reach?: number | undefined;
  /** Share of the velocity that a step keeps; 0. */
  readonly decay?: number | undefined;
}

type Run = Compiled<[Tensor4D, Tensor4D, Tensor, Tensor1D], Position>;

/** A recorded function holds at most this many steps, since recording takes time; longer runs call it repeatedly. */
const stepsPerCall = 10;

/** The perturbation of an attack by steps of a fixed length. */
export function climbing(climber: Climber, config: ClimbConfig, setting: Setting): Perturbation {
  const { name, judge = margin, reach = 1, decay = 0 } = climber;
  const { epsilon, steps, restarts, randomStart } = config;
  const { model, aim } = setting;
  const objective = aimed(climber.objective, aim);
  const ball = ballOf(config.norm, setting);
  const climb = { model, objective, ball, epsilon, stepSize: config.stepSize ?? (reach * epsilon) / steps, decay };
  const runs = new Map<number, Run>();

  const start = compile(`attack/${name}/start`, (clean: Tensor4D, seed: Tensor) =>
    ball.projectionAround(clean, epsilon)(ball.randomPoint(clean, epsilon, seed)),
  );
  const restarting = bestOf(`attack/${name}`, model, aimed(judge, aim));

  function runOf(numSteps: number): Run {
    let run = runs.get(numSteps);
    if (!run) {
      run = compile(
        `attack/${name}/${numSteps}`,
        (clean: Tensor4D, from: Tensor4D, velocity: Tensor, labels: Tensor1D) =>
          ascend(climb, numSteps, { clean, labels, targets: labels }, from, velocity),
      );
      runs.set(numSteps, run);
    }
    return run;
  }

  function climbOnce(clean: Tensor4D, labels: Tensor1D, seed: number, restart: number): Ascent {
    const from = randomStart ? withSeed(seed, restart, (seedTensor) => start(clean, seedTensor)) : tf.clone(clean);
    let position: Position = { perturbed: from, velocity: tf.zeros([1, 1, 1, 1]), evidence: tf.scalar(0) };
    for (let done = 0; done < steps; done += stepsPerCall) {
      const run = runOf(Math.min(stepsPerCall, steps - done));
      const next = run(clean, position.perturbed, position.velocity, labels);
      const evidence = tf.add(position.evidence, next.evidence);
      tf.dispose([position.perturbed, position.velocity, position.evidence, next.evidence]);
      position = { ...next, evidence };
    }
    position.velocity.dispose();
    return position;
  }

  return {
    generate: (clean, labels, seed) =>
      restarting.pick(restarts, clean, labels, (restart) => climbOnce(clean, labels, seed, restart)),
    dispose() {
      for (const run of [start, restarting, ...runs.values()]) run.dispose();
    },
  };
}
