/** Whether TensorFlow loads and computes, on what device, and how much room it takes. */
import { tensorFlowInformation } from '@a2pd/tensorflow';
import { describeBytes } from '@a2pd/toolchain';
import { type Finding, probe } from './finding.js';

export async function examineTensorFlow(): Promise<Finding[]> {
  const finding = await probe('TensorFlow', () => {
    const { version, device, gpuName, precision, installedBytes } = tensorFlowInformation();
    return `${version} on ${gpuName ?? device}, ${precision}, ${describeBytes(installedBytes)} installed`;
  });
  return [finding];
}
