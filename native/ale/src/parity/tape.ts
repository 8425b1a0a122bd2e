/** The TypeScript side of parity/tape.py: the same actions, the same digests. */
import { createHash } from 'node:crypto';

export class Tape {
  readonly digests: string[] = [];
  readonly #every: number;
  readonly #hash = createHash('sha256');
  #steps = 0;

  constructor(every: number) {
    this.#every = every;
  }

  record(...parts: Uint8Array[]): void {
    for (const part of parts) this.#hash.update(part);
  }

  recordNumbers(...numbers: (number | boolean)[]): void {
    this.#hash.update(`${numbers.map((number) => Math.trunc(Number(number))).join(',')};`);
  }

  endStep(): void {
    this.#steps++;
    if (this.#steps % this.#every === 0) this.digests.push(this.#hash.copy().digest('hex').slice(0, 16));
  }
}

export function* actionTape(seed: number, count: number, numActions: number): Generator<number> {
  let state = seed;
  for (let i = 0; i < count; i++) {
    state = (Math.imul(state, 1103515245) + 12345) & 0x7fffffff;
    yield (state >> 16) % numActions;
  }
}
