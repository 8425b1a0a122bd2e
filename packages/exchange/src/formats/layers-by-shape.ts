/** Which tensors of a state dict are the layers of Mnih et al. (2015), whatever they are called. */
import { type A2pdError, expectationError } from '@a2pd/core';
import type { HostTensors } from '@a2pd/tensor';
import type { ForeignLayers } from './foreign-network.js';

/**
 * Convolutions are told apart by the size of their kernels, dense layers by what they take; where there are two streams, the one
 * with a single output is the value.
 * @throws A2pdError INCOMPATIBLE_ARTEFACT where there are other layers, or more.
 */
export function layersByShape(tensors: HostTensors): ForeignLayers {
  const weights = Object.entries(tensors).flatMap(([name, { shape }]) =>
    name.endsWith('.weight') ? [{ name: name.slice(0, -'.weight'.length), shape }] : [],
  );
  const convolutions = [8, 4, 3].map((size) =>
    only(
      weights.filter(({ shape }) => shape.length === 4 && shape[2] === size && shape[3] === size),
      `one convolution of ${size}x${size}`,
    ),
  );
  const flattened = 49 * convolutions[2]!.shape[0]!;
  const dense = weights.filter(({ shape }) => shape.length === 2);
  const hidden = dense.filter(({ shape }) => shape[1] === flattened);
  const outputs = dense.filter((layer) => !hidden.includes(layer));
  const received = weights
    .filter(({ shape }) => shape.length !== 4)
    .map(({ name, shape }) => `${name} [${shape.join(', ')}]`)
    .join(', ');
  if (weights.length !== 3 + dense.length || hidden.length !== outputs.length || hidden.length > 2) {
    throw unfit(`one hidden layer of ${flattened} inputs and one of outputs, or two of each`, received);
  }
  const names = { convolutions: convolutions.map(({ name }) => name) };
  if (hidden.length === 1) return { ...names, advantage: [hidden[0]!.name, outputs[0]!.name] };
  const value = only(
    outputs.filter(({ shape }) => shape[0] === 1),
    'one stream with a single output',
  );
  const advantage = outputs.find((layer) => layer !== value)!;
  const hiddenOf = (output: { name: string }) => {
    const stream = streamOf(output.name);
    return only(
      hidden.filter(({ name }) => streamOf(name) === stream),
      `one hidden layer beside "${output.name}"`,
    ).name;
  };
  return {
    ...names,
    value: [hiddenOf(value), value.name],
    advantage: [hiddenOf(advantage), advantage.name],
  };
}

/** What the modules of one stream have in common: the name of the module around them. */
function streamOf(name: string): string {
  return name.slice(0, name.lastIndexOf('.'));
}

function only<Item extends { readonly name: string }>(found: readonly Item[], expected: string): Item {
  if (found.length === 1) return found[0]!;
  throw unfit(expected, found.map(({ name }) => name).join(', ') || 'none');
}

function unfit(expected: string, received: string): A2pdError {
  const remedy = 'name the format that the file was saved by, or save these layers alone';
  return expectationError('INCOMPATIBLE_ARTEFACT', expected, received, remedy);
}
