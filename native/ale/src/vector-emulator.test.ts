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
      await new Promise((resolve) => worker.once('message', resolve));
      if (endless) return worker.terminate();
      return new Promise((resolve) => worker.once('exit', resolve));
    });
    expect((await Promise.all(exits)).length).toBe(4);
    const vector = make();
    vector.step(new Int32Array(3));
    vector.close();
  });
});
