/** A network's weights in PyTorch's layout, under names that a module of its layers has: `conv1.weight`, `hidden.bias`. */
import type { HostTensors } from '@a2pd/tensor';
import { firstDenseToTorch, kernelToTorch, transposeMatrix } from '../layout.js';
import { type Layer, layersOf, type Network } from '../network.js';

export function torchWeights(network: Network): HostTensors {
  const { convolutions, streams } = layersOf(network);
  const channels = convolutions.at(-1)!.bias.data.length;
  const named = ({ name, bias, norm }: Layer, weight: HostTensors[string]) => [
    ...([
      [`${name}.weight`, weight],
      [`${name}.bias`, bias],
    ] as const),
    ...(norm
      ? ([
          [`${norm.name}.weight`, norm.scale],
          [`${norm.name}.bias`, norm.shift],
        ] as const)
      : []),
  ];
  return Object.fromEntries([
    ...convolutions.flatMap((layer) => named(layer, kernelToTorch(layer.kernel))),
    ...streams.flatMap(({ hidden, output }) => [
      ...named(hidden, firstDenseToTorch(hidden.kernel, channels)),
      ...named(output, transposeMatrix(output.kernel)),
    ]),
  ]);
}
