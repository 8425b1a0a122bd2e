import { Rng } from '@a2pd/core';
import { ToyEnvironment } from '@a2pd/core/testing';
import { numTensors } from '@a2pd/tensor';
import { describe, expect, it } from 'vitest';
import type { RainbowConfig } from './config.js';
import type { TrainingMetrics } from './metrics.js';
import { rainbowPresets } from './presets.js';
import { fingerprint } from './testing/fingerprint.js';
import { catchBall } from './testing/toy-games.js';
import { train } from './train.js';
import { Trainer } from './trainer.js';

const config: RainbowConfig = {
  ...rainbowPresets.pipeline,
  hiddenUnits: 8,
  nSteps: 3,
  batchSize: 4,
  replayCapacity: 500,
  totalAgentSteps: 200,
  learningStartsAgentSteps: 40,
  learnPeriodAgentSteps: 4,
  targetUpdatePeriodAgentSteps: 30,
  evaluationPeriodAgentSteps: 60,
  metricsPeriodAgentSteps: 20,
};

function environments(count = 3) {
  return new ToyEnvironment(catchBall, count, 'disabled');
}

describe('Trainer', () => {
  it.each([1, 3, 8])('makes one update each 4 agent steps, with %d environments', (count) => {
    const trainer = new Trainer(config, environments(count));
    while (!trainer.isFinished) trainer.step();
    // One environment's updates follow its step; several's would fall into the next vector step.
    const counted = count === 1 ? 200 : Math.ceil(200 / count) * count - count;
    expect(trainer.updates).toBe(1 + Math.floor((counted - 40) / 4));
    trainer.dispose();
  });

  it("keeps the paper's schedule with one environment: what happens after which agent step, in which order", () => {
    const timing = { learningStartsAgentSteps: 20, targetUpdatePeriodAgentSteps: 8, totalAgentSteps: 34 };
    const environment = environments(1);
    const trainer = new Trainer({ ...config, ...timing }, environment);
    const events: string[] = [];
    const record = (name: string, target: object, method: string) => {
      const original = Reflect.get(target, method) as (...args: unknown[]) => unknown;
      Reflect.set(target, method, (...args: unknown[]) => {
        events.push(name);
        return original.apply(target, args);
      });
    };
    record('act', environment, 'stepAsync');
    record('learn', trainer.learner, 'learn');
    record('target', trainer.learner, 'updateTarget');
    while (!trainer.isFinished) trainer.step();
    trainer.dispose();
    // for T in 1..: act; if T >= 20 and T % 4 == 0: learn; if T % 8 == 0: copy to the target.
    const expected = Array.from({ length: 34 }, (_, i) => i + 1).flatMap((T) => [
      'act',
      ...(T >= 20 && T % 4 === 0 ? ['learn'] : []),
      ...(T % 8 === 0 ? ['target'] : []),
    ]);
    expect(events).toEqual(expected);
  });

  it.each([0, 4])('continues from a saved state to the last bit, shifting by %d: weights, log and replay', (pixels) => {
    const shifting = { ...config, randomShiftPixels: pixels };
    const finish = (trainer: Trainer, log: TrainingMetrics[]) => {
      while (!trainer.isFinished) trainer.step();
      const { learner, replay, ...rest } = trainer.state();
      const { online, target, adam, rng } = learner;
      const weights = [online, target, adam].map(fingerprint);
      const outcome = structuredClone({ weights, rng, rest, priorities: [...replay!.priorities], log });
      trainer.dispose();
      return outcome;
    };
    const log: TrainingMetrics[] = [];
    const uninterrupted = finish(new Trainer(shifting, environments(), { onMetrics: (line) => log.push(line) }), log);
    const borders = new Rng(6);
    for (let round = 0; round < 3; round++) {
      const log: TrainingMetrics[] = [];
      const onMetrics = (line: TrainingMetrics) => log.push(line);
      const first = new Trainer(shifting, environments(), { onMetrics });
      for (let i = 0, k = 1 + borders.integer(60); i < k; i++) first.step();
      const state = structuredClone(first.state());
      first.dispose();
      const second = new Trainer(shifting, environments(), { onMetrics });
      second.restore(state);
      expect(finish(second, log)).toEqual(uninterrupted);
    }
  });

  it('learns from shifted observations when asked to', () => {
    const [still, moved] = [0, 4].map((randomShiftPixels) => {
      const trainer = new Trainer({ ...config, randomShiftPixels }, environments());
      while (!trainer.isFinished) trainer.step();
      const weights = fingerprint(trainer.learner.online.toHost());
      trainer.dispose();
      return weights;
    });
    expect(moved).not.toBe(still);
  });

  it('keeps no tensors', () => {
    const trainer = new Trainer(config, environments());
    while (trainer.updates < 2) trainer.step();
    const before = numTensors();
    while (!trainer.isFinished) trainer.step();
    expect(numTensors()).toBe(before);
    trainer.dispose();
  });
});

