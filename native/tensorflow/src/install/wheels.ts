/** The TensorFlow wheels this project was checked with, by machine. Only their C libraries and headers are used. */
import { A2pdError } from '@a2pd/core';
import { cudaWheels } from './cuda-wheels.js';
import type { Wheel } from './wheel.js';

const tensorFlowVersion = '2.21.0';

const megabyte = 1e6;

function tensorFlowWheel(project: string, platform: string, sha256: string, megabytes: number): Wheel {
  return {
    requirement: `${project}==${tensorFlowVersion}`,
    fileName: `${project.replace('-', '_')}-${tensorFlowVersion}-cp312-cp312-${platform}.whl`,
    sha256,
    approximateBytes: megabytes * megabyte,
    pipArguments: ['--only-binary=:all:', '--python-version=3.12', `--platform=${platform}`],
    folder: 'tensorflow',
  };
}

const onCpu: Readonly<Record<string, Wheel>> = {
  'linux-x64': tensorFlowWheel(
    'tensorflow-cpu',
    'manylinux_2_27_x86_64',
    'dcc8afd32930e42d5296b6ee19078b773706830af4ea97fbe503b9f5e0f820cb',
    274,
  ),
  // There is no tensorflow-cpu for arm64; this one holds no CUDA.
  'linux-arm64': tensorFlowWheel(
    'tensorflow',
    'manylinux_2_27_aarch64',
    'b07d15737406533898e36c7ef7944b1be18e9028dc521b9229952c537bbc5552',
    282,
  ),
  'darwin-arm64': tensorFlowWheel(
    'tensorflow',
    'macosx_12_0_arm64',
    '56ecd7d47429acbe1df2694d50b75bf9fc3995ac92cb367cd9af6c4780ead712',
    223,
  ),
};

const onGpu: Readonly<Record<string, readonly Wheel[]>> = {
  'linux-x64': [
    tensorFlowWheel(
      'tensorflow',
      'manylinux_2_27_x86_64',
      'b3b95643c4e70eb925839938fb35cbe142f317ec84af6844ee61513713bb13c0',
      573,
    ),
    ...cudaWheels,
  ],
};

/** The wheels for a machine (`process.platform`, `process.arch`); throws NATIVE_UNAVAILABLE where TensorFlow has none. */
export function wheelsFor(platform: string, architecture: string, device: 'cpu' | 'gpu'): readonly Wheel[] {
  const machine = `${platform}-${architecture}`;
  const cpu = onCpu[machine];
  if (cpu === undefined) {
    const expected = `one of ${Object.keys(onCpu).join(', ')}`;
    const remedy = 'use one of these machines, or Linux in a virtual machine or in WSL';
    throw new A2pdError('NATIVE_UNAVAILABLE', `Expected ${expected} but this machine is ${machine}; ${remedy}`, {
      expected,
      received: machine,
      remedy,
    });
  }
  return (device === 'gpu' ? onGpu[machine] : undefined) ?? [cpu];
}
