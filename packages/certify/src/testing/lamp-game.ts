/**
 * A game whose proofs are known in closed form: the newest frame is as bright as the script says, and the action that names its
 * half of the range, dark or bright, earns what the script pays. The other one earns nothing, or pays the same as a fine.
 */
import type { ReluModel } from '@a2pd/bounds';
import { frameSize, observationSize } from '@a2pd/core';
import { type StartGame, ToyEnvironment } from '@a2pd/core/testing';
import { type Tensor, tf } from '@a2pd/tensor';

export interface LampStep {
  /** Brightness of the newest frame, in [0, 255]. */
  readonly level: number;
  readonly pays: number;
  /** What the wrong action pays; 0 when absent. */
  readonly costs?: number;
}

function scripted(scripts: readonly (readonly LampStep[])[]): StartGame {
  return (_, seed) => {
    const script = scripts[seed]!;
    let place = 0;
    return {
      numActions: 2,
      start: { aleSeed: seed + 100, noops: 0 },
      // What the last step showed stays.
      draw: (frame) => frame.fill(script[Math.min(place, script.length - 1)]!.level),
      act(action) {
        const { level, pays, costs = 0 } = script[place]!;
        place++;
        return { reward: action === Number(level >= 128) ? pays : costs, terminated: place === script.length };
      },
    };
  };
}

/** A seed is the index of a script. Autoreset `disabled`. */
export class LampGame extends ToyEnvironment {
  constructor(scripts: readonly (readonly LampStep[])[]) {
    super(scripted(scripts), scripts.length, 'disabled');
  }
}

/**
 * Bright or dark by the mean of the newest frame: a state of level l is safe within |l / 255 - 1/2| and no further.
 * @returns a model that the caller disposes of
 */
export function lampPolicy(): ReluModel & { dispose(): void } {
  const weight = Float32Array.from({ length: observationSize * 2 }, (_, i) => {
    const isNewest = (i >> 1) % 4 === 3;
    return isNewest && i % 2 === 1 ? 8 / frameSize : 0;
  });
  const kernel = tf.tensor2d(weight, [observationSize, 2]);
  const bias = tf.tensor1d([0, -4]);
  return {
    name: 'lamp policy',
    numActions: 2,
    layers: () => [{ kernel, bias }],
    logits: (input: Tensor) => tf.add(tf.matMul(tf.reshape(input, [-1, observationSize]), kernel), bias),
    dispose: () => tf.dispose([kernel, bias]),
  };
}
