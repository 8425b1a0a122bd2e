import { type Clip, type ClipStep, frameSize, Rng } from '@a2pd/core';
import { describe, expect, it } from 'vitest';
import { decodeClip, encodeClip } from './clip-file.js';

function clipOf(seed: number): Clip {
  const rng = new Rng(seed);
  const bytes = (length: number) => Uint8Array.from({ length }, () => rng.integer(256));
  const stepAt = (agentStep: number): ClipStep => ({
    agentStep,
    screen: agentStep % 2 === 0 ? { width: 8, height: 5, rgb: bytes(8 * 5 * 3) } : null,
    observation: bytes(frameSize),
    perturbation: agentStep % 3 === 0 ? new Int8Array(bytes(frameSize)) : null,
    perturbationUnit: 1 / 255 / 127,
    cleanAction: 1,
    action: 2,
    reward: -1,
    prescription: Float32Array.of(0.25, 0.5, 0.25),
    cleanPrescription: agentStep % 3 === 0 ? Float32Array.of(0.5, 0.25, 0.25) : null,
  });
  return { seed, steps: [0, 1, 2, 3].map(stepAt) };
}

describe('clip.bin', () => {
  it('holds a clip exactly', () => {
    expect(decodeClip(encodeClip(clipOf(5)))).toEqual(clipOf(5));
  });

  it('is refused at every truncation', () => {
    const file = encodeClip(clipOf(6));
    for (let length = 0; length < file.byteLength; length += Math.ceil(file.byteLength / 40)) {
      expect(() => decodeClip(file.subarray(0, length))).toThrow(/clip.bin is damaged/);
    }
  });
});
