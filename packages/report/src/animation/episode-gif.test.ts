import { describe, expect, it } from 'vitest';
import { exampleClip } from '../testing/example-clip.js';
import { actionNames } from '../testing/report-fixture.js';
import { renderEpisodeGif } from './episode-gif.js';
import { paletteFor } from './palette.js';
import { glyphAdvance, plotText } from './pixel-font.js';

describe('renderEpisodeGif', () => {
  const clips = [
    { title: 'clean', clip: exampleClip(null, 4) },
    { title: 'attacked', clip: exampleClip(3 / 255, 6) },
  ];
  const gif = renderEpisodeGif(clips, actionNames);

  it('is a GIF of its size, a frame for each agent step of the longest clip, shown for 70 ms', () => {
    const { bytes } = gif;
    const view = new DataView(bytes.buffer, bytes.byteOffset);
    expect(Buffer.from(bytes.subarray(0, 6)).toString()).toBe('GIF89a');
    expect([view.getUint16(6, true), view.getUint16(8, true)]).toEqual([gif.width, gif.height]);
    const delays = graphicControls(bytes).map((at) => view.getUint16(at + 4, true));
    expect(delays).toEqual([7, 7, 7, 7, 7, 7]);
    expect(bytes.at(-1)).toBe(0x3b);
  });

  it('says how much a perturbation was amplified', () => {
    expect(gif.fullPerturbation).toBeCloseTo(3 / 255, 6);
  });

  it('skips steps rather than grow without bounds', () => {
    const { seed, steps } = exampleClip(null, 2);
    const clip = { seed, steps: Array.from({ length: 320 }, (_, i) => steps[i % 2]!) };
    const long = renderEpisodeGif([{ title: 'long', clip }]);
    expect(graphicControls(long.bytes).length).toBeLessThanOrEqual(150);
  });

  it('shares its palette with at most 256 colours', () => {
    const [{ clip }] = [clips[0]!];
    const noisy = { ...clip, steps: clip.steps.map((step) => ({ ...step, screen: rainbow() })) };
    expect(paletteFor([noisy]).colours.length).toBeLessThanOrEqual(256);
  });
});

it('draws text in five columns a letter', () => {
  const lit: string[] = [];
  plotText('l.', (x, y) => lit.push(`${x},${y}`));
  expect(lit).toContain('0,0');
  expect(lit).toContain('4,6');
  expect(lit.filter((pixel) => pixel.startsWith('1,'))).toEqual(['1,6']);
  expect(lit).toContain(`${glyphAdvance + 1},5`);
});

/** Offsets of the graphic control extensions: 21 F9 04, eight bytes ending in 0. */
function graphicControls(bytes: Uint8Array): number[] {
  return [...bytes.keys()].filter(
    (i) => bytes[i] === 0x21 && bytes[i + 1] === 0xf9 && bytes[i + 2] === 4 && bytes[i + 7] === 0,
  );
}

function rainbow() {
  const rgb = Uint8Array.from({ length: 64 * 64 * 3 }, (_, i) => (i * 37) % 256);
  return { width: 64, height: 64, rgb };
}
