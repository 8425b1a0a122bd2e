/** Bounds of a batch of states, each within a radius of its own; one compiled function does all. */
import { type ReluModel, smallestLead } from '@a2pd/bounds';
import { type Compiled, compile, type Tensor, type Tensor1D, type Tensor4D, tf } from '@a2pd/tensor';
import { type BoundsName, leadBounds } from './lead-bounds.js';
import { PolicyLook } from './policy-look.js';

export interface Batch {
  /** The actions in question, int32[N]. */
  readonly labels: Int32Array;
  /** Whether each state's action is certain within its own radius. */
  holds(epsilons: Float32Array): boolean[];
  dispose(): void;
}

export class BatchBounds {
  readonly #look: PolicyLook;
  readonly #margin: Compiled<[Tensor, Tensor, Tensor], Tensor>;

  constructor(model: ReluModel, bounds: BoundsName) {
    this.#look = new PolicyLook('certify/look', model);
    this.#margin = compile(`certify/${bounds}`, (input: Tensor, labels: Tensor, epsilon: Tensor) =>
      smallestLead(leadBounds[bounds](model, input as Tensor4D, labels as Tensor1D, epsilon), labels as Tensor1D),
    );
  }

  /**
   * @param observations uint8[N, 4, 84, 84]
   * @param actions The policy's own when absent.
   * @throws A2pdError NOT_FINITE
   */
  open(observations: Uint8Array, rows: number, actions?: Int32Array): Batch {
    const { input, actions: own } = this.#look.at(observations, rows);
    const labels = actions ?? own;
    const labelTensor = tf.tensor1d(labels, 'int32');
    return {
      labels,
      holds: (epsilons) => this.#holds(input, labelTensor, epsilons),
      dispose: () => tf.dispose([input, labelTensor]),
    };
  }

  #holds(input: Tensor, labels: Tensor, epsilons: Float32Array): boolean[] {
    const epsilon = tf.tensor1d(epsilons);
    const margins = this.#margin(input, labels, epsilon);
    // Bounds that overflow to NaN certify nothing.
    const holds = Array.from(margins.dataSync<'float32'>(), (margin) => margin > 0);
    tf.dispose([epsilon, margins]);
    return holds;
  }

  dispose(): void {
    this.#look.dispose();
    this.#margin.dispose();
  }
}
