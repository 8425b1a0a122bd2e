/** The CUDA 12 libraries that TensorFlow's GPU wheel names as its `and-cuda` extra, pinned. */
import type { Wheel } from './wheel.js';

const megabyte = 1e6;

function cudaWheel(library: string, version: string, platforms: string, megabytes: number, sha256: string): Wheel {
  const project = `nvidia-${library}-cu12`;
  return {
    requirement: `${project}==${version}`,
    fileName: `${project.replaceAll('-', '_')}-${version}-py3-none-${platforms}.whl`,
    sha256,
    approximateBytes: megabytes * megabyte,
    pipArguments: ['--only-binary=:all:', ...platforms.split('.').map((platform) => `--platform=${platform}`)],
    folder: `nvidia/${library.replaceAll('-', '_')}`,
  };
}

export const cudaWheels: readonly Wheel[] = [
  cudaWheel(
    'cublas',
    '12.9.3.13',
    'manylinux_2_27_x86_64',
    582,
    'd7d51055f161b317c7105ddaae90e71eda059026074ffef93cf7cde2886bfe72',
  ),
  cudaWheel(
    'cuda-cupti',
    '12.8.90',
    'manylinux2014_x86_64.manylinux_2_17_x86_64',
    10,
    'ea0cb07ebda26bb9b29ba82cda34849e73c166c18162d3913575b0c9db9a6182',
  ),
  cudaWheel(
    'cuda-nvcc',
    '12.9.86',
    'manylinux2010_x86_64.manylinux_2_12_x86_64',
    41,
    '5d6a0d32fdc7ea39917c20065614ae93add6f577d840233237ff08e9a38f58f0',
  ),
  cudaWheel(
    'cuda-nvrtc',
    '12.9.86',
    'manylinux2010_x86_64.manylinux_2_12_x86_64',
    90,
    '210cf05005a447e29214e9ce50851e83fc5f4358df8b453155d5e1918094dcb4',
  ),
  cudaWheel(
    'cuda-runtime',
    '12.9.79',
    'manylinux2014_x86_64.manylinux_2_17_x86_64',
    4,
    '25bba2dfb01d48a9b59ca474a1ac43c6ebf7011f1b0b8cc44f54eb6ac48a96c3',
  ),
  cudaWheel(
    'cudnn',
    '9.28.0.42',
    'manylinux_2_27_x86_64',
    700,
    '9ff58b7f36dacd0a93e89f8f2957b52466889217963701daa15e577317cfa375',
  ),
  cudaWheel(
    'cufft',
    '11.4.1.4',
    'manylinux2014_x86_64.manylinux_2_17_x86_64',
    201,
    'c67884f2a7d276b4b80eb56a79322a95df592ae5e765cf1243693365ccab4e28',
  ),
  cudaWheel(
    'curand',
    '10.3.10.19',
    'manylinux_2_27_x86_64',
    68,
    '49b274db4780d421bd2ccd362e1415c13887c53c214f0d4b761752b8f9f6aa1e',
  ),
  cudaWheel(
    'cusolver',
    '11.7.5.82',
    'manylinux_2_27_x86_64',
    338,
    '15da72d1340d29b5b3cf3fd100e3cd53421dde36002eda6ed93811af63c40d88',
  ),
  cudaWheel(
    'cusparse',
    '12.5.10.65',
    'manylinux2014_x86_64.manylinux_2_17_x86_64',
    366,
    '73060ce019ac064a057267c585bf1fd5a353734151f87472ff02b2c5c9984e78',
  ),
  cudaWheel(
    'nccl',
    '2.32.3',
    'manylinux_2_27_x86_64',
    300,
    'bb94b2348e4861d5e8aa00b36c3d12d9bdf9c6369b82cbb723de0b582280a21c',
  ),
  cudaWheel(
    'nvjitlink',
    '12.9.86',
    'manylinux2010_x86_64.manylinux_2_12_x86_64',
    40,
    'e3f1171dbdc83c5932a45f0f4c99180a70de9bd2718c1ab77d14104f6d7147f9',
  ),
];
