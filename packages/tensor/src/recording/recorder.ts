/**
 * Listens to the binding while a function runs, and writes down what it does as the nodes of a graph. Values are computed, for
 * their shapes; operations without outputs, which change variables, are only written down.
 */
import { A2pdError } from '@a2pd/core';
import { type Attribute, type Binding, backend, type NodeBackend, type Output } from '../backend.js';
import { DataType, dataTypeOf } from '../data-type.js';
import { attribute } from '../execute.js';
import type { Precision } from '../precision.js';
import { nextTensorId } from '../tensor-id.js';
import type { Tensor } from '../tf.js';
import { variableHandles } from '../variable-handles.js';
import { type Node, shapesAttribute, tensorAttribute, typesAttribute } from './graph-def.js';
import { MixedPrecision } from './mixed-precision.js';
import { SideEffectOrder } from './side-effect-order.js';

/** More is hardly meant to be the same in each call, and would be copied into the graph. */
const maxConstantBytes = 1 << 18;

const indexType = attribute.type('index_type', DataType.int32);

let active: Recorder | undefined;

/** Whether a recording is going on. */
export function isRecording(): boolean {
  return active !== undefined;
}

export class Recorder {
  readonly nodes: Node[] = [];
  /** Handles that come from outside, in the order in which the function takes them. */
  readonly inputIds: number[] = [];
  readonly inputNames: string[] = [];
  readonly #label: string;
  readonly #real: Binding = backend.binding;
  /** Where each handle's value is in the graph. */
  readonly #sources = new Map<number, string>();
  readonly #living = new Set<number>();
  readonly #order = new SideEffectOrder();
  readonly #firstTensorId = nextTensorId();
  readonly #mixed: MixedPrecision | undefined;

  /**
   * @param label Names the function in errors.
   * @param args Become the first inputs; no two may share data.
   */
  constructor(label: string, args: readonly Tensor[], precision: Precision) {
    this.#label = label;
    if (precision === 'mixed-bfloat16') this.#mixed = new MixedPrecision((...node) => this.#addNode(...node));
    const dtypes = args.map(dataTypeOf);
    backend.getInputTensorIds(args).forEach((id, i) => {
      this.#addInput(id, dtypes[i]!, args[i]!.shape);
    });
  }

  /** Runs `work` and listens; the binding is as before when this returns or throws. */
  record<T>(work: () => T): T {
    const recordable = backend as NodeBackend & { getInputTensorIds?: NodeBackend['getInputTensorIds'] };
    const uploadAndGetIds = backend.getInputTensorIds;
    const { random } = Math;
    active = this;
    // TensorFlow.js draws in JavaScript, so that the draw would be a constant, and the same in each call.
    Math.random = () => {
      throw this.#refuse(
        'no draw at random',
        'one, which all calls would share',
        'take the noise, or its seed, as an argument',
      );
    };
    backend.binding = this.#listeningBinding();
    recordable.getInputTensorIds = (tensors) => tensors.map((tensor) => this.#idOf(tensor, uploadAndGetIds));
    try {
      return work();
    } finally {
      active = undefined;
      Math.random = random;
      backend.binding = this.#real;
      // The method is the prototype's; only the listener was the object's own.
      Reflect.deleteProperty(recordable, 'getInputTensorIds');
    }
  }

  /** Where in the graph the value of a tensor is; to be asked during the recording. */
  sourceOf(tensor: Tensor): string {
    return this.#sources.get(backend.getInputTensorIds([tensor])[0]!)!;
  }

  /** Adds a node that passes a value on, and returns where that is. */
  addIdentity(source: string, dtype: number): string {
    return this.#addNode('Identity', [source], [attribute.type('T', dtype)]);
  }

  /** The nodes that run although nothing takes their output. */
  get sideEffects(): readonly string[] {
    return this.#order.sideEffects;
  }

  /** Throws NOT_RECORDABLE if the function made tensors that outlive it: no later call would make them. */
  checkNothingLeaked(): void {
    const { size } = this.#living;
    if (size === 0) return;
    throw this.#refuse('no tensor that outlives the call', `${size} kept`, 'return them');
  }

  #listeningBinding(): Binding {
    const listening: Partial<Binding> = {
      executeOp: (name, attributes, inputIds, numOutputs) => this.#execute(name, attributes, inputIds, numOutputs),
      createTensor: (shape, dtype, values) => this.#createConstant(shape, dtype, values),
      deleteTensor: (id) => this.#delete(id),
      tensorDataSync: () => {
        throw this.#refuse('tensors only', 'a read of their values', 'return the tensor, and read it outside');
      },
    };
    // The binding's own properties cannot be written, so the listener stands before it.
    return Object.create(this.#real, Object.getOwnPropertyDescriptors(listening)) as Binding;
  }

