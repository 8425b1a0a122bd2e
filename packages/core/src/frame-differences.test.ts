import { expect, it } from 'vitest';
import { frameSize } from './environment.js';
import { frameDifferences, framesOfDifferences } from './frame-differences.js';

it('keeps the first frame, what changed in the others, and all when undone', () => {
  const frames = new Uint8Array(3 * frameSize).fill(7);
  frames[frameSize + 5] = 9;
  frames[2 * frameSize + 5] = 9;
  const bytes = frames.slice();
  frameDifferences(bytes);
  expect(bytes.subarray(0, frameSize)).toEqual(frames.subarray(0, frameSize));
  expect([...bytes.subarray(frameSize)].filter((byte) => byte !== 0)).toEqual([7 ^ 9]);
  framesOfDifferences(bytes);
  expect(bytes).toEqual(frames);
});
