/** What a replay costs in memory, known before anything is allocated. */
import { frameSize } from '@a2pd/core';
import { ExperienceStream } from './experience-stream.js';
import { SumTree } from './sum-tree.js';

const stepBytes = frameSize + ExperienceStream.stepBytes;

/**
 * Bytes a replay occupies: 7.1 GB for a million steps.
 * @param steps Time steps it will hold at most, when that is less than its capacity: frames are allocated as they come.
 */
export function replayBytes(capacity: number, steps = capacity): number {
  const frames = Math.min(capacity, steps) * frameSize;
  return frames + capacity * ExperienceStream.stepBytes + SumTree.bytes(capacity);
}

/** The largest capacity whose replay fits into `bytes`; 0 where none does. */
export function largestCapacity(bytes: number): number {
  // The sum tree doubles at powers of two, so the size is no straight line: halve the interval.
  let [fits, tooLarge] = [0, Math.ceil(bytes / stepBytes) + 1];
  while (tooLarge - fits > 1) {
    const middle = Math.floor((fits + tooLarge) / 2);
    if (replayBytes(middle) <= bytes) fits = middle;
    else tooLarge = middle;
  }
  return fits;
}
