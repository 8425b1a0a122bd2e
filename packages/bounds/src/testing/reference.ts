/**
 * Bounds in float64, written from the papers and apart from the package's own: every layer a matrix, every bound a linear
 * function of the input with its constant. Slow; for tests of small networks.
 */

/** y = weights x + bias; weights[output][input]. */
export interface Affine {
  /** Filters of a convolution, whose outputs come place by place; the outputs of a dense layer. */
  readonly channels: number;
  readonly weights: readonly Float64Array[];
  readonly bias: Float64Array;
}

/** Values before ReLU, or the input, between `lower` and `upper`. */
export interface Box {
  readonly lower: Float64Array;
  readonly upper: Float64Array;
}

/** A convolution without padding on [height, width, channels], as a matrix. @param filter HWIO */
export function convolutionMatrix(
  filter: ArrayLike<number>,
  filterShape: readonly number[],
  bias: ArrayLike<number>,
  stride: number,
  [height, width]: readonly [number, number],
): Affine {
  const [filterHeight, filterWidth, channels, filters] = filterShape as [number, number, number, number];
  const rows = Math.floor((height - filterHeight) / stride) + 1;
  const columns = Math.floor((width - filterWidth) / stride) + 1;
  const weights: Float64Array[] = [];
  for (let row = 0; row < rows; row++)
    for (let column = 0; column < columns; column++)
      for (let out = 0; out < filters; out++) {
        const line = new Float64Array(height * width * channels);
        for (let i = 0; i < filterHeight; i++)
          for (let j = 0; j < filterWidth; j++)
            for (let c = 0; c < channels; c++) {
              const pixel = ((row * stride + i) * width + column * stride + j) * channels + c;
              line[pixel] = filter[((i * filterWidth + j) * channels + c) * filters + out]!;
            }
        weights.push(line);
      }
  const biases = Float64Array.from({ length: weights.length }, (_, i) => bias[i % filters]!);
  return { channels: filters, weights, bias: biases };
}

/** @param kernel [inputs, outputs] */
export function denseMatrix(kernel: ArrayLike<number>, bias: ArrayLike<number>): Affine {
  const outputs = bias.length;
  const inputs = kernel.length / outputs;
  const weights = Array.from({ length: outputs }, (_, out) =>
    Float64Array.from({ length: inputs }, (_, i) => kernel[i * outputs + out]!),
  );
  return { channels: outputs, weights, bias: Float64Array.from(bias) };
}

/** The layer's outputs, by intervals. @param box of its inputs */
function intervalBox({ weights, bias }: Affine, { lower, upper }: Box): Box {
  const end = (line: Float64Array, offset: number, sign: 1 | -1) =>
    line.reduce((sum, w, i) => sum + w * (w * sign > 0 ? upper[i]! : lower[i]!), offset);
  return {
    lower: bias.map((offset, out) => end(weights[out]!, offset, -1)),
    upper: bias.map((offset, out) => end(weights[out]!, offset, 1)),
  };
}

function reluBox({ lower, upper }: Box): Box {
  return { lower: lower.map((l) => Math.max(l, 0)), upper: upper.map((u) => Math.max(u, 0)) };
}

type SlopeRule = (lower: number, upper: number) => number;

const adaptiveRule: SlopeRule = (lower, upper) => (upper > -lower ? 1 : 0);
const parallelRule: SlopeRule = (lower, upper) => upper / (upper - lower);

/**
 * CROWN's lower bound of w·relu(z) + offset, z the values of the last of `layers`.
 * @param boxes Of each layer's values before ReLU
 */
function crownLower(
  w: Float64Array,
  offset: number,
  layers: readonly Affine[],
  boxes: readonly Box[],
  input: Box,
  slope: SlopeRule,
): number {
  let coefficients = w;
  let constant = offset;
  for (let layer = layers.length - 1; layer >= 0; layer--) {
    const { lower, upper } = boxes[layer]!;
    const { weights, bias } = layers[layer]!;
    const before = coefficients.map((c, i) => {
      const [l, u] = [lower[i]!, upper[i]!];
      if (l >= 0) return c;
      if (u <= 0) return 0;
      if (c >= 0) return c * slope(l, u);
      constant += c * ((-u * l) / (u - l));
      return c * (u / (u - l));
    });
    const next = new Float64Array(weights[0]!.length);
    before.forEach((c, i) => {
      constant += c * bias[i]!;
      for (let j = 0; j < next.length; j++) next[j]! += c * weights[i]![j]!;
    });
    coefficients = next;
  }
  return coefficients.reduce((sum, c, i) => sum + c * (c >= 0 ? input.lower[i]! : input.upper[i]!), constant);
}

/** The lead's coefficients on the last hidden layer, and their constant. */
function leadOver({ weights, bias }: Affine, label: number, action: number): [Float64Array, number] {
  return [weights[label]!.map((w, i) => w - weights[action]![i]!), bias[label]! - bias[action]!];
}

/** Boxes of all hidden layers by intervals. */
export function intervalBoxes(hidden: readonly Affine[], input: Box): Box[] {
  const boxes: Box[] = [];
  let given = input;
  for (const layer of hidden) {
    const box = intervalBox(layer, given);
    boxes.push(box);
    given = reluBox(box);
  }
  return boxes;
}

/** Boxes of all hidden layers as `crownValues` finds them. */
export function crownBoxes(hidden: readonly Affine[], input: Box): Box[] {
  const boxes: Box[] = [];
  let given = input;
  for (const [depth, layer] of hidden.entries()) {
    const bound = (sign: 1 | -1, slope: SlopeRule) =>
      layer.bias.map((b, i) => {
        const row = layer.weights[i]!.map((w) => sign * w);
        return sign * crownLower(row, sign * b, hidden.slice(0, depth), boxes, input, slope);
      });
    let box = intervalBox(layer, given);
    if (depth > 0) {
      box = intersection(box, { lower: bound(1, parallelRule), upper: bound(-1, parallelRule) });
      const adaptive = { lower: bound(1, adaptiveRule), upper: bound(-1, adaptiveRule) };
      const once = box;
      const better = intersection(once, adaptive);
      const undecided = once.lower.map((l, i) => Math.min(Math.max(-l, 0), Math.max(once.upper[i]!, 0)));
      const { channels } = layer;
      for (let place = 0; place < layer.bias.length; place += channels) {
        const order = Array.from({ length: channels }, (_, i) => place + i);
        order.sort((i, j) => undecided[j]! - undecided[i]!);
        for (const i of order.slice(0, Math.ceil(channels / 4))) {
          box.lower[i] = better.lower[i]!;
          box.upper[i] = better.upper[i]!;
        }
      }
    }
    boxes.push(box);
    given = reluBox(box);
  }
  return boxes;
}

function intersection(a: Box, b: Box): Box {
  return {
    lower: a.lower.map((l, i) => Math.max(l, b.lower[i]!)),
    upper: a.upper.map((u, i) => Math.min(u, b.upper[i]!)),
  };
}

/** Lower bounds of the label's leads by the last way back. @param boxes Of the hidden layers */
export function leadsReference(layers: readonly Affine[], boxes: readonly Box[], input: Box, label: number): number[] {
  const last = layers.at(-1)!;
  return Array.from(last.bias, (_, action) => {
    if (action === label) return 0;
    return crownLower(...leadOver(last, label, action), layers.slice(0, -1), boxes, input, adaptiveRule);
  });
}
