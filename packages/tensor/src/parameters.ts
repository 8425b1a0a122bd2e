/** Named TensorFlow resource variables: weights, and whatever else a compiled step reads and changes. */
import { A2pdError, expectationError } from '@a2pd/core';
import { backend } from './backend.js';
import { DataType } from './data-type.js';
import { attribute } from './execute.js';
import { checkHostTensor, type HostTensor, type HostTensors } from './host-tensor.js';
import { type Tensor, tf, type Weights } from './tf.js';
import { variableHandles } from './variable-handles.js';

/** The name by which TensorFlow gives each variable a memory of its own, freed with its handle. */
const anonymous = 'cd2c89b7-88b7-44c8-ad83-06c2a9158347';

interface Variable {
  /** The handle of the resource in the binding. */
  readonly id: number;
  readonly shape: readonly number[];
  readonly dtype: 'float32' | 'int32';
}

export class Parameters {
  readonly names: readonly string[];
  readonly #variables = new Map<string, Variable>();
  #disposed = false;

  /** Variables of these names, shapes and types (float32 or int32), holding a copy of these values. */
  constructor(initial: HostTensors) {
    this.names = Object.freeze(Object.keys(initial));
    // All of them first: nobody could free the variables of an object that was never made.
    for (const [name, value] of Object.entries(initial)) checkHostTensor(name, value);
    for (const [name, value] of Object.entries(initial)) this.#variables.set(name, createVariable(name, value));
    this.load(initial);
  }

  /**
   * The values now, as tensors; inside `compile` a read of the variables, outside owned by the caller (or a tidy).
   * @param names Of those to read; all when absent.
   */
  read(names = this.names): Weights {
    const variables = this.#living();
    return Object.fromEntries(names.map((name) => [name, readVariable(variables.get(name)!)]));
  }

  /** Sets the variables named in `values`; recordable. INVALID_ARGUMENT for a name, shape or type that does not fit. */
  assign(values: Weights): void {
    const variables = this.#living();
    for (const [name, value] of Object.entries(values)) {
      const variable = checkFits(name, variables.get(name), value.dtype, value.shape);
      assignVariable(variable, backend.getInputTensorIds([value])[0]!);
    }
  }

  /** Sets all variables to those of `other`, which has the same names and shapes; recordable. */
  copyFrom(other: Parameters): void {
    checkNames(this.names, other.names);
    const sources = other.#living();
    for (const [name, target] of this.#living()) {
      const source = sources.get(name)!;
      checkFits(name, target, source.dtype, source.shape);
      const [value] = readOutputs(source);
      assignVariable(target, value!.id);
      backend.binding.deleteTensor(value!.id);
    }
  }

  /** A copy of all values. */
  toHost(): HostTensors {
    const values: Record<string, HostTensor> = {};
    for (const [name, variable] of this.#living()) {
      const [value] = readOutputs(variable);
      values[name] = { shape: variable.shape, data: backend.binding.tensorDataSync(value!.id) };
      backend.binding.deleteTensor(value!.id);
    }
    return values;
  }

  /**
   * Sets all variables to a copy of these values. INCOMPATIBLE_ARTEFACT when names, shapes or types differ; then nothing
   * was changed.
   */
  load(values: HostTensors): void {
    const variables = this.#living();
    checkNames(this.names, Object.keys(values));
    for (const [name, value] of Object.entries(values)) {
      checkHostTensor(name, value);
      checkFits(
        name,
        variables.get(name),
        hostType(name, value, 'INCOMPATIBLE_ARTEFACT'),
        value.shape,
        'INCOMPATIBLE_ARTEFACT',
      );
    }
    for (const [name, variable] of variables) {
      const { shape, data } = values[name]!;
      const id = backend.binding.createTensor(shape, DataType[variable.dtype], data);
      assignVariable(variable, id);
      backend.binding.deleteTensor(id);
    }
  }

  /** Frees the variables; harmless when repeated. */
  dispose(): void {
    if (this.#disposed) return;
    this.#disposed = true;
    for (const { id } of this.#variables.values()) {
      variableHandles.delete(id);
      backend.binding.deleteTensor(id);
    }
    this.#variables.clear();
  }

  /** For the optimizer: the handle of a variable. */
  handle(name: string): number {
    return checkFits(name, this.#living().get(name)).id;
  }

  #living(): ReadonlyMap<string, Variable> {
    if (this.#disposed) throw new A2pdError('INVALID_STATE', 'Expected living parameters but these were disposed');
    return this.#variables;
  }
}

function createVariable(name: string, value: HostTensor): Variable {
  const dtype = hostType(name, value);
  const attributes = [
    attribute.type('dtype', DataType[dtype]),
    attribute.shape('shape', value.shape),
    attribute.string('shared_name', anonymous),
    attribute.string('container', ''),
  ];
  const [handle] = backend.binding.executeOp('VarHandleOp', attributes, [], 1);
  const shape = Object.freeze([...value.shape]);
  variableHandles.set(handle!.id, { shape, dtype: DataType[dtype] });
  return { id: handle!.id, shape, dtype };
}

const typeAttributes = {
  float32: [attribute.type('dtype', DataType.float32)],
  int32: [attribute.type('dtype', DataType.int32)],
} as const;

function readOutputs({ id, dtype }: Variable) {
  return backend.binding.executeOp('ReadVariableOp', typeAttributes[dtype], [id], 1);
}

function readVariable(variable: Variable): Tensor {
  return backend.createOutputTensor(readOutputs(variable)[0]!);
}

function assignVariable({ id, dtype }: Variable, valueId: number): void {
  backend.binding.executeOp('AssignVariableOp', typeAttributes[dtype], [id, valueId], 0);
}

function hostType(
  name: string,
  { data }: HostTensor,
  code: 'INVALID_ARGUMENT' | 'INCOMPATIBLE_ARTEFACT' = 'INVALID_ARGUMENT',
): 'float32' | 'int32' {
  if (data instanceof Float32Array) return 'float32';
  if (data instanceof Int32Array) return 'int32';
  throw expectationError(code, `"${name}" as Float32Array or Int32Array`, data);
}

function checkNames(expected: readonly string[], received: readonly string[]): void {
  const missing = expected.filter((name) => !received.includes(name));
  const unknown = received.filter((name) => !expected.includes(name));
  if (missing.length === 0 && unknown.length === 0) return;
  throw expectationError('INCOMPATIBLE_ARTEFACT', `the names ${expected.join(', ')}`, received, undefined, {
    missing,
    unknown,
  });
}

function checkFits(
  name: string,
  variable: Variable | undefined,
  dtype: string = variable?.dtype ?? '',
  shape: readonly number[] = variable?.shape ?? [],
  code: 'INVALID_ARGUMENT' | 'INCOMPATIBLE_ARTEFACT' = 'INVALID_ARGUMENT',
): Variable {
  if (variable === undefined) throw expectationError(code, 'the name of one of these parameters', name);
  if (variable.dtype !== dtype || !tf.util.arraysEqual([...variable.shape], [...shape])) {
    const expected = `"${name}" as ${variable.dtype}[${variable.shape.join(', ')}]`;
    throw expectationError(code, expected, `${dtype}[${shape.join(', ')}]`);
  }
  return variable;
}
