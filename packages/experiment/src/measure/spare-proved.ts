/**
 * Spares a certified policy the attacks that cannot change what it does: where bounds prove its decision, whatever is shown,
 * it is shown the clean observation. What it does is the same, and attacks of many steps and restarts take hours, not days.
 */
import type { Attack } from '@a2pd/attack';
import { leadBounds } from '@a2pd/certify';
import { expectationError } from '@a2pd/core';
import type { EvaluateOptions } from '@a2pd/evaluate';
import { compile, type Model, type Tensor, type Tensor1D, type Tensor4D, tf } from '@a2pd/tensor';
import { type BoundableModel, certifiableModel } from './certify-policy.js';

/** What the rounding of a pixel may add to a radius; intervals allow for as much. */
const overshoot = 2 ** -22;

/** Of an evaluation, what leaves the proved states clean. */
export interface Sparing extends Required<Pick<EvaluateOptions, 'attack' | 'spares'>> {
  readonly attack: Attack;
  dispose(): void;
}

/**
 * @param attack Of a radius in L-infinity; it is taken over, and disposed with what is returned.
 * @param policy Whose decisions are proved, by intervals; the attack may follow another model.
 * @throws A2pdError INVALID_CONFIG in bfloat16 or TF32; INVALID_ARGUMENT for an attack without such a radius, and from `perturb`
 * for one that leaves its radius; INCOMPATIBLE_ARTEFACT for a policy that cannot be certified
 */
export function spareProved(attack: Attack, policy: Model): Sparing {
  const epsilon = radiusOf(attack);
  const model = certifiableModel(policy);
  const prove = compile('evaluate/prove', (input: Tensor) => provedRows(model, input as Tensor4D, epsilon));
  return {
    attack: withinRadius(attack, epsilon),
    spares(input) {
      const isProved = prove(input);
      const rows = Array.from(isProved.dataSync(), (proved) => proved === 1);
      isProved.dispose();
      return rows;
    },
    dispose() {
      prove.dispose();
      attack.dispose();
    },
  };
}

/** Proofs say nothing of an attack that leaves its radius. */
function withinRadius(attack: Attack, epsilon: number): Attack {
  const { name, label, config, knows, aim = 'away' } = attack;
  return {
    ...{ name, label, config, knows, aim },
    perturb: (input, labels, seed) =>
      tf.tidy(() => {
        const shown = attack.perturb(input, labels, seed);
        requireWithin(attack, tf.max(tf.abs(tf.sub(shown, input))).dataSync()[0]!, epsilon);
        return shown;
      }),
    dispose() {},
  };
}

/** int32[N]: 1 where no other action comes up to the policy's own. */
function provedRows(model: BoundableModel, input: Tensor4D, epsilon: number): Tensor {
  const actions = tf.argMax(model.logits(input), 1).toInt() as Tensor1D;
  const leads = leadBounds.ibp(model, input, actions, tf.fill([input.shape[0]], epsilon));
  const others = tf.sub(1, tf.oneHot(actions, model.numActions, 1, 0, 'float32'));
  // Counted, so that a NaN rules nothing out.
  return tf.equal(tf.sum(tf.mul(tf.cast(tf.greater(leads, 0), 'float32'), others), 1), model.numActions - 1).toInt();
}

function radiusOf({ name, config: { epsilon, norm = 'linf' } }: Attack): number {
  if (typeof epsilon === 'number' && norm === 'linf') return epsilon;
  const remedy = 'put the whole attack to every state instead';
  throw expectationError('INVALID_ARGUMENT', 'an attack within a radius in L-infinity', name, remedy);
}

function requireWithin({ name }: Attack, change: number, epsilon: number): void {
  if (change <= epsilon + overshoot) return;
  const remedy = 'proofs say nothing of such an attack; put it to every state instead';
  throw expectationError('INVALID_ARGUMENT', `changes of at most ${epsilon} from ${name}`, change, remedy);
}