describe('train', () => {
  it('evaluates now and then, keeps the best weights and reports', async () => {
    const log: TrainingMetrics[] = [];
    const completed: number[] = [];
    const scores = [1, 5, 2, 3];
    const evaluatedAt: number[] = [];
    const priorities = new Map<number, readonly number[]>();
    const result = await train({
      config,
      environment: environments(),
      onMetrics: (line) => log.push(line),
      onProgress: (progress) => completed.push(progress.completed),
      onPriorities: (agentSteps, latest) => priorities.set(agentSteps, [...latest]),
      evaluate: async (model, agentSteps) => {
        evaluatedAt.push(agentSteps);
        expect(model.numActions).toBe(3);
        return { meanReturn: scores.shift()! };
      },
    });
    expect(log.filter(({ kind }) => kind === 'evaluation')).toEqual([
      { kind: 'evaluation', agentSteps: 60, meanReturn: 1 },
      { kind: 'evaluation', agentSteps: 120, meanReturn: 5 },
      { kind: 'evaluation', agentSteps: 180, meanReturn: 2 },
      { kind: 'evaluation', agentSteps: 201, meanReturn: 3 },
    ]);
    expect(log[0]).toEqual({ kind: 'begin', agentSteps: 0, totalAgentSteps: 200 });
    expect(evaluatedAt).toEqual([60, 120, 180, 201]);
    expect([result.best.agentSteps, result.best.meanReturn]).toEqual([120, 5]);
    expect([result.last.agentSteps, result.last.meanReturn]).toEqual([201, 3]);
    expect(fingerprint(result.best.weights)).not.toBe(fingerprint(result.last.weights));
    expect(completed.at(-1)).toBe(200);
    expect(log.filter(({ kind }) => kind === 'episode').length).toBe(33);
    const learning = log.filter((line) => line.kind === 'learning');
    expect(learning.length).toBeGreaterThan(5);
    for (const line of learning) expect(line.loss).toBeGreaterThan(0);
    expect([...priorities.keys()]).toEqual(learning.map(({ agentSteps }) => agentSteps));
    for (const batch of priorities.values()) expect(batch).toHaveLength(config.batchSize);
  });

  it('ends early when an evaluation reaches the target', async () => {
    const log: TrainingMetrics[] = [];
    const scores = [1, 5, 2];
    const result = await train({
      config,
      environment: environments(),
      targetReturn: 4.5,
      onMetrics: (line) => log.push(line),
      evaluate: async () => ({ meanReturn: scores.shift()! }),
    });
    expect(result).toMatchObject({ ending: 'target-return', last: { agentSteps: 120, meanReturn: 5 } });
    expect(result.best).toBe(result.last);
    expect(log.at(-1)).toEqual({ kind: 'end', agentSteps: 120, ending: 'target-return' });
  });

  it('stops at a step border when asked to, and returns what it has', async () => {
    const controller = new AbortController();
    const before = numTensors();
    const result = await train({
      config,
      environment: environments(),
      signal: controller.signal,
      onProgress: ({ completed }) => completed >= 90 && controller.abort(),
    });
    expect(result.ending).toBe('interrupted');
    expect(result.last.agentSteps).toBe(90);
    expect(result.best).toBe(result.last);
    expect(numTensors()).toBe(before);
  });
});
