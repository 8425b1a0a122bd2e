import { createHash } from 'node:crypto';

/** In hexadecimal digits, as manifests have it. */
export function sha256Of(contents: string | Uint8Array): string {
  return createHash('sha256').update(contents).digest('hex');
}
