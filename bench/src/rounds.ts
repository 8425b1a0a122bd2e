/** Measures several contestants in turn, round by round, so that what slows the machine for a while slows all of them. */
import { setTimeout } from 'node:timers/promises';

/** Does its work once and says how it did: milliseconds an iteration, or iterations a second. */
export type Contestant = () => number | Promise<number>;

/** Long enough for the threads of who ran last to fall asleep. */
const pauseMs = 30;

/** The figures of all rounds by contestant, after one round that does not count. */
export async function interleavedRounds<Name extends string>(
  contestants: Readonly<Record<Name, Contestant>>,
  rounds: number,
): Promise<Record<Name, number[]>> {
  const names = Object.keys(contestants) as Name[];
  const figures = Object.fromEntries(names.map((name) => [name, [] as number[]])) as Record<Name, number[]>;
  for (let round = 0; round <= rounds; round++) {
    for (const name of names) {
      const figure = await contestants[name]();
      if (round > 0) figures[name].push(figure);
      await setTimeout(pauseMs);
    }
  }
  return figures;
}

/** Milliseconds an iteration of `work`. */
export function millisecondsEach(iterations: number, work: () => void): number {
  const start = performance.now();
  for (let i = 0; i < iterations; i++) work();
  return (performance.now() - start) / iterations;
}
