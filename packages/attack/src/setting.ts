/** What attacks are made for, beside their own configuration. */
import type { Model, Tensor1D, Tensor4D } from '@a2pd/tensor';
import type { Ascent } from './ascent/ascent.js';
import { type Ball, balls, onNewestFrame } from './ascent/ball.js';

/** Which frames of the stack an attack may touch. */
export type Frames = 'all' | 'newest';

/** What the label of an observation is to an attack: the action to lead away from, or the one to lead to. */
export type Aim = 'away' | 'towards';

/** What `create` of an attack is given beside the configuration. */
export interface Setting {
  /** Whose scores the attack follows. */
  readonly model: Model;
  /** Whose Q-values say what an action is worth. */
  readonly critic: Model;
  readonly frames: Frames;
  /** `towards` for an attack alone that says it can. */
  readonly aim: Aim;
}

/** The part in which attacks differ; `boundedAttack` is all the rest. */
export interface Perturbation {
  /**
   * Arguments are checked already; none of them may be disposed.
   * @param clean float32[N, H, W, C] in [0, 1].
   * @param labels int32[N], the actions to lead away from, or to, as the setting's `aim` has it.
   * @param seed Determines every random choice; `withSeed` makes a tensor of it.
   * @returns float32[N, H, W, C], which may leave [0, 1], and the evidence; the caller owns both.
   */
  generate(clean: Tensor4D, labels: Tensor1D, seed: number): Ascent;
  dispose(): void;
}

/** The ball that an attack moves in: of the norm, on the frames that it may touch. */
export function ballOf(norm: keyof typeof balls, { frames }: Setting): Ball {
  return frames === 'newest' ? onNewestFrame(balls[norm]) : balls[norm];
}
