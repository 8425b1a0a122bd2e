/** A network's weights in PyTorch's layout, under names that a module of its layers has: `conv1.weight`, `hidden.bias`. */
import type { HostTensor, HostTensors } from '@a2pd/tensor';
import { firstDenseToTorch, kernelToTorch, transposeMatrix } from '../layout.js';
import { type Layer, layersOf, type Network } from '../network.js';

export function torchWeights(network: Network): HostTensors {
  const { convolutions, streams } = layersOf(network);
  const channels = convolutions.at(-1)!.bias.data.length;
  const module = (name: string, weight: HostTensor, bias: HostTensor): [string, HostTensor][] => [
    [`${name}.weight`, weight],
    [`${name}.bias`, bias],
  ];
  const named = ({ name, bias, norm }: Layer, weight: HostTensor) => [
    ...module(name, weight, bias),
    ...(norm ? module(norm.name, norm.scale, norm.shift) : []),
  ];
  return Object.fromEntries([
    ...convolutions.flatMap((layer) => named(layer, kernelToTorch(layer.kernel))),
    ...streams.flatMap(({ hidden, output }) => [
      ...named(hidden, firstDenseToTorch(hidden.kernel, channels)),
      ...named(output, transposeMatrix(output.kernel)),
    ]),
  ]);
}
