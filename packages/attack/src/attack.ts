/** What an attack is to everyone else: a function from what the agent sees to what the attacker shows it (paper, Eq. 2). */
import type { Tensor1D, Tensor4D } from '@a2pd/tensor';
import type { Aim } from './setting.js';

/** What an attacker uses of the model that it attacks. */
export type Knowledge = 'nothing' | 'scores' | 'gradients';

export interface Attack {
  readonly name: string;
  /** As tables print it, with all that sets it apart, e.g. "PGD-10 (ε = 3/255)". */
  readonly label: string;
  /** The resolved configuration, every default filled in. */
  readonly config: Readonly<Record<string, unknown>>;
  /** What it uses of the model that it was made for. */
  readonly knows: Knowledge;
  /** What labels are to it; `away` when absent. */
  readonly aim?: Aim | undefined;
  /**
   * Perturbs a batch, each observation by itself, so that the model's action leaves its label, or comes to it.
   * @param input float32[N, H, W, C], pixels in [0, 1]; stays the caller's.
   * @param labels int32[N], the action to lead away from: the teacher's (Eq. 19) or the model's own; with `aim` `towards`, to.
   * @param seed Determines every random choice: the same call gives the same bits.
   * @returns float32[N, H, W, C] in [0, 1] and within the attack's budget; owned by the caller.
   * @throws A2pdError INVALID_ARGUMENT on other shapes, types or values; NOT_FINITE when the model gives NaN or infinity;
   * INVALID_STATE after `dispose`.
   */
  perturb(input: Tensor4D, labels: Tensor1D, seed: number): Tensor4D;
  /** Frees what the attack recorded; the model stays the caller's. */
  dispose(): void;
}

/** Tells an attack that was made already from the configuration of one. */
export function isAttack(value: unknown): value is Attack {
  return typeof (value as Attack | undefined)?.perturb === 'function';
}
