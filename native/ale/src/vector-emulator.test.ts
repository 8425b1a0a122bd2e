import { createHash } from 'node:crypto';
import { once } from 'node:events';
import { Worker } from 'node:worker_threads';
import { A2pdError } from '@a2pd/core';
import { describe, expect, it } from 'vitest';
import { bindingFile } from './binding.js';
import { pongRom, preprocessing, seeded } from './test-rom.js';
import { VectorEmulator, type VectorEmulatorOptions } from './vector-emulator.js';

const make = (changes: Partial<VectorEmulatorOptions> = {}) =>
  new VectorEmulator({
    ...preprocessing,
    game: 'pong',
    numEnvironments: 3,
    autoresetMode: 'next-step',
    ...changes,
  });

describe('VectorEmulator', () => {
  it('gives the same bytes on one thread, on several, and asynchronously', () => {
    const play = (numThreads: number, isAsync: boolean) => {
      const vector = make({ numThreads, numEnvironments: 4 });
      vector.reset([0, 1, 2, 3].map((index) => seeded(index, 50 + index)));
      for (let step = 0; step < 40; step++) {
        const actions = Int32Array.from([0, 1, 2, 3], (index) => (step * 5 + index) % 6);
        if (isAsync) {
          vector.stepAsync(actions);
          vector.stepWait();
        } else vector.step(actions);
      }
      const copy = vector.buffers.observations.slice();
      vector.close();
      return copy;
    };
    const expected = play(1, false);
    expect(play(3, false)).toEqual(expected);
    expect(play(3, true)).toEqual(expected);
  });

  it('stacks the newest frame last, and zeros before the first', () => {
    const vector = make({ numEnvironments: 1 });
    vector.reset([seeded(0, 1)]);
    const frames = () => [0, 1, 2, 3].map((i) => vector.buffers.observations.slice(i * 7056, (i + 1) * 7056));
    const [first, second, third, newest] = frames();
    expect([first, second, third].every((frame) => frame!.every((pixel) => pixel === 0))).toBe(true);
    expect(newest!.some((pixel) => pixel > 0)).toBe(true);
    vector.step(Int32Array.of(0));
    expect(frames()[2]).toEqual(newest);
    vector.close();
  });

  it('keeps the order of calls: one step under way at a time', () => {
    const vector = make();
    const actions = new Int32Array(3);
    expect(() => vector.stepWait()).toThrow(/a step under way but received none; call stepAsync first/);
    vector.stepAsync(actions);
    for (const call of [() => vector.step(actions), () => vector.stepAsync(actions), () => vector.ram(0)]) {
      expect(call).toThrow(/call stepWait first/);
    }
    vector.stepWait();
    vector.stepAsync(actions);
    vector.close();
    expect(() => vector.stepWait()).toThrow(A2pdError);
  });

  it('refuses bad calls and changes nothing', () => {
    const vector = make();
    vector.reset([0, 1, 2].map((index) => seeded(index, index)));
    const before = vector.buffers.observations.slice();
    const calls: (() => void)[] = [
      () => vector.step(Int32Array.of(0, 0)),
      () => vector.step(Int32Array.of(0, 0, 6)),
      () => vector.step(Int32Array.of(0, -1, 0)),
      () => vector.step([0, 0, 0] as never),
      () => vector.step(Float64Array.of(0, 0, 0) as never),
      () => vector.reset([seeded(0, 1), seeded(0, 2)]),
      () => vector.reset([seeded(3, 1)]),
      () => vector.reset([seeded(0, 9), seeded(1, Number.NaN)]),
      () => vector.reset([{ ...seeded(0, 1), aleSeed: -1, noops: 0 }]),
      () => vector.reset([{ ...seeded(0, 1), actions: Uint8Array.of(6) }]),
      () => vector.reset('all' as never),
      () => vector.reset([null as never]),
      () => vector.screenRgb(0, new Uint8Array(5)),
      () => vector.ram(3),
      () => vector.episodeStart(-1),
    ];
    for (const call of calls) expect(call).toThrow(A2pdError);
    expect(vector.buffers.observations).toEqual(before);
    vector.close();
  });

  it('refuses a reset whose own properties close the vector', () => {
    for (const name of ['index', 'seed', 'baseSeed', 'actions'] as const) {
      const vector = make();
      const request: Record<string, unknown> = { ...seeded(0, 1), actions: Uint8Array.of(0) };
      const value = request[name];
      const get = () => {
        vector.close();
        return value;
      };
      expect(() => vector.reset([Object.defineProperty(request, name, { get }) as never])).toThrow(
        /an open environment/,
      );
      expect(() => vector.step(new Int32Array(3))).toThrow(/an open environment/);
    }
  });

  it('survives prototypes that close it while it answers', () => {
    const vector = make();
    vector.reset([seeded(0, 7)]);
    Object.defineProperty(Object.prototype, 'seed', { configurable: true, set: () => vector.close() });
    const { aleSeed, baseSeed, actions } = vector.state(0);
    Reflect.deleteProperty(Object.prototype, 'seed');
    expect([aleSeed >= 0, baseSeed, actions.length]).toEqual([true, 7, 0]);
    expect(() => vector.state(0)).toThrow(/an open environment/);
  });

  it('survives the transfer of its arrays to another thread', () => {
    const vector = make();
    const before = vector.buffers.rewards;
    structuredClone(before, { transfer: [before.buffer] });
    // Node copies memory that belongs to an addon, and may one day move it.
    if (before.length > 0) vector.step(new Int32Array(3));
    else expect(() => vector.step(new Int32Array(3))).toThrow(/copy what you transfer/);
    vector.close();
  });

  it.each([
    { numEnvironments: 0 },
    { numEnvironments: 1e9 },
    { numThreads: 0 },
    { frameSkip: 0 },
    { noopMin: 5, noopMax: 4 },
    { maxEpisodeFrames: 20 },
    { repeatActionProbability: 1.5 },
    { interpolation: 'cubic' as never },
    { autoresetMode: 'never' as never },
  ])('refuses $0', (changes) => {
    expect(() => make(changes)).toThrow(A2pdError);
  });

  it('brings a saved environment back by playing its episode again', () => {
    const vector = make({ autoresetMode: 'same-step', maxEpisodeFrames: 100, repeatActionProbability: 0.25 });
    vector.reset([0, 1, 2].map((index) => seeded(index, index)));
    const actions = Int32Array.of(2, 3, 4);
    for (let step = 0; step < 60; step++) vector.step(actions);
    const states = [0, 1, 2].map((index) => vector.state(index));
    const play = () => {
      for (let step = 0; step < 60; step++) vector.step(actions);
      return [vector.buffers.observations.slice(), [0, 1, 2].map((index) => vector.episodeStart(index))];
    };
    const expected = play();
    vector.reset(states.map((state, index) => ({ ...state, index })));
    expect(play()).toEqual(expected);
    vector.close();
  });
});

