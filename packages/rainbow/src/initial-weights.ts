/** The weights a Rainbow network starts from, as in Kaixhin/Rainbow (PyTorch's defaults, and NoisyNet's for sigmas). */
import type { Rng } from '@a2pd/core';
import type { HostTensor, HostTensors } from '@a2pd/tensor';
import { type Architecture, weightShapes } from './architecture.js';

/**
 * Weights and biases uniform in ±1/sqrt(inputs); sigmas constant: sigma_0/sqrt(inputs) for weights (Fortunato et al.,
 * 2018, section 3.2) and sigma_0/sqrt(outputs) for biases (as Kaixhin/Rainbow has it). Kernels before layer normalisation are
 * uniform in ±sqrt(6/inputs) (He et al., 2015), as PQN's authors have it: the norm of such a kernel decides how fast it learns.
 */
export function initialWeights(architecture: Architecture, noisySigmaInit: number, rng: Rng): HostTensors {
  const shapes = weightShapes(architecture);
  const weights: Record<string, HostTensor> = {};
  for (const [name, shape] of Object.entries(shapes)) {
    const data = new Float32Array(product(shape));
    const layer = name.slice(0, name.lastIndexOf('.'));
    const inputs = product(shapes[`${layer}.kernel`]!.slice(0, -1));
    const isNormalised = name.endsWith('.kernel') && `${layer}.scale` in shapes;
    const divisor = Math.sqrt(inputs / (isNormalised ? 6 : 1));
    if (name.endsWith('.scale')) data.fill(1);
    else if (name.endsWith('.shift')) data.fill(0);
    else if (name.endsWith('.kernelSigma')) data.fill(noisySigmaInit / Math.sqrt(inputs));
    else if (name.endsWith('.biasSigma')) data.fill(noisySigmaInit / Math.sqrt(data.length));
    else for (let i = 0; i < data.length; i++) data[i] = (2 * rng.uniform() - 1) / divisor;
    weights[name] = { shape, data };
  }
  return weights;
}

function product(shape: readonly number[]): number {
  return shape.reduce((result, size) => result * size, 1);
}
