import { folderBytes } from '@a2pd/toolchain';
import { findGpuName } from './gpu.js';
import { loadTensorFlow } from './load.js';
import { siteFolder } from './paths.js';
import { precision } from './settings.js';

export interface TensorFlowInformation {
  readonly version: string;
  readonly device: 'cpu' | 'gpu';
  /** The GPU's model, when TensorFlow computes on one. */
  readonly gpuName?: string;
  readonly precision: 'float32' | 'bfloat16';
  /** Bytes of the TensorFlow libraries on disk. */
  readonly installedBytes: number;
}

interface BackendOfNode {
  readonly isUsingGpuDevice: boolean;
  readonly binding: { readonly TF_Version: string };
}

/** What TensorFlow this process computes with; loads it. Throws NATIVE_UNAVAILABLE. */
export function tensorFlowInformation(): TensorFlowInformation {
  const backend = loadTensorFlow().backend() as unknown as BackendOfNode;
  const gpuName = backend.isUsingGpuDevice ? findGpuName() : undefined;
  return {
    version: backend.binding.TF_Version,
    device: backend.isUsingGpuDevice ? 'gpu' : 'cpu',
    ...(gpuName === undefined ? {} : { gpuName }),
    precision: precision(process.env),
    installedBytes: folderBytes(siteFolder),
  };
}
