/**
 * Ways back from the outputs of a hidden layer, thousands of them for each input: on what each output sees, and a part at a time,
 * so that what lies between two operations stays near the processor.
 */
import { type Tensor, type Tensor2D, type Tensor3D, takeRows, tf } from '@a2pd/tensor';
import { lossBackward, type Stage } from './backward.js';
import type { HiddenValues } from './hidden-values.js';
import type { Interval } from './interval.js';
import type { AffineLayer } from './network.js';
import { cut, type Field, receptiveFields } from './receptive-fields.js';
import type { ParallelRelaxation, Relaxation } from './relaxation.js';

/** Coefficients in flight, at most: 8 MB. */
const elementsAtOnce = 1 << 21;

/** The layers before `layers[depth]`, cut to what its outputs see at each of M places (1, of a dense layer). */
export class WayBack {
  readonly #fields: readonly Field[];
  readonly #layers: readonly AffineLayer[];
  readonly #inputRadius: Tensor3D;
  /** float32[outputs, inputs of one field]. */
  readonly #rows: Tensor2D;
  readonly #largestField: number;

  /** @param values Of the layers before. */
  constructor(layers: readonly AffineLayer[], box: Interval, values: readonly HiddenValues[]) {
    const depth = values.length;
    const shapes = [box, ...values.map((value) => value.box)].map(({ center }) => center.shape.slice(1));
    const { kernel } = layers[depth]!;
    this.#layers = layers.slice(0, depth);
    this.#fields = receptiveFields(layers, shapes, depth);
    this.#inputRadius = cut(box.radius, this.#fields[0]!);
    this.#rows = tf.transpose(tf.reshape(kernel, [-1, kernel.shape.at(-1)!]));
    this.#largestField = Math.max(...this.#fields.map(({ shape }) => tf.util.sizeFromShape([...shape])));
  }

  /** Products that one of its sums has at most. */
  get terms(): number {
    return this.#largestField;
  }

  /**
   * How far outputs can be below their values at the centre.
   * @param outputs int32[N * M, R], which of each place
   * @param sign -1 for how far above
   * @returns float32[N * M, R]
   */
  losses(outputs: Tensor2D, sign: 1 | -1, relaxations: readonly (Relaxation | ParallelRelaxation)[]): Tensor {
    const [places, count] = outputs.shape;
    const rows = tf.mul<Tensor2D>(this.#rows, sign);
    const stages = relaxations.map((relaxation, i): Stage => {
      const field = this.#fields[i + 1]!;
      const layer = this.#layers[i]!;
      return { layer, inputShape: this.#fields[i]!.shape, relaxation: each(relaxation, (x) => cut(x, field)) };
    });
    const outputsAtOnce = atLeastOne(elementsAtOnce / this.#largestField, count);
    const placesAtOnce = atLeastOne(elementsAtOnce / (this.#largestField * outputsAtOnce), places);
    const parts = spans(places, placesAtOnce).map(([place, numPlaces]) => {
      const here = (x: Tensor) => tf.slice(x, [place, 0, 0], [numPlaces, -1, -1]);
      const stagesHere = stages.map((stage) => ({ ...stage, relaxation: each(stage.relaxation, here) }));
      const radiusHere = here(this.#inputRadius);
      const losses = spans(count, outputsAtOnce).map(([output, numOutputs]) => {
        const chosen = tf.slice(outputs, [place, output], [numPlaces, numOutputs]);
        // Gone at once, when this is recorded.
        return tf.tidy(() => lossBackward(takeRows(rows, chosen) as Tensor3D, stagesHere, radiusHere));
      });
      return tf.concat(losses, 1);
    });
    return tf.concat(parts, 0);
  }
}

function each<R extends Relaxation | ParallelRelaxation>(relaxation: R, change: (x: Tensor) => Tensor): R {
  return Object.fromEntries(Object.entries(relaxation).map(([line, x]) => [line, change(x)])) as unknown as R;
}

function atLeastOne(most: number, available: number): number {
  return Math.max(1, Math.min(Math.floor(most), available));
}

/** [first, length] of each part of `total`. */
function spans(total: number, atOnce: number): [number, number][] {
  const starts = Array.from({ length: Math.ceil(total / atOnce) }, (_, part) => part * atOnce);
  return starts.map((first) => [first, Math.min(atOnce, total - first)]);
}
