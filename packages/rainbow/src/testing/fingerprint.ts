import { createHash } from 'node:crypto';
import type { HostTensors } from '@a2pd/tensor';

/** Equal for equal weights, to the last bit. */
export function fingerprint(weights: HostTensors): string {
  const hash = createHash('sha256');
  for (const [name, { data }] of Object.entries(weights)) hash.update(name).update(data);
  return hash.digest('hex');
}
