/** Adversaries of defences: attacks whose radius grows while they are recorded, so that they are part of a compiled step. */
import { ascend, balls, type Objective } from '@a2pd/attack';
import { tf } from '@a2pd/tensor';
import type { Perturb } from './defence.js';

/** Projected gradient descent as SA-DQN takes it: from a random point of the ball, in steps of epsilon / K. */
export function searchWithin(objective: Objective, steps: number): Perturb {
  return (network, { input, bestActions: labels, epsilon, seed }) => {
    const model = { name: 'the online network', numActions: network.numActions, logits: network.qValues, dispose() {} };
    const climb = { model, objective, ball: balls.linf, epsilon, stepSize: tf.div(epsilon, steps), decay: 0 };
    const start = climb.ball.projectionAround(input, epsilon)(climb.ball.randomPoint(input, epsilon, seed));
    return ascend(climb, steps, { clean: input, labels, targets: labels }, start, tf.scalar(0)).perturbed;
  };
}
