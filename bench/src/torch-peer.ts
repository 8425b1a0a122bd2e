/** The peers that run on PyTorch share one set of packages: it is large (the PyPI wheel brings CUDA along). */
import type { Log, PythonWithPackages } from '@a2pd/toolchain';
import { peerLimits } from './limits.js';
import { Peer } from './peer.js';
import { peerPython, peerScript } from './python.js';

const requirements = [
  'torch==2.15.0',
  'adversarial-robustness-toolbox==1.20.1',
  'foolbox==3.3.4',
  'numpy==2.4.6',
  'safetensors==0.5.3',
];

export interface Timed {
  readonly milliseconds: number;
  readonly peakBytes: number;
}

export function torchPython(log: Log): Promise<PythonWithPackages> {
  return peerPython('torch', requirements, log);
}

/** Starts a script of peers/ in a process with PyTorch. */
export async function startTorchPeer(script: string, log: Log): Promise<Peer> {
  return new Peer(await torchPython(log), peerScript(script), peerLimits);
}