  #execute(
    operation: string,
    attributes: readonly Attribute[],
    inputIds: readonly number[],
    numOutputs: number,
  ): Output[] {
    const inputs = inputIds.map((id) => this.#source(id));
    const variables = inputIds.filter((id) => variableHandles.has(id));
    // What changes variables waits for the recording to be run: nothing that is read here is kept.
    const outputs = numOutputs === 0 ? [] : this.#real.executeOp(operation, attributes, inputIds, numOutputs);
    const before = this.#order.before(operation, variables).map((name) => `^${name}`);
    const all = [...inputs, ...before];
    const name = this.#mixed?.add(operation, all, attributes) ?? this.#addNode(operation, all, attributes);
    this.#order.add(name, operation, variables, numOutputs);
    outputs.forEach(({ id }, i) => {
      this.#sources.set(id, i === 0 ? name : `${name}:${i}`);
      this.#living.add(id);
    });
    return outputs;
  }

  #createConstant(shape: readonly number[], dtype: number, values: ArrayBufferView): number {
    if (!ArrayBuffer.isView(values)) throw this.#refuse('tensors of numbers', 'strings');
    const id = this.#real.createTensor(shape, dtype, values);
    this.#living.add(id);
    this.#sources.set(id, this.#addConstant(shape, dtype, values));
    return id;
  }

  #addConstant(shape: readonly number[], dtype: number, values: ArrayBufferView): string {
    if (values.byteLength <= maxConstantBytes) {
      const content = new Uint8Array(values.buffer, values.byteOffset, values.byteLength);
      return this.#addNode('Const', [], [attribute.type('dtype', dtype)], {
        value: tensorAttribute(dtype, shape, content),
      });
    }
    // Gradients of sums multiply by tensors of ones: large, but no more than one number.
    const element = soleElement(values);
    if (element === undefined) {
      const received = `a constant of ${values.byteLength} bytes made in JavaScript`;
      throw this.#refuse(`constants of at most ${maxConstantBytes} bytes`, received, 'make it an argument');
    }
    const dimensions = this.#addConstant([shape.length], DataType.int32, Int32Array.from(shape));
    const filling = this.#addConstant([], dtype, element);
    return this.#addNode('Fill', [dimensions, filling], [attribute.type('T', dtype), indexType]);
  }

  #delete(id: number): void {
    if (!this.#living.delete(id)) {
      throw this.#refuse('to leave tensors from outside alone', 'their disposal', 'dispose them outside');
    }
    this.#real.deleteTensor(id);
  }

  #idOf(tensor: Tensor, uploadAndGetIds: NodeBackend['getInputTensorIds']): number {
    const dtype = dataTypeOf(tensor);
    if (tensor.id >= this.#firstTensorId) {
      const id = uploadAndGetIds.call(backend, [tensor])[0]!;
      if (!this.#sources.has(id)) this.#addInput(id, dtype, tensor.shape);
      return id;
    }
    // Uploaded past the listener: a tensor from outside is an input, however late its values are sent.
    const listening = backend.binding;
    backend.binding = this.#real;
    const id = uploadAndGetIds.call(backend, [tensor])[0]!;
    backend.binding = listening;
    if (!this.#sources.has(id)) this.#addInput(id, dtype, tensor.shape);
    return id;
  }

  #source(id: number): string {
    const variable = variableHandles.get(id);
    if (variable !== undefined && !this.#sources.has(id)) {
      this.#addInput(id, DataType.resource, [], {
        _handle_dtypes: typesAttribute(variable.dtype),
        _handle_shapes: shapesAttribute(variable.shape),
      });
    }
    const source = this.#sources.get(id);
    if (source === undefined) throw this.#refuse('tensors and variables', `an unknown handle ${id}`);
    return source;
  }

  #addInput(
    id: number,
    dtype: number,
    shape: readonly number[],
    more: Readonly<Record<string, Uint8Array>> = {},
  ): void {
    // The shape lets TensorFlow infer all others, and with them fuse operations.
    const encoded = { _output_shapes: shapesAttribute(shape), ...more };
    const attributes = [attribute.type('dtype', dtype), attribute.shape('shape', shape)];
    const name = this.#addNode('Placeholder', [], attributes, encoded);
    this.inputIds.push(id);
    this.inputNames.push(name);
    this.#sources.set(id, name);
  }

  #addNode(
    operation: string,
    inputs: readonly string[],
    attributes: readonly Attribute[],
    encoded: Readonly<Record<string, Uint8Array>> = {},
  ): string {
    const name = `n${this.nodes.length}`;
    this.nodes.push({ name, operation, inputs, attributes, encoded });
    return name;
  }

  #refuse(expected: string, received: string, remedy?: string): A2pdError {
    const message = `Expected compiled "${this.#label}" to use ${expected} but received ${received}${remedy ? `; ${remedy}` : ''}`;
    return new A2pdError('NOT_RECORDABLE', message, { expected, received, remedy });
  }
}

/** The element that an array consists of throughout; undefined when it does not. */
function soleElement(values: ArrayBufferView): Float32Array | Int32Array | Uint8Array | undefined {
  if (!(values instanceof Float32Array || values instanceof Int32Array || values instanceof Uint8Array))
    return undefined;
  const first = values[0];
  for (const value of values) if (value !== first) return undefined;
  return values.slice(0, 1);
}
