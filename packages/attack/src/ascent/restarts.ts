/** Several runs of one attack, of which each observation keeps the best. */
import { compile, type Model, type Tensor1D, type Tensor2D, type Tensor4D, tf } from '@a2pd/tensor';
import type { Ascent } from './ascent.js';
import type { Objective } from './objective.js';

export interface Restarting {
  /** @param run its results are taken over and freed; that of this function is the caller's. */
  pick(numRuns: number, clean: Tensor4D, labels: Tensor1D, run: (index: number) => Ascent): Ascent;
  dispose(): void;
}

/** Of all runs, for each observation the one that raises `judge` most; the earlier of equal ones. */
export function bestOf(label: string, model: Model, judge: Objective): Restarting {
  const better = compile(`${label}/better`, (first: Tensor4D, second: Tensor4D, clean: Tensor4D, labels: Tensor1D) => {
    const value = judge({ clean, labels, targets: labels });
    const rating = (input: Tensor4D) => value(model.logits(input) as Tensor2D);
    return choose(tf.greater(rating(second), rating(first)) as Tensor1D, second, first);
  });

  return {
    pick(numRuns, clean, labels, run) {
      let best = run(0);
      for (let index = 1; index < numRuns; index++) {
        const rival = run(index);
        const winner = {
          perturbed: better(best.perturbed, rival.perturbed, clean, labels),
          evidence: tf.add(best.evidence, rival.evidence),
        };
        tf.dispose([best.perturbed, best.evidence, rival.perturbed, rival.evidence]);
        best = winner;
      }
      return best;
    },
    dispose: () => better.dispose(),
  };
}

/** For each observation `one` where the condition holds, else `other`: bool[N], float32[N, H, W, C] twice. Recordable. */
export function choose(condition: Tensor1D, one: Tensor4D, other: Tensor4D): Tensor4D {
  return tf.where(tf.reshape(condition, [-1, 1, 1, 1]), one, other);
}
