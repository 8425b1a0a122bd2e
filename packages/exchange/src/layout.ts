/** Kernels from one order of axes to another. */
import type { HostTensor } from '@a2pd/tensor';
import { gatherStrided, rowMajorStrides } from './strided.js';

/** The axis `order[i]` of the tensor becomes axis i. */
function transpose({ shape, data }: HostTensor, order: readonly number[]): HostTensor {
  const strides = rowMajorStrides(shape);
  const extents = order.map((axis) => shape[axis]!);
  return {
    shape: extents,
    data: gatherStrided(
      data,
      extents,
      order.map((axis) => strides[axis]!),
    ),
  };
}

function reshape({ data }: HostTensor, shape: readonly number[]): HostTensor {
  return { shape, data };
}

/** float32[O, I, H, W] -> float32[H, W, I, O]; of a network whose pictures lie on their side, [O, I, W, H]. */
export function kernelFromTorch(kernel: HostTensor, isSideways = false): HostTensor {
  return transpose(kernel, isSideways ? [3, 2, 1, 0] : [2, 3, 1, 0]);
}

export function kernelToTorch(kernel: HostTensor): HostTensor {
  return transpose(kernel, [3, 2, 0, 1]);
}

/** float32[outputs, inputs] -> float32[inputs, outputs], and back. */
export function transposeMatrix(kernel: HostTensor): HostTensor {
  return transpose(kernel, [1, 0]);
}

/** The first dense kernel: float32[outputs, C * H * W] -> float32[H * W * C, outputs]. */
export function firstDenseFromTorch(kernel: HostTensor, channels: number, isSideways = false): HostTensor {
  const [outputs, inputs] = kernel.shape as [number, number];
  const side = Math.sqrt(inputs / channels);
  const apart = reshape(kernel, [outputs, channels, side, side]);
  return reshape(transpose(apart, isSideways ? [3, 2, 1, 0] : [2, 3, 1, 0]), [inputs, outputs]);
}

export function firstDenseToTorch(kernel: HostTensor, channels: number): HostTensor {
  const [inputs, outputs] = kernel.shape as [number, number];
  const side = Math.sqrt(inputs / channels);
  return reshape(transpose(reshape(kernel, [side, side, channels, outputs]), [3, 2, 0, 1]), [outputs, inputs]);
}
