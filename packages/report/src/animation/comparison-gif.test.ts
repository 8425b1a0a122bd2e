import { createRequire } from 'node:module';
import { expect, it } from 'vitest';
import { exampleClip } from '../testing/example-clip.js';
import { actionNames } from '../testing/report-fixture.js';
import { renderComparisonGif } from './comparison-gif.js';

const { GifReader } = createRequire(import.meta.url)('omggif') as {
  GifReader: new (
    bytes: Uint8Array,
  ) => {
    width: number;
    numFrames(): number;
    decodeAndBlitFrameRGBA(frame: number, pixels: Uint8Array): void;
  };
};

const columns = [
  { title: 'teacher', subtitle: 'No attack', clip: exampleClip(null, 20) },
  { title: 'teacher', subtitle: 'PGD-10 (ε = 3/255)', clip: exampleClip(3 / 255, 20) },
];

it('sets the columns side by side, step by step', () => {
  const gif = new GifReader(renderComparisonGif(columns, actionNames));
  expect([gif.width, gif.numFrames()]).toEqual([8 + 2 * (216 + 8), 20]);
  const pixels = new Uint8Array(gif.width * 320 * 4);
  gif.decodeAndBlitFrameRGBA(0, pixels);
  // Step 0 of the attacked clip is one whose action was changed: orange words, which the clean one has nowhere.
  const orangeAt = (from: number, to: number) => {
    let count = 0;
    for (let y = 286; y < 300; y++) {
      for (let x = from; x < to; x++) {
        const at = (y * gif.width + x) * 4;
        if (pixels[at] === 230 && pixels[at + 1] === 159 && pixels[at + 2] === 0) count++;
      }
    }
    return count;
  };
  expect(orangeAt(0, 226)).toBe(0);
  expect(orangeAt(232, gif.width)).toBeGreaterThan(20);
});

it('draws every digit of a score', () => {
  const drawn = [12_300, 12_309].map((score) => {
    const { seed, steps } = exampleClip(null, 1);
    const clip = { seed, steps: steps.map((step) => ({ ...step, reward: score })) };
    return Buffer.from(renderComparisonGif([{ title: 'student-certified-pqn', subtitle: '', clip }], actionNames));
  });
  expect(drawn[0]!.equals(drawn[1]!)).toBe(false);
});

it('stays small however long the game', () => {
  const { seed, steps } = exampleClip(3 / 255, 30);
  const clip = { seed, steps: Array.from({ length: 300 }, (_, i) => steps[i % 30]!) };
  const four = [...columns, ...columns].map((column) => ({ ...column, clip }));
  const bytes = renderComparisonGif(four, actionNames);
  expect(new GifReader(bytes).numFrames()).toBeLessThanOrEqual(140);
  expect(bytes.byteLength).toBeLessThan(1e6);
});
