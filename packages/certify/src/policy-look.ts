/** What a policy, and whoever judges it, makes of states as they are: where every proof about them begins. */
import { requireFiniteScores, rowArgmax } from '@a2pd/core';
import { type Compiled, compile, type Model, pixels, pixelsToInput, type Tensor, tf } from '@a2pd/tensor';

type Judge = Pick<Model, 'name' | 'numActions' | 'logits'>;

/** Of N states. */
export interface Looked {
  /** float32[N, 84, 84, 4] in [0, 1]; the caller's. */
  readonly input: Tensor;
  /** The policy's own actions, int32[N]. */
  readonly actions: Int32Array;
  /** The judge's scores of each action, float32[N, A]. */
  readonly values: Float32Array;
}

export class PolicyLook {
  readonly #policy: Judge;
  readonly #judge: Judge;
  readonly #look: Compiled<[Tensor], { input: Tensor; scores: Tensor; values: Tensor }>;

  /**
   * @param judge Whose scores say what an action is worth.
   * @param label Of the compiled function.
   */
  constructor(label: string, policy: Judge, judge = policy) {
    this.#policy = policy;
    this.#judge = judge;
    this.#look = compile(label, (frames: Tensor) => {
      const input = pixelsToInput(frames);
      return { input, scores: policy.logits(input), values: judge.logits(input) };
    });
  }

  /** @param observations uint8[N, 4, 84, 84]. @throws A2pdError NOT_FINITE naming whose scores are not. */
  at(observations: Uint8Array, rows: number): Looked {
    const frames = pixels(observations, rows);
    const { input, scores, values } = this.#look(frames);
    try {
      const { name, numActions } = this.#policy;
      const actions = rowArgmax(requireFiniteScores(scores.dataSync<'float32'>(), name), numActions);
      return { input, actions, values: requireFiniteScores(values.dataSync<'float32'>(), this.#judge.name) };
    } catch (error) {
      input.dispose();
      throw error;
    } finally {
      tf.dispose([frames, scores, values]);
    }
  }

  dispose(): void {
    this.#look.dispose();
  }
}
