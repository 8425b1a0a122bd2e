/**
 * Square attack (Andriushchenko et al. 2020), L-inf: random squares of +-epsilon, kept where they lower the label's lead. It asks
 * for scores and never for gradients, so a policy that only hides those falls to it. It begins with vertical stripes; the squares
 * shrink as queries are spent. The whole batch goes in lockstep; what has succeeded stays as it is.
 */
import {
  compile,
  type Scalar,
  statelessUniform,
  type Tensor,
  type Tensor1D,
  type Tensor2D,
  type Tensor4D,
  tf,
} from '@a2pd/tensor';
import { z } from 'zod';
import { balls } from '../ascent/ball.js';
import { epsilon } from '../ascent/options.js';
import { misclassificationMargin } from '../criterion.js';
import { defineAttack } from '../define-attack.js';
import { epsilonPart, labelled, rounded } from '../label.js';
import { newestFrameMask } from '../newest-frame.js';
import { withSeed } from '../seed.js';
import type { Perturbation, Setting } from '../setting.js';

/** AutoAttack's. */
const defaultShare = 0.8;

const schema = z.strictObject({
  epsilon,
  // 10,000 in the paper, 5,000 in AutoAttack.
  queries: z.int().min(1).max(1_000_000).describe('candidates at most, a forward pass each').default(1000),
  initialShare: z
    .number()
    .positive()
    .max(1)
    .describe('share of a frame that the first squares cover')
    .default(defaultShare),
});

export const square = defineAttack({
  name: 'square',
  summary: 'random squares, by scores alone: a black box',
  source: 'Andriushchenko et al. 2020',
  knows: 'scores',
  cost: 'up to (Q + 1) · f',
  canAim: true,
  schema,
  label: ({ epsilon, queries, initialShare }) =>
    labelled(`Square-${queries}`, [
      epsilonPart(epsilon),
      ...(initialShare === defaultShare ? [] : [`first squares of ${rounded(initialShare)}`]),
    ]),
  create: searching,
});

interface Guess {
  readonly [name: string]: Tensor;
  readonly perturbed: Tensor4D;
  /** float32[N], above 0 where the attack has succeeded. */
  readonly margin: Tensor1D;
}

/** Reading how far all have got makes the host wait: not after every query. */
const queriesPerLook = 25;

function searching(config: z.output<typeof schema>, { model, frames, aim }: Setting): Perturbation {
  const { epsilon, queries, initialShare } = config;
  const rate = (input: Tensor4D, labels: Tensor1D) => {
    const lead = misclassificationMargin(model.logits(input) as Tensor2D, labels);
    return aim === 'away' ? lead : tf.neg(lead);
  };
  const allowed = (change: Tensor4D) => (frames === 'newest' ? tf.mul(change, newestFrameMask(change)) : change);

  const begin = compile('attack/square/begin', (clean: Tensor4D, labels: Tensor1D, seed: Tensor): Guess => {
    const [numObservations, , width, channels] = clean.shape;
    const stripes = tf.mul(randomSigns([numObservations, 1, width, channels], seed), epsilon) as Tensor4D;
    const candidate = balls.linf.projectionAround(clean, epsilon)(tf.add(clean, allowed(stripes)));
    const untouched = { perturbed: clean, margin: rate(clean, labels) };
    return better(untouched, { perturbed: candidate, margin: rate(candidate, labels) });
  });

  const query = compile(
    'attack/square/query',
    (clean: Tensor4D, labels: Tensor1D, perturbed: Tensor4D, margin: Tensor1D, seed: Tensor, side: Scalar): Guess => {
      // A square of +-2ε, projected, sets all its pixels to the one or the other edge of the ball.
      const change = tf.mul(allowed(randomSquares(clean, side, seed)), 2 * epsilon) as Tensor4D;
      const candidate = balls.linf.projectionAround(clean, epsilon)(tf.add(perturbed, change));
      return better({ perturbed, margin }, { perturbed: candidate, margin: rate(candidate, labels) });
    },
  );

  return {
    generate(clean, labels, seed) {
      let guess = withSeed(seed, 0, (seedTensor) => begin(clean, labels, seedTensor));
      const [, height, width] = clean.shape;
      for (let asked = 1; asked < queries; asked++) {
        if (asked % queriesPerLook === 0 && guess.margin.dataSync().every((margin) => !(margin <= 0))) break;
        const share = initialShare * shareLeft(asked / queries);
        const longest = Math.min(height, width);
        const side = tf.scalar(Math.min(longest, Math.max(1, Math.round(Math.sqrt(share * height * width)))));
        const { perturbed, margin } = guess;
        guess = withSeed(seed, asked, (seedTensor) => query(clean, labels, perturbed, margin, seedTensor, side));
        tf.dispose([perturbed, margin, side]);
      }
      const evidence = tf.sum(guess.margin);
      guess.margin.dispose();
      return { perturbed: guess.perturbed, evidence };
    },
    dispose() {
      begin.dispose();
      query.dispose();
    },
  };
}

/** How much of the initial area is left once this share of the queries is spent: AutoAttack's schedule, halved nine times. */
function shareLeft(spent: number): number {
  const halvedAt = [0.001, 0.005, 0.02, 0.05, 0.1, 0.2, 0.4, 0.6, 0.8];
  return 0.5 ** halvedAt.filter((limit) => spent > limit).length;
}

/** The candidate where it is further astray than what is kept, and where that has not succeeded yet. NaN is kept. */
function better(kept: Guess, candidate: Guess): Guess {
  const isBetter = tf.logicalAnd(
    tf.lessEqual(kept.margin, 0),
    tf.logicalNot(tf.lessEqual(candidate.margin, kept.margin)),
  );
  return {
    perturbed: tf.where(tf.reshape(isBetter, [-1, 1, 1, 1]), candidate.perturbed, kept.perturbed),
    margin: tf.where(isBetter, candidate.margin, kept.margin) as Tensor1D,
  };
}

/** float32[N, H, W, C]: a square for each observation, 1 or -1 throughout for each channel, 0 around it. */
function randomSquares(like: Tensor4D, side: Scalar, seed: Tensor): Tensor4D {
  const [numObservations, height, width, channels] = like.shape;
  const corners = statelessUniform([numObservations, 2], seed); // [N, 2]
  const inside = (axis: 0 | 1, length: number) => {
    const offset = tf.slice(corners, [0, axis], [-1, 1]); // [N, 1], in [0, 1)
    const first = tf.floor(tf.mul(offset, tf.sub(length + 1, side)));
    const places = tf.reshape(tf.range(0, length, 1, 'float32'), [1, length]);
    const isInside = tf.logicalAnd(tf.greaterEqual(places, first), tf.less(places, tf.add(first, side)));
    return tf.cast(isInside, 'float32'); // [N, length]
  };
  const rows = tf.reshape(inside(0, height), [numObservations, height, 1, 1]);
  const columns = tf.reshape(inside(1, width), [numObservations, 1, width, 1]);
  const signs = randomSigns([numObservations, 1, 1, channels], tf.add(seed, tf.tensor1d([0, 1], 'int32')));
  return tf.mul(tf.mul(rows, columns), signs);
}

/** Each 1 or -1, evenly. */
function randomSigns(shape: readonly number[], seed: Tensor): Tensor {
  const isUp = tf.greaterEqual(statelessUniform(shape, seed), 0.5);
  return tf.sub(tf.mul(tf.cast(isUp, 'float32'), 2), 1);
}
