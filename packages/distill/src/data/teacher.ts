/** What collection knows of a teacher. */
import type { Tensor } from '@a2pd/tensor';

export interface Teacher {
  readonly name: string;
  readonly numActions: number;
  /** float32[N, 84, 84, 4] in [0, 1] -> expected Q of every action, float32[N, A]; owned by the caller. */
  qValues(input: Tensor): Tensor;
}
