/** The convolutions before a Rainbow network's dense layers: four 84x84 frames in, no padding. */
import { z } from 'zod';

export interface Convolution {
  readonly name: string;
  readonly size: number;
  readonly stride: number;
  readonly inputs: number;
  readonly filters: number;
}

/**
 * `canonical`: Kaixhin's, the three of Mnih et al. (2015). `dqn-2013`: the two of Mnih et al. (2013), of about a third of its work.
 * `data-efficient`: the two of van Hasselt et al. (2019), the cheapest, which leave only 3x3 places.
 */
export const trunkSchema = z.enum(['canonical', 'dqn-2013', 'data-efficient']);
export type Trunk = z.infer<typeof trunkSchema>;

export const trunks: Readonly<Record<Trunk, readonly Convolution[]>> = {
  canonical: [
    { name: 'conv1', size: 8, stride: 4, inputs: 4, filters: 32 },
    { name: 'conv2', size: 4, stride: 2, inputs: 32, filters: 64 },
    { name: 'conv3', size: 3, stride: 1, inputs: 64, filters: 64 },
  ],
  'dqn-2013': [
    { name: 'conv1', size: 8, stride: 4, inputs: 4, filters: 16 },
    { name: 'conv2', size: 4, stride: 2, inputs: 16, filters: 32 },
  ],
  'data-efficient': [
    { name: 'conv1', size: 5, stride: 5, inputs: 4, filters: 32 },
    { name: 'conv2', size: 5, stride: 5, inputs: 32, filters: 64 },
  ],
};

/** Units that the convolutions leave of an 84x84 image. */
export function trunkUnits(trunk: Trunk): number {
  const layers = trunks[trunk];
  const side = layers.reduce((size, layer) => Math.floor((size - layer.size) / layer.stride) + 1, 84);
  return side * side * layers.at(-1)!.filters;
}
