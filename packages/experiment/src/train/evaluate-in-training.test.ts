import { rainbowPresets } from '@a2pd/rainbow';
import { type Model, type Tensor, tf } from '@a2pd/tensor';
import { expect, it } from 'vitest';
import { evaluateInTraining } from './evaluate-in-training.js';
import type { TrainingPlan } from './training-plan.js';

/** Never presses FIRE, which is what Breakout waits for. */
const idle = {
  name: 'idle',
  numActions: 4,
  logits: (input: Tensor) => tf.mul(tf.ones([input.shape[0]!, 4]), tf.tensor2d([[1, 0, 0, 0]])),
} as unknown as Model;

async function evaluated(evaluationMaxAgentSteps?: number) {
  const config = rainbowPresets.pipeline;
  const plan: TrainingPlan = {
    ...{ game: 'breakout', preset: 'rainbow', config, numEnvironments: 1, evaluationEpisodes: 2 },
    evaluationMaxAgentSteps,
  };
  const said: string[] = [];
  const context = { signal: new AbortController().signal, say: (line: string) => void said.push(line) };
  const { returns } = await evaluateInTraining(idle, plan, false, context);
  return { returns, said };
}

it('says that a policy is stuck', async () => {
  expect(await evaluated()).toEqual({
    returns: [0, 0],
    said: [expect.stringMatching(/^In [12] of 2 evaluation episodes .* after \d\d,\d{3} agent steps together/)],
  });
});

it('plays no longer than it may', async () => {
  expect(await evaluated(50)).toEqual({ returns: [0, 0], said: [] });
});
