/** Whether TensorFlow loads and computes, on what device, and how much room it takes. */

import { formatBytes } from '@a2pd/core';
import { tensorFlowInformation } from '@a2pd/tensorflow';
import { type Finding, probe } from './finding.js';

export async function examineTensorFlow(): Promise<Finding[]> {
  const finding = await probe('TensorFlow', () => {
    const { version, device, gpuName, precision, installedBytes } = tensorFlowInformation();
    const unmeasured = device === 'gpu' ? '; its speed has not been measured, pnpm bench gpu does' : '';
    return `${version} on ${gpuName ?? device}, ${precision}, ${formatBytes(installedBytes)} installed${unmeasured}`;
  });
  return [finding];
}
