import { describe, expect, it } from 'vitest';
import { Emulator } from './emulator.js';
import { runChild } from './soak/child.js';

/** RELIABILITY rows 1, 2, 4 and the emulator's half of 5, at their full figures. */
describe('nothing ends the process', () => {
  it('survives 1e5 sequences of illegal calls', () => {
    for (let seed = 0; seed < 20; seed++) {
      const { status, signal, line } = runChild('illegal-calls', [seed, 5_000]);
      expect({ seed, status, signal }).toEqual({ seed, status: 0, signal: null });
      expect(JSON.parse(line).untyped).toBe(0);
    }
  });

  it('survives 1e4 bad ROMs', () => {
    const { status, line } = runChild('bad-roms', [7, 10_000]);
    expect(status).toBe(0);
    expect(JSON.parse(line)).toMatchObject({ unknownAccepted: 0, untyped: 0 });
  });

  it('ends cleanly a thousand times in the middle of a step', () => {
    const ways: [string, number][] = [
      ['exit', 0],
      ['throw', 1],
      ['collect', 0],
      ['return', 0],
    ];
    for (let cycle = 0; cycle < 1_000; cycle++) {
      const [way, status] = ways[cycle % ways.length]!;
      expect({ cycle, ...runChild('teardown', [way]) }).toMatchObject({ status, signal: null });
    }
  });

  it('survives a thousand worker threads that are ended in the middle of a step', () => {
    const { status, signal, line } = runChild('ended-workers', [1_000]);
    expect({ status, signal }).toEqual({ status: 0, signal: null });
    expect(JSON.parse(line)).toEqual({ ended: 1_000 });
  });

  it('does not grow over 1e6 frames and 200 ROM loads', () => {
    const emulator = new Emulator({ game: 'pong' });
    const residentMegabytes = () => process.memoryUsage().rss / 1e6;
    let warm = 0;
    for (let load = 0; load < 200; load++) {
      emulator.reset(load);
      for (let frame = 0; frame < 5_000 && !emulator.terminated; frame++) emulator.act(0);
      if (load === 20) warm = residentMegabytes();
    }
    expect(residentMegabytes() - warm).toBeLessThan(20);
    emulator.close();
  });
});
