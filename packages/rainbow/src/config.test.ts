import { A2pdError } from '@a2pd/core';
import { describe, expect, it } from 'vitest';
import { parseRainbowConfig } from './config.js';
import { rainbowPresets } from './presets.js';

describe('parseRainbowConfig', () => {
  it.each(Object.entries(rainbowPresets))('accepts the preset %s', (_, preset) => {
    expect(parseRainbowConfig(preset)).toEqual(preset);
  });

  it.each([
    ['an unknown key', { learningrate: 1 }, /learningrate/],
    ['a value of the wrong type', { batchSize: '32' }, /batchSize/],
    ['a fraction of an agent step', { learnPeriodAgentSteps: 0.5 }, /learnPeriodAgentSteps/],
    ['an impossible support', { vMin: 10, vMax: -10 }, /vMin < vMax/],
    [
      'learning that starts beyond the replay',
      { replayCapacity: 19_999 },
      /learningStartsAgentSteps: .*replayCapacity/,
    ],
    [
      'a batch larger than the replay',
      { learningStartsAgentSteps: 0, replayCapacity: 32 },
      /batchSize: .*replayCapacity/,
    ],
    [
      'a run that ends before it learns',
      { totalAgentSteps: 20_000 },
      /learningStartsAgentSteps: .*nothing would be learned/,
    ],
    ['a decay of Adam that is none', { adamBeta2: 1 }, /adamBeta2/],
    ['an unknown part', { parts: { ...rainbowPresets.paper.parts, curiosity: true } }, /curiosity/],
  ])('names the key of %s', (_, change, message) => {
    const parse = () => parseRainbowConfig({ ...rainbowPresets.paper, ...change });
    expect(parse).toThrow(A2pdError);
    expect(parse).toThrow(message);
  });

  it('reads configurations from before random shifts', () => {
    const { randomShiftPixels, ...ofOld } = rainbowPresets.paper;
    expect(parseRainbowConfig(ofOld)).toEqual({ ...rainbowPresets.paper, randomShiftPixels: 0 });
    expect(randomShiftPixels).toBe(0);
  });

  it('holds what Table 4 prints, but for the learning rate', () => {
    expect(rainbowPresets.paper).toMatchObject({
      batchSize: 32,
      adamBeta1: 0.9,
      adamBeta2: 0.999,
      adamEpsilon: 1.5e-4,
      learningStartsAgentSteps: 2e4,
      seed: 123,
      importanceSamplingExponentEndAgentSteps: 1e7,
      hiddenUnits: 512,
      noisySigmaInit: 0.1,
      numAtoms: 51,
      vMin: -10,
      vMax: 10,
      replayCapacity: 1e6,
      targetUpdatePeriodAgentSteps: 1e4,
      learningRate: 6.25e-5,
    });
  });

  it.each(['dqn', 'dqn-two-cores'] as const)('%s is a DQN: no part of Rainbow is on', (name) => {
    expect(Object.values(rainbowPresets[name].parts)).toEqual(Array(6).fill(false));
  });

  it.each(['sa-dqn-vanilla', 'sa-dqn-vanilla-two-cores'] as const)('%s is double, dueling and prioritized', (name) => {
    const on = Object.entries(rainbowPresets[name].parts).flatMap(([part, isOn]) => (isOn ? [part] : []));
    expect(on.sort()).toEqual(['double', 'dueling', 'prioritized']);
  });

  it('holds what Extended Data Table 1 of Mnih et al. (2015) prints, but for the optimizer', () => {
    const { batchSize, learnPeriodAgentSteps, targetUpdatePeriodAgentSteps, ...dqn } = rainbowPresets.dqn;
    expect({ batchSize, updates: targetUpdatePeriodAgentSteps / learnPeriodAgentSteps }).toEqual({
      batchSize: 32,
      updates: 10_000,
    });
    expect(dqn).toMatchObject({
      replayCapacity: 1_000_000,
      discount: 0.99,
      explorationEpsilonStart: 1,
      explorationEpsilonEnd: 0.1,
      explorationDecayAgentSteps: 1_000_000,
      learningStartsAgentSteps: 50_000,
      totalAgentSteps: 50_000_000,
    });
  });
});
