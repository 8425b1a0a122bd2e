import { readRegularFile, writeFileAtomically } from '@a2pd/artefact';
import { A2pdError, messageOf } from '@a2pd/core';
import type { HostTensors } from './host-tensor.js';
import { decodeSafetensors, encodeSafetensors, type SafetensorsContents } from './safetensors.js';

/** Writes tensors to a file that is seen either whole or not at all. FILE_UNAVAILABLE when it cannot be written. */
export async function saveSafetensors(
  file: string,
  tensors: HostTensors,
  metadata?: Readonly<Record<string, string>>,
): Promise<void> {
  await writeFileAtomically(file, encodeSafetensors(tensors, metadata));
}

/** Reads a file of tensors. FILE_UNAVAILABLE when it cannot be read, CORRUPT_ARTEFACT when it is damaged. */
export async function loadSafetensors(file: string): Promise<SafetensorsContents> {
  let bytes: Uint8Array;
  try {
    bytes = await readRegularFile(file);
  } catch (cause) {
    const remedy = 'name a file that you may read';
    throw new A2pdError('FILE_UNAVAILABLE', `Cannot read ${file}: ${messageOf(cause)}; ${remedy}`, {
      ...{ path: file, remedy, cause },
    });
  }
  try {
    return decodeSafetensors(bytes);
  } catch (cause) {
    if (!(cause instanceof A2pdError)) throw cause;
    throw new A2pdError(cause.code, `${file}: ${cause.message}`, { ...cause.details, file, cause });
  }
}
