/**
 * Seeded randomness whose complete state can be saved and restored (xoroshiro128+). Nothing in this project draws from
 * Math.random: randomness arrives as an Rng, so that a run can be repeated and resumed exactly.
 */
import { uniformFloat64 } from 'pure-rand/distribution/uniformFloat64';
import { uniformInt } from 'pure-rand/distribution/uniformInt';
import { xoroshiro128plusFromState } from 'pure-rand/generator/xoroshiro128plus';
import { expectationError, requirePositiveInteger } from './errors.js';

export type RngState = readonly number[];

export class Rng {
  #generator;

  /** Every safe integer is a seed of its own. @throws A2pdError INVALID_ARGUMENT for anything else. */
  constructor(seed: number) {
    if (!Number.isSafeInteger(seed)) throw expectationError('INVALID_ARGUMENT', 'an integer seed', seed);
    this.#generator = xoroshiro128plusFromState(stateFrom(seed));
  }

  static fromState(state: RngState): Rng {
    const rng = new Rng(0);
    rng.#generator = xoroshiro128plusFromState(state);
    return rng;
  }

  /** The complete state; `Rng.fromState` continues the same sequence. */
  state(): RngState {
    return [...this.#generator.getState()];
  }

  /** Uniform in [0, 1). */
  uniform(): number {
    return uniformFloat64(this.#generator);
  }

  /** Uniform integer in [0, exclusiveBound). @throws A2pdError INVALID_ARGUMENT for a bound that is no integer >= 1. */
  integer(exclusiveBound: number): number {
    requirePositiveInteger('an exclusive bound', exclusiveBound);
    return uniformInt(this.#generator, 0, exclusiveBound - 1);
  }

  /** Brings values into a random order, where they are (Fisher and Yates), and returns them. */
  shuffle<Values extends Int32Array | Uint32Array>(values: Values): Values {
    for (let last = values.length - 1; last > 0; last--) {
      const chosen = this.integer(last + 1);
      [values[last], values[chosen]] = [values[chosen]!, values[last]!];
    }
    return values;
  }

  /** A fresh 31-bit seed, for a generator elsewhere. */
  seed(): number {
    return uniformInt(this.#generator, 0, 0x7fffffff);
  }
}

/**
 * Two outputs of splitmix64 (Steele et al. 2014), which is how xoroshiro's authors want it seeded: neighbouring seeds begin
 * with unrelated draws. Each is a high and a low word, int32.
 */
function stateFrom(seed: number): number[] {
  let counter = BigInt(seed);
  return [0, 1].flatMap(() => {
    counter = BigInt.asUintN(64, counter + 0x9e3779b97f4a7c15n);
    const first = BigInt.asUintN(64, (counter ^ (counter >> 30n)) * 0xbf58476d1ce4e5b9n);
    const second = BigInt.asUintN(64, (first ^ (first >> 27n)) * 0x94d049bb133111ebn);
    const word = second ^ (second >> 31n);
    return [Number(word >> 32n) | 0, Number(word & 0xffffffffn) | 0];
  });
}
