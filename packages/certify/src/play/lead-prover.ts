/** What is proved of a policy's decision in each state of a batch: by cheap bounds first, by tighter ones where those fail. */
import { type ReluModel, requireReluNetwork } from '@a2pd/bounds';
import { observationSize } from '@a2pd/core';
import { type Compiled, compile, type Model, type Tensor, type Tensor1D, type Tensor4D, tf } from '@a2pd/tensor';
import { requireFloat32 } from '../float32.js';
import { type BoundsName, batchSizes, leadBounds } from '../lead-bounds.js';
import { PolicyLook } from '../policy-look.js';
import { requireRadii } from '../radii.js';

/** Of N states. */
export interface Proofs {
  /** The policy's own actions, int32[N]. */
  readonly actions: Int32Array;
  /** The teacher's scores of each action, or the policy's own without a teacher; float32[N, A]. */
  readonly values: Float32Array;
  /** Of each radius: 1 for every action that is not ruled out within it, the own one included; uint8[N, A]. */
  readonly possible: readonly Uint8Array[];
}

type LeadsFunction = Compiled<[Tensor, Tensor, Tensor], Tensor>;

export class LeadProver {
  readonly #policy: ReluModel;
  readonly #look: PolicyLook;
  readonly #bounds: readonly { readonly leads: LeadsFunction; readonly batchSize: number }[];

  /**
   * @param bounds The first is asked of every state, the next of those that it does not prove.
   * @param teacher Whose scores say what an action is worth.
   * @throws A2pdError INVALID_CONFIG in bfloat16 or TF32 or on a GPU, INVALID_ARGUMENT for a network that cannot be bounded
   */
  constructor(policy: ReluModel, bounds: readonly BoundsName[], teacher?: Model) {
    requireFloat32();
    tf.tidy(() => requireReluNetwork(policy));
    this.#policy = policy;
    this.#look = new PolicyLook('certify/play/look', policy, teacher);
    this.#bounds = bounds.map((name) => ({
      batchSize: batchSizes[name],
      leads: compile(`certify/play/${name}`, (input: Tensor, labels: Tensor, epsilon: Tensor) =>
        leadBounds[name](policy, input as Tensor4D, labels as Tensor1D, epsilon),
      ),
    }));
  }

  /**
   * @param observations uint8[N, 4, 84, 84]
   * @param epsilons Radii in L-infinity.
   * @throws A2pdError NOT_FINITE, INVALID_ARGUMENT for a radius that is none.
   */
  prove(observations: Uint8Array, epsilons: readonly number[]): Proofs {
    requireRadii(epsilons);
    const { input, actions, values } = this.#look.at(observations, observations.length / observationSize);
    try {
      return { actions, values, possible: epsilons.map((epsilon) => this.#possible(input, actions, epsilon)) };
    } finally {
      input.dispose();
    }
  }

  dispose(): void {
    this.#look.dispose();
    for (const { leads } of this.#bounds) leads.dispose();
  }

  #possible(input: Tensor, actions: Int32Array, epsilon: number): Uint8Array {
    const { numActions } = this.#policy;
    const possible = new Uint8Array(actions.length * numActions).fill(1);
    const open = (row: number) => possible.subarray(row * numActions, (row + 1) * numActions);
    const isOpen = (row: number) => open(row).some((value, action) => value === 1 && action !== actions[row]);
    for (const bounds of this.#bounds) {
      const rows = Array.from(actions.keys()).filter(isOpen);
      // Always as many, so that few sizes are compiled.
      const size = Math.min(actions.length, bounds.batchSize);
      for (let first = 0; first < rows.length; first += size) {
        const chosen = rows.slice(first, first + size);
        const leads = this.#leadsOf(bounds.leads, input, chosen, size, actions, epsilon);
        chosen.forEach((row, i) => {
          const own = open(row);
          // What overflows to NaN rules nothing out.
          for (let a = 0; a < numActions; a++) if (a !== actions[row] && leads[i * numActions + a]! > 0) own[a] = 0;
        });
      }
    }
    return possible;
  }

  /** Of the chosen rows; the last of them fills the batch up. */
  #leadsOf(
    bounds: LeadsFunction,
    input: Tensor,
    chosen: readonly number[],
    size: number,
    actions: Int32Array,
    epsilon: number,
  ): Float32Array {
    const rows = Int32Array.from({ length: size }, (_, i) => chosen[Math.min(i, chosen.length - 1)]!);
    const indices = tf.tensor1d(rows, 'int32');
    const labels = tf.tensor1d(
      rows.map((row) => actions[row]!),
      'int32',
    );
    const radius = tf.fill([size], epsilon);
    const gathered = tf.gather(input, indices);
    const leads = bounds(gathered, labels, radius);
    const values = leads.dataSync<'float32'>();
    tf.dispose([indices, labels, radius, gathered, leads]);
    return values;
  }
}
