import { rainbowPresets } from '@a2pd/rainbow';
import { type Model, type Tensor, type Tensor1D, tf } from '@a2pd/tensor';
import { expect, it } from 'vitest';
import { evaluateInTraining } from './evaluate-in-training.js';
import type { TrainingPlan } from './training-plan.js';

/** Breakout's actions. */
const [wait, fire, left] = [0, 1, 3];

/** Never presses FIRE, which is what Breakout waits for. */
const idle = modelOf((input) => tf.fill([input.shape[0]!], wait));

/** Serves and moves until the score is no longer 000, and then never serves again. */
const contented = modelOf((input) => {
  const newest = tf.mul(tf.slice(input, [0, 0, 0, 3], [-1, -1, -1, 1]), 255);
  const sumOf = (box: [top: number, left: number, height: number, width: number]) =>
    tf.sum(tf.slice(newest, [0, box[0], box[1], 0], [-1, box[2], box[3], 1]), [1, 2, 3]);
  const hasScored = tf.greater(tf.abs(tf.sub(sumOf([0, 0, 8, 42]), 14_822)), 0.5);
  const seesBall = tf.greater(sumOf([46, 8, 24, 68]), 0);
  return tf.where(hasScored, tf.scalar(wait), tf.where(seesBall, tf.scalar(left), tf.scalar(fire)));
});

function modelOf(actions: (input: Tensor) => Tensor): Model {
  const logits = (input: Tensor) => tf.oneHot(tf.cast(actions(input), 'int32') as Tensor1D, 4);
  return { name: 'made up', numActions: 4, logits } as unknown as Model;
}

async function evaluated(policy: Model, evaluationEpisodes: number, evaluationMaxAgentSteps?: number) {
  const config = rainbowPresets.pipeline;
  const plan: TrainingPlan = {
    ...{ game: 'breakout', preset: 'rainbow', config, numEnvironments: 1, evaluationEpisodes },
    evaluationMaxAgentSteps,
  };
  const said: string[] = [];
  const context = { signal: new AbortController().signal, say: (line: string) => void said.push(line) };
  const { returns } = await evaluateInTraining(policy, plan, false, context);
  return { returns, said };
}

it('says that a policy is stuck after it has scored', async () => {
  const { returns, said } = await evaluated(contented, 4);
  expect(Math.max(...returns)).toBeGreaterThan(0);
  expect(said).toEqual([
    expect.stringMatching(
      /^[1-4] of 4 evaluation episodes were cut, because nothing was scored in them for 3,000 agent steps/,
    ),
  ]);
});

it('says that a policy is stuck, and plays no longer than it must', async () => {
  expect(await evaluated(idle, 2, 2999)).toEqual({ returns: [0, 0], said: [] });
  expect(await evaluated(idle, 2)).toEqual({
    returns: [0, 0],
    said: [
      expect.stringMatching(
        /^2 of 2 evaluation episodes were cut, because nothing was scored in them for 3,000 agent steps/,
      ),
    ],
  });
});
