import { describe, expect, it } from 'vitest';
import { runChild } from './soak/child.js';

/** The short form of robustness.soak.test.ts. */
describe('nothing ends the process', () => {
  it('survives a thousand sequences of illegal calls, each refused with a typed error', () => {
    const { status, signal, line } = runChild('illegal-calls', [1, 1_000]);
    expect({ status, signal }).toEqual({ status: 0, signal: null });
    const { refused, untyped } = JSON.parse(line);
    expect(refused).toBeGreaterThan(1_000);
    expect(untyped).toBe(0);
  });

  it('survives three hundred bad ROMs, and accepts none', () => {
    const { status, line } = runChild('bad-roms', [1, 300]);
    expect(status).toBe(0);
    expect(JSON.parse(line)).toEqual({ tried: 300, unknownAccepted: 0, untyped: 0 });
  });

  it('plays none of the actions that another thread puts in after they were checked', () => {
    const { status, signal, line } = runChild('shared-actions', [500]);
    expect({ status, signal }).toEqual({ status: 0, signal: null });
    expect(JSON.parse(line)).toEqual({ stepped: 500, isRaced: true });
  });

  it('keeps snapshots apart from the emulators, and the threads, that they came from', () => {
    const { status, signal, line } = runChild('snapshots', [12]);
    expect({ status, signal }).toEqual({ status: 0, signal: null });
    // Three of the round before, one while a step is under way, and one after it or after the end.
    expect(JSON.parse(line)).toEqual({ taken: 1200, refused: 11 * 3 + 12 * 2 });
  });

  it.runIf(process.platform === 'linux')('refuses more threads than the system gives, and goes on', () => {
    const { status, signal, line } = runChild('too-many-threads', []);
    expect({ status, signal }).toEqual({ status: 0, signal: null });
    expect(JSON.parse(line)).toEqual({
      refusal: { code: 'OUT_OF_MEMORY', remedy: expect.stringContaining('smaller numThreads') },
    });
  });

  it.runIf(process.platform === 'linux')('refuses more emulators than there is memory for, and goes on', () => {
    const { status, signal, line } = runChild('too-little-memory', []);
    expect({ status, signal }).toEqual({ status: 0, signal: null });
    expect(JSON.parse(line)).toEqual({
      refusal: { code: 'OUT_OF_MEMORY', remedy: expect.stringContaining('fewer environments') },
    });
  });

  it.each([
    ['exit', 0],
    ['throw', 1],
    ['collect', 0],
    ['return', 0],
  ])('ends cleanly in the middle of a step: %s', (way, status) => {
    expect(runChild('teardown', [way])).toMatchObject({ status, signal: null });
  });
});
