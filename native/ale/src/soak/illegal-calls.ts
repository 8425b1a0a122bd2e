/**
 * Sequences of legal and illegal calls to the raw addon, drawn from a seed. Run in a child process of its own, so that a
 * crash is seen: prints how many calls were refused, and how many refusals were no A2pdError with a remedy.
 */
import { A2pdError, Rng } from '@a2pd/core';
import { loadBinding } from '../binding.js';
import { pongRom, preprocessing, seeded } from '../test-rom.js';
import { changingActions } from './changing-actions.js';

const [seed, sequences] = process.argv.slice(2).map(Number);
const rng = new Rng(seed!);
const binding = loadBinding();
const rom = pongRom();
const consoleOptions = { ...preprocessing, rom, aleSeed: 1 };
const vectorOptions = { ...preprocessing, rom, numEnvironments: 2, numThreads: 2, autoresetMode: 'disabled' };

const transferred = new Uint8Array(128);
structuredClone(transferred, { transfer: [transferred.buffer] });

const changing = await changingActions(2);
/** Legal, but for a property that closes the vector, or starts a step of it, when it is read. */
const reentrant = (): unknown => {
  const request: Record<string, unknown> = { ...seeded(0, 3) };
  const names = [...Object.keys(request), 'continue', 'aleSeed', 'actions'];
  const name = names[rng.integer(names.length)]!;
  const value = request[name];
  const get = () => {
    if (rng.integer(20) === 0) vector.close!();
    else attempt(() => vector.stepAsync!(new Int32Array(2)));
    return value;
  };
  return [Object.defineProperty(request, name, { get })];
};

const values: readonly (() => unknown)[] = [
  ...[undefined, null, true, 'pong', Symbol('x'), 1n, Number.NaN, Number.POSITIVE_INFINITY, -1, 0, 1, 3, 0.5].map(
    (value) => () => value,
  ),
  ...[2 ** 31, -(2 ** 31), 2 ** 53].map((value) => () => value),
  () => [],
  () => ({}),
  () => () => 0,
  () => transferred,
  () => new Uint8Array(128),
  () => new Uint8Array(160 * 210 * 3),
  () => new Uint8Array(new SharedArrayBuffer(128)),
  () => new Int32Array(2),
  () => Int32Array.of(1, -1),
  () => Int32Array.of(-1, -1),
  () => new Int32Array(1),
  () => changing.actions,
  () => [seeded(0, 3)],
  reentrant,
  () => [{ ...seeded(1, 3), actions: Uint8Array.of(0, 250) }],
  () => ({ ...vectorOptions, frameSkip: rng.integer(3) - 1 }),
  () => ({ ...consoleOptions, rom: rom.slice(0, rng.integer(2048)) }),
];

type Methods = Record<string, (...args: unknown[]) => unknown>;

let refused = 0;
let untyped = 0;

function attempt<Result>(call: () => Result): Result | undefined {
  try {
    return call();
  } catch (error) {
    refused++;
    if (!(error instanceof A2pdError && error.remedy)) untyped++;
    return undefined;
  }
}

const any = () => values[rng.integer(values.length)]!();
let emulator = new binding.Emulator(consoleOptions) as unknown as Methods;
let vector = new binding.VectorEmulator(vectorOptions as never) as unknown as Methods;
for (let sequence = 0; sequence < sequences!; sequence++) {
  for (let call = 0; call < 4; call++) {
    const target = rng.integer(2) ? emulator : vector;
    const names = Object.getOwnPropertyNames(Object.getPrototypeOf(target)).filter((name) => name !== 'constructor');
    const name = names[rng.integer(names.length)]!;
    // Closing ends a sequence's fun, so it is drawn less often than the rest.
    if (name === 'close' && rng.integer(20) > 0) continue;
    attempt(() => target[name]!(any(), any()));
  }
  if (sequence % 50 === 0) attempt(() => new binding.Emulator(any() as never));
  if (sequence % 50 === 1) attempt(() => new binding.VectorEmulator(any() as never));
  if (sequence % 200 === 199) {
    emulator = new binding.Emulator(consoleOptions) as unknown as Methods;
    vector = new binding.VectorEmulator(vectorOptions as never) as unknown as Methods;
  }
}
await changing.stop();
console.log(JSON.stringify({ refused, untyped }));
