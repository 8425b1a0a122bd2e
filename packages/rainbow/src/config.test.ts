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
});
