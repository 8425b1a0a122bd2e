/**
 * The λ-returns that PQN learns (Gallici et al., 2024): what an action was worth, by what followed it in the same segment,
 *   G_t = r_t + γ (λ G_{t+1} + (1 - λ) max_a Q(s_{t+1}, a)),  and G_t = r_t where the episode ended with it.
 */

/** Consecutive agent steps of N environments. */
export interface PlayedSegment {
  /** [T * N], step by step. */
  readonly rewards: Float32Array;
  /** 1 where nothing that followed counts; [T * N]. */
  readonly ended: Uint8Array;
  /** max_a Q of what each environment showed before each step and after the last; [(T + 1) * N]. */
  readonly bestValues: Float32Array;
  readonly numEnvironments: number;
}

/** @returns G; [T * N]. */
export function lambdaReturns(segment: PlayedSegment, discount: number, lambda: number): Float32Array {
  const { rewards, ended, bestValues, numEnvironments } = segment;
  const returns = new Float32Array(rewards.length);
  for (let i = rewards.length - 1; i >= 0; i--) {
    const next = i + numEnvironments;
    const bestNext = bestValues[next]!;
    const following = next < returns.length ? lambda * returns[next]! + (1 - lambda) * bestNext : bestNext;
    returns[i] = rewards[i]! + (ended[i] ? 0 : discount * following);
  }
  return returns;
}
