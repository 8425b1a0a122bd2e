/** JSMA as ART defines it. The batch goes in lockstep, each observation with its own state; who is done leaves it. */
import { type Compiled, compile, type Tensor, type Tensor1D, type Tensor4D, tf } from '@a2pd/tensor';
import type { Ascent } from '../ascent/ascent.js';
import type { Perturbation, Setting } from '../setting.js';
import type { JsmaConfig } from './options.js';
import { beginJsma, type JsmaState, jsmaStateNames, stepJsma } from './step.js';
import { targetsOf } from './targets.js';

/** The batch shrinks to sizes of which each is this share of the one before: there is one recording for each. */
const nextSizeShare = 0.75;

/** Observations that go on, and where in the given batch each of them was. */
interface Lane {
  readonly state: JsmaState;
  readonly rows: readonly number[];
}

export function createLockstepJsma(config: JsmaConfig, setting: Setting): Perturbation {
  const { model, frames } = setting;
  const begin = compile('attack/jsma/begin', (clean: Tensor4D, targets: Tensor1D) =>
    beginJsma(config, frames, clean, targets),
  );
  const iterate: Compiled<Tensor[], JsmaState> = compile('attack/jsma', (...tensors: Tensor[]) =>
    stepJsma(config, model, stateOf(tensors)),
  );

  function generate(clean: Tensor4D, labels: Tensor1D, seed: number): Ascent {
    const targets = tf.tensor1d(targetsOf(labels, setting, seed), 'int32');
    let lane: Lane = { state: begin(clean, targets), rows: [...Array(clean.shape[0]).keys()] };
    targets.dispose();
    const done: { perturbed: Tensor4D; rows: readonly number[] }[] = [];
    for (;;) {
      const state = iterate(...tensorsOf(lane.state));
      tf.dispose(tensorsOf(lane.state));
      lane = { ...lane, state };
      const isActive = state.isActive.dataSync<'float32'>();
      const active = isActive.reduce((sum, one) => sum + one, 0);
      // A NaN gradient ranks nothing: without this check the same two pixels would be moved for ever.
      if (active === 0 || !Number.isFinite(state.evidence.dataSync()[0])) break;
      const size = fittingSize(lane.rows.length, active);
      if (size === lane.rows.length) continue;
      const shrunk = shrink(lane, isActive, size);
      done.push(shrunk.leaving);
      lane = shrunk.staying;
    }
    const { perturbed, evidence, ...rest } = lane.state;
    tf.dispose(Object.values(rest));
    if (done.length === 0) return { perturbed, evidence };
    return { perturbed: reassemble([...done, { perturbed, rows: lane.rows }]), evidence };
  }

  return {
    generate,
    dispose() {
      begin.dispose();
      iterate.dispose();
    },
  };
}

/** The smallest of the sizes below `size` that still holds all who are active. */
function fittingSize(size: number, numActive: number): number {
  const smaller = Math.floor(size * nextSizeShare);
  return smaller >= Math.max(1, numActive) ? fittingSize(smaller, numActive) : size;
}

/** Frees the lane; of the inactive observations as many stay as it takes to fill the size. */
function shrink({ state, rows }: Lane, isActive: ArrayLike<number>, size: number) {
  const order = [...rows.keys()].sort((a, b) => isActive[b]! - isActive[a]!);
  const [staying, leaving] = [order.slice(0, size), order.slice(size)];
  const pick = <T extends Tensor>(tensor: T, places: readonly number[]) =>
    tf.tidy(() => tf.gather(tensor, tf.tensor1d([...places], 'int32')));
  const { evidence, ...ofObservations } = state;
  const left = { perturbed: pick(state.perturbed, leaving), rows: leaving.map((place) => rows[place]!) };
  const kept = Object.fromEntries(
    Object.entries(ofObservations).map(([name, tensor]) => [name, pick(tensor, staying)]),
  );
  tf.dispose(Object.values(ofObservations));
  const lane: Lane = {
    state: { ...kept, evidence } as unknown as JsmaState,
    rows: staying.map((place) => rows[place]!),
  };
  return { staying: lane, leaving: left };
}

/** All observations in the order in which they were given; frees the parts. */
function reassemble(parts: readonly { perturbed: Tensor4D; rows: readonly number[] }[]): Tensor4D {
  const rows = parts.flatMap((part) => part.rows);
  const places = Int32Array.from(rows.keys()).sort((a, b) => rows[a]! - rows[b]!);
  const whole = tf.tidy(() =>
    tf.gather(
      tf.concat(
        parts.map(({ perturbed }) => perturbed),
        0,
      ),
      tf.tensor1d(places, 'int32'),
    ),
  );
  tf.dispose(parts.map(({ perturbed }) => perturbed));
  return whole as Tensor4D;
}

/** Compiled functions take tensors in a row. */
function tensorsOf(state: JsmaState): Tensor[] {
  return jsmaStateNames.map((name) => state[name]!);
}

function stateOf(tensors: readonly Tensor[]): JsmaState {
  return Object.fromEntries(jsmaStateNames.map((name, i) => [name, tensors[i]!])) as unknown as JsmaState;
}
