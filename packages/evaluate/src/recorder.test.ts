import { frameSize } from '@a2pd/core';
import { describe, expect, it } from 'vitest';
import { ClipRecorder, type WatchedStep } from './recorder.js';

const observation = new Uint8Array(frameSize).fill(100);

function step(agentStep: number, change: number): WatchedStep {
  const perturbed = new Float32Array(frameSize).fill(100 / 255);
  perturbed[0] = 100 / 255 + change;
  perturbed[1] = 100 / 255 - change / 2;
  const prescription = Float32Array.of(1, 0);
  return {
    seed: 3,
    agentStep,
    observation,
    perturbed,
    cleanAction: 0,
    action: 1,
    reward: 0,
    prescription,
    cleanPrescription: null,
    screen: null,
  };
}

describe('ClipRecorder', () => {
  it('wants the steps of its window only', () => {
    const recorder = new ClipRecorder({ firstAgentStep: 10, maxAgentSteps: 3 });
    expect([9, 10, 12, 13].map((agentStep) => recorder.wants(agentStep))).toEqual([false, true, true, false]);
    expect(recorder.clip()).toBeNull();
  });

  it('keeps the perturbation to a 127th of its largest change', () => {
    const recorder = new ClipRecorder();
    recorder.record(step(0, 3 / 255));
    const [kept] = recorder.clip()!.steps;
    const { perturbation, perturbationUnit } = kept!;
    expect(perturbation![0]! * perturbationUnit).toBeCloseTo(3 / 255, 6);
    expect(perturbation![1]! * perturbationUnit).toBeCloseTo(-1.5 / 255, 4);
    expect(perturbation!.slice(2).every((value) => value === 0)).toBe(true);
  });

  it('copies what it is lent', () => {
    const screen = { width: 1, height: 1, rgb: Uint8Array.of(1, 2, 3) };
    const recorder = new ClipRecorder({ screen: () => screen });
    recorder.record({ ...step(0, 0.1), screen: recorder.captureScreen() });
    screen.rgb.fill(9);
    expect([...recorder.clip()!.steps[0]!.screen!.rgb]).toEqual([1, 2, 3]);
  });

  it('refuses a clip without bounds', () => {
    expect(() => new ClipRecorder({ maxAgentSteps: 1e6 })).toThrow(/maxAgentSteps in \[1, 600\]/);
  });
});
