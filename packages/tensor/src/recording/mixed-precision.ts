/**
 * Mixed precision: products and convolutions of a recording take their factors in bfloat16, and what follows them element by
 * element stays there, so that TensorFlow fuses it with them. Sums inside a product are kept in float32 by oneDNN. Weights,
 * losses, sums over batches and optimisers see float32 alone.
 */
import type { Attribute } from '../backend.js';
import { DataType } from '../data-type.js';
import { attribute } from '../execute.js';

/** The factors among the inputs of each operation; the others are shapes. */
const factorsOf: Readonly<Record<string, readonly number[]>> = {
  Conv2D: [0, 1],
  Conv2DBackpropInput: [1, 2],
  Conv2DBackpropFilter: [0, 2],
  MatMul: [0, 1],
  BatchMatMulV2: [0, 1],
};

/** Operations that go on in bfloat16 where their first inputs, so many of them, are known in it. */
const followers: Readonly<Record<string, { readonly known: number; readonly cast: readonly number[] }>> = {
  BiasAdd: { known: 1, cast: [0, 1] },
  Relu: { known: 1, cast: [0] },
  ReluGrad: { known: 2, cast: [0, 1] },
  Reshape: { known: 1, cast: [0] },
  DepthToSpace: { known: 1, cast: [0] },
};

const bfloat16 = attribute.type('T', DataType.bfloat16);
const toBfloat16 = [attribute.type('SrcT', DataType.float32), attribute.type('DstT', DataType.bfloat16)];
const toFloat32 = [attribute.type('SrcT', DataType.bfloat16), attribute.type('DstT', DataType.float32)];

type AddNode = (operation: string, inputs: readonly string[], attributes: readonly Attribute[]) => string;

export class MixedPrecision {
  readonly #add: AddNode;
  /** Where the bfloat16 of a float32 source is, of those that were asked for or computed. */
  readonly #bfloat16Of = new Map<string, string>();

  constructor(add: AddNode) {
    this.#add = add;
  }

  /** Adds the operation in bfloat16 where that pays, and returns where its float32 result is; else undefined. */
  add(operation: string, inputs: readonly string[], attributes: readonly Attribute[]): string | undefined {
    const cast = this.#castInputs(operation, inputs);
    const type = attributes.findIndex(({ name, value }) => name === 'T' && value === DataType.float32);
    if (cast === undefined || type === -1) return undefined;
    const inBfloat16 = attributes.map((given, i) => (i === type ? bfloat16 : given));
    const short = this.#add(
      operation,
      inputs.map((input, i) => (cast.includes(i) ? this.#bfloat16(input) : input)),
      inBfloat16,
    );
    const result = this.#add('Cast', [short], toFloat32);
    this.#bfloat16Of.set(result, short);
    return result;
  }

  #castInputs(operation: string, inputs: readonly string[]): readonly number[] | undefined {
    const follower = followers[operation];
    if (follower === undefined) return factorsOf[operation];
    return inputs.slice(0, follower.known).every((input) => this.#bfloat16Of.has(input)) ? follower.cast : undefined;
  }

  #bfloat16(source: string): string {
    let short = this.#bfloat16Of.get(source);
    if (short === undefined) {
      short = this.#add('Cast', [source], toBfloat16);
      this.#bfloat16Of.set(source, short);
    }
    return short;
  }
}
