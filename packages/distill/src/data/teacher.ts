/** What collection knows of a teacher: any policy that scores actions. */
import type { Tensor } from '@a2pd/tensor';

export interface Teacher {
  /** Tells it from others: an unfinished collection is continued with a teacher of this name. */
  readonly name: string;
  readonly numActions: number;
  /** What its scores are: a Q-network's expected returns (the default), or a student's logits. */
  readonly scores?: ScoreKind | undefined;
  /** float32[N, 84, 84, 4] in [0, 1] -> a score of every action, expected Q or logit, float32[N, A]; owned by the caller. */
  qValues(input: Tensor): Tensor;
}

export type ScoreKind = 'expected-q' | 'logits';