describe('snapshots', () => {
  const start = (changes: Partial<VectorEmulatorOptions> = {}) => {
    const vector = make({ autoresetMode: 'disabled', ...changes });
    vector.reset([0, 1, 2].map((index) => seeded(index, 50 + index)));
    return vector;
  };
  /** What environment `index` shows and is paid while it plays on. */
  const playOn = (vector: VectorEmulator, index: number, actions: readonly number[]) =>
    actions.map((action) => {
      vector.step(Int32Array.from({ length: 3 }, (_, i) => (i === index ? action : -1)));
      const { observations, rewards, terminated, lives, episodeFrames } = vector.buffers;
      const size = observations.length / 3;
      // A digest: comparing millions of pixels one by one takes a minute.
      const seen = createHash('sha256')
        .update(observations.subarray(index * size, (index + 1) * size))
        .digest('hex');
      return [seen, ...[rewards, terminated, lives, episodeFrames].map((values) => values[index])];
    });
  const someActions = Array.from({ length: 60 }, (_, step) => (7 * step) % 5);

  it.each(['pong', 'freeway', 'bank_heist', 'breakout'])(
    '%s goes on from one as if it had never left, in whichever environment',
    (game) => {
      const vector = start({ game });
      const legal = someActions.map((action) => action % vector.aleActions.length);
      playOn(vector, 1, legal);
      const snapshot = vector.takeSnapshot(1);
      const before = vector.state(1);
      const expected = playOn(vector, 1, legal);
      for (const index of [1, 0, 2]) {
        vector.restoreSnapshot(index, snapshot);
        expect(vector.state(index)).toEqual(before);
        expect(playOn(vector, index, legal)).toEqual(expected);
        expect(vector.takeSnapshot(index).digest).toBe(vector.takeSnapshot(1).digest);
      }
      vector.close();
    },
  );

  it('goes on from the end of a game too, where there is nothing to play', () => {
    const vector = start({ maxEpisodeFrames: 100, noopMax: 0 });
    const snapshot = vector.takeSnapshot(0);
    while (!vector.buffers.truncated[0]) playOn(vector, 0, [0]);
    const ended = vector.takeSnapshot(0);
    vector.restoreSnapshot(0, snapshot);
    expect(vector.buffers.truncated[0]).toBe(0);
    vector.restoreSnapshot(1, ended);
    expect(() => playOn(vector, 1, [0])).toThrow(/episode has ended/);
    vector.close();
  });

  it('has a digest that says whether two courses came together', () => {
    const vector = start({ game: 'freeway', noopMax: 0 });
    const [start0, digests] = [vector.takeSnapshot(0), new Map<string, number[][]>()];
    expect(start0.digest).toMatch(/^[0-9a-f]{32}$/);
    // At the kerb, a chicken that is sent down stays where it was.
    const [noop, up, down] = [0, 1, 2].map((action) => [action, 0, 0, 0, 0, 0]);
    for (const course of [noop!, up!, down!]) {
      vector.restoreSnapshot(0, start0);
      playOn(vector, 0, course);
      const { digest } = vector.takeSnapshot(0);
      digests.set(digest, [...(digests.get(digest) ?? []), course]);
    }
    expect([...digests.values()]).toEqual([[noop, down], [up]]);
    vector.close();
  });

  it('refuses what it cannot set back', () => {
    const [vector, other] = [start(), start()];
    const snapshot = vector.takeSnapshot(0);
    const wrong: [() => void, RegExp][] = [
      [() => other.restoreSnapshot(0, snapshot), /a snapshot of this emulator but received one of another/],
      [() => vector.restoreSnapshot(3, snapshot), /environment index/],
      [() => vector.takeSnapshot(-1), /environment index/],
      [() => vector.restoreSnapshot(0, { digest: snapshot.digest, state: {} }), /a snapshot/],
      [() => vector.restoreSnapshot(0, { digest: '', state: undefined }), /a snapshot/],
      [() => start({ repeatActionProbability: 0.25 }).takeSnapshot(0), /without sticky actions/],
    ];
    for (const [call, words] of wrong) expect(call).toThrow(words);
    vector.close();
    expect(() => vector.restoreSnapshot(0, snapshot)).toThrow(/an open environment/);
    other.close();
  });
});

describe('worker threads', () => {
  it('plays in several at once, and survives one that is ended in the middle of a step', async () => {
    const source = `
      const { workerData, parentPort } = require('node:worker_threads');
      const binding = require(workerData.bindingFile);
      const vector = new binding.VectorEmulator(workerData.options);
      vector.buffers();
      const actions = new Int32Array(4);
      parentPort.postMessage('ready');
      for (;;) { vector.stepAsync(actions); if (!workerData.endless) break; vector.stepWait(); }
      if (!workerData.endless) process.exit();
    `;
    const options = { ...preprocessing, rom: pongRom(), numEnvironments: 4, numThreads: 2, autoresetMode: 'next-step' };
    const exits = [true, false, true, false].map(async (endless) => {
      const worker = new Worker(source, { eval: true, workerData: { bindingFile, options, endless } });
      // Asked for first: a worker that has already exited says both at once.
      const exit = once(worker, 'exit');
      await once(worker, 'message');
      return endless ? worker.terminate() : exit;
    });
    expect((await Promise.all(exits)).length).toBe(4);
    const vector = make();
    vector.step(new Int32Array(3));
    vector.close();
  });
});
