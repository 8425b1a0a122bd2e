/** The messages of onnx.proto that a feed-forward network needs, written by field number. */
import type { HostTensor } from '@a2pd/tensor';
import { PbfWriter } from 'pbf';

export interface OnnxNode {
  readonly operator: string;
  readonly inputs: readonly string[];
  readonly output: string;
  readonly attributes?: Readonly<Record<string, number | readonly number[]>> | undefined;
}

interface OnnxValue {
  readonly name: string;
  /** A name stands for an extent that each call may choose. */
  readonly shape: readonly (number | string)[];
}

export interface OnnxModel {
  readonly name: string;
  readonly producer: string;
  readonly description: string;
  readonly metadata: Readonly<Record<string, string>>;
  readonly nodes: readonly OnnxNode[];
  /** Weights as float32, shapes and axes as int64 (those held as Int32Array). */
  readonly initializers: Readonly<Record<string, HostTensor>>;
  readonly input: OnnxValue;
  readonly output: OnnxValue;
}

/** Of opset 17, the first with all that is used here, which every runtime since 2022 reads. */
const opset = 17;
const irVersion = 8;
const elementTypes = { float: 1, int64: 7 } as const;
const attributeTypes = { integer: 2, integers: 7 } as const;

/** The bytes of an .onnx file. */
export function encodeOnnx(model: OnnxModel): Uint8Array {
  const pbf = new PbfWriter();
  pbf.writeVarintField(1, irVersion);
  pbf.writeStringField(2, model.producer);
  pbf.writeStringField(6, model.description);
  pbf.writeMessage(7, writeGraph, model);
  pbf.writeMessage(8, (_, inner) => inner.writeVarintField(2, opset), undefined);
  for (const entry of Object.entries(model.metadata)) pbf.writeMessage(14, writeEntry, entry);
  return pbf.finish();
}

function writeEntry([key, value]: readonly [string, string], pbf: PbfWriter): void {
  pbf.writeStringField(1, key);
  pbf.writeStringField(2, value);
}

function writeGraph({ name, nodes, initializers, input, output }: OnnxModel, pbf: PbfWriter): void {
  for (const node of nodes) pbf.writeMessage(1, writeNode, node);
  pbf.writeStringField(2, name);
  for (const entry of Object.entries(initializers)) pbf.writeMessage(5, writeTensor, entry);
  pbf.writeMessage(11, writeValue, input);
  pbf.writeMessage(12, writeValue, output);
}

function writeNode({ operator, inputs, output, attributes = {} }: OnnxNode, pbf: PbfWriter): void {
  for (const input of inputs) pbf.writeStringField(1, input);
  pbf.writeStringField(2, output);
  pbf.writeStringField(3, output);
  pbf.writeStringField(4, operator);
  for (const entry of Object.entries(attributes)) pbf.writeMessage(5, writeAttribute, entry);
}

function writeAttribute([name, value]: readonly [string, number | readonly number[]], pbf: PbfWriter): void {
  pbf.writeStringField(1, name);
  if (typeof value === 'number') pbf.writeVarintField(3, value);
  else for (const each of value) pbf.writeVarintField(8, each);
  pbf.writeVarintField(20, typeof value === 'number' ? attributeTypes.integer : attributeTypes.integers);
}

function writeTensor([name, { shape, data }]: readonly [string, HostTensor], pbf: PbfWriter): void {
  for (const extent of shape) pbf.writeVarintField(1, extent);
  const isFloat = data instanceof Float32Array;
  pbf.writeVarintField(2, isFloat ? elementTypes.float : elementTypes.int64);
  pbf.writeStringField(8, name);
  const elements = isFloat ? data : BigInt64Array.from(data, BigInt);
  pbf.writeBytesField(9, new Uint8Array(elements.buffer, elements.byteOffset, elements.byteLength));
}

function writeValue({ name, shape }: OnnxValue, pbf: PbfWriter): void {
  pbf.writeStringField(1, name);
  pbf.writeMessage(2, (_, type) => type.writeMessage(1, writeTensorType, shape), undefined);
}

function writeTensorType(shape: OnnxValue['shape'], pbf: PbfWriter): void {
  pbf.writeVarintField(1, elementTypes.float);
  pbf.writeMessage(2, writeShape, shape);
}

function writeShape(shape: OnnxValue['shape'], pbf: PbfWriter): void {
  for (const extent of shape) pbf.writeMessage(1, writeExtent, extent);
}

function writeExtent(extent: number | string, pbf: PbfWriter): void {
  if (typeof extent === 'number') pbf.writeVarintField(1, extent);
  else pbf.writeStringField(2, extent);
}
