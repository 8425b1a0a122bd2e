/**
 * Boxes of all layers by CROWN. Each hidden layer gets three: by intervals; by one way back with parallel lines, whose loss is the
 * same to either side; and, for the part of it that is then still the least decided, by two with adaptive slopes. They are
 * intersected. Boxes of neurons that are stable need not be tight, for their ReLU has one line.
 */
import { relu, type Tensor, type Tensor2D, tf } from '@a2pd/tensor';
import { type HiddenValues, roundingOf, underflow } from './hidden-values.js';
import {
  applyLayer,
  boxBetween,
  flattenedFor,
  type Interval,
  largest,
  throughAffine,
  throughRelu,
} from './interval.js';
import type { AffineLayer } from './network.js';
import { adaptiveRelaxation, ends, middleLine, parallelRelaxation } from './relaxation.js';
import { sumMargin } from './rounding.js';
import { WayBack } from './way-back.js';

/** Values with what the middle between the parallel lines of the layers before makes of them at the centre. */
export interface CrownValues extends Required<HiddenValues> {
  readonly middle: Tensor;
}

/**
 * @param refined Share of each layer that gets ways back with adaptive slopes, in (0, 1]
 * @returns of each layer, the logits by intervals only
 */
export function crownValues(layers: readonly AffineLayer[], input: Interval, refined: number): CrownValues[] {
  const values: CrownValues[] = [];
  let given = { box: input, center: input.center, middle: input.center };
  for (const [depth, layer] of layers.entries()) {
    const box = flattenedFor(layer, given.box);
    const shaped = (x: Tensor) => tf.reshape(x, box.center.shape);
    const [center, middle] = [shaped(given.center), shaped(given.middle)];
    const reached: CrownValues = {
      box: throughAffine(box, layer),
      center: applyLayer(layer, center),
      middle: applyLayer(layer, middle),
      rounding: roundingOf(layer, largestAround(middle, box)),
    };
    // The first layer's intervals are as tight as they can be.
    const isHidden = depth > 0 && depth < layers.length - 1;
    const known = isHidden ? tightened(reached, layers, input, values, refined) : reached;
    values.push(known);
    given = { box: throughRelu(known.box), center: relu(known.center), middle: middleLine(known, known.middle) };
  }
  return values;
}

/**
 * What rounding is in proportion to: the largest of the inputs, of their middle, which may lie outside of their box, and of the
 * inputs less their middle, before which coefficients stand on the way back.
 */
function largestAround(middle: Tensor, box: Interval): Tensor {
  const furthest = tf.add(box.radius, tf.abs(tf.sub(box.center, middle)));
  return tf.maximum(largest(box), tf.maximum(tf.abs(middle), furthest));
}

/** The values of the next layer with a tighter box. */
function tightened(
  reached: CrownValues,
  layers: readonly AffineLayer[],
  input: Interval,
  values: readonly CrownValues[],
  refined: number,
): CrownValues {
  const wayBack = new WayBack(layers, input, values);
  const outputs = reached.center.shape.at(-1)!;
  const { shape } = reached.center;
  const flushed = tf.reshape(underflow([...values, reached]), [-1, ...shape.slice(1).map(() => 1)]);
  const total = (losses: Tensor) => {
    const withRounding = tf.add(tf.add(tf.reshape(losses, shape), reached.rounding), flushed);
    return tf.mul(withRounding, 1 + sumMargin(wayBack.terms));
  };
  const places = reached.center.size / outputs;
  const all = tf.add(tf.zeros([places, 1], 'int32'), tf.range(0, outputs, 1, 'int32')) as Tensor2D;
  const toEitherSide = total(wayBack.losses(all, 1, values.map(parallelRelaxation)));
  const once = intersected(reached, tf.sub(reached.middle, toEitherSide), tf.add(reached.middle, toEitherSide));

  const { above, below } = ends(once);
  const undecided = tf.reshape(tf.minimum(above, below), [places, outputs]) as Tensor2D;
  const { indices } = tf.topk(undecided, Math.ceil(outputs * refined));
  const chosen = tf.oneHot(indices as Tensor2D, outputs, 1, 0, 'float32'); // [places, R, outputs]
  const isChosen = tf.greater(tf.reshape(tf.sum(chosen, 1), shape), 0);
  const adaptive = values.map(adaptiveRelaxation);
  const lossTo = (sign: 1 | -1) => {
    const losses = wayBack.losses(indices as Tensor2D, sign, adaptive);
    return total(tf.sum(tf.mul(chosen, tf.reshape(losses, [places, -1, 1])), 1));
  };
  const lower = tf.sub(reached.center, tf.where(isChosen, lossTo(1), unknown(shape)));
  const upper = tf.add(reached.center, tf.where(isChosen, lossTo(-1), unknown(shape)));
  return intersected(once, lower, upper);
}

function intersected(values: CrownValues, lower: Tensor, upper: Tensor): CrownValues {
  const { center, radius } = values.box;
  const box = boxBetween(tf.maximum(lower, tf.sub(center, radius)), tf.minimum(upper, tf.add(center, radius)));
  return { ...values, box };
}

/** A loss beyond which nothing is known. */
function unknown(shape: number[]): Tensor {
  return tf.fill(shape, 1e30);
}
