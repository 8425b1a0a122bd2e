/** Whether an entry of the zoo is what it says: every file's hash, its size, and what its weights do now. */
import { Artefact } from '@a2pd/artefact';
import { A2pdError, throwIfAborted } from '@a2pd/core';
import { readRecords } from '../records/zoo-records.js';
import { openPolicy } from '../run/policy.js';
import { entryFolder, type ZooName } from '../run/zoo-folder.js';
import { checkFingerprint, decodeFingerprint, type FingerprintCheck, fingerprintFile } from './fingerprint.js';

export interface VerifiedEntry {
  readonly entry: ZooName;
  readonly intact: boolean;
  readonly files: number;
  readonly bytes: number;
  readonly fingerprint: FingerprintCheck | null;
  /** Why it is not intact. */
  readonly complaint: string | null;
}

/** Never throws for a damaged entry: that is the answer. @throws A2pdError INTERRUPTED. */
export async function verifyEntry(entry: ZooName, signal?: AbortSignal): Promise<VerifiedEntry> {
  let files = 0;
  let bytes = 0;
  try {
    const artefact = await Artefact.open(entryFolder(entry), 'policy');
    for (const { path } of artefact.manifest.files) {
      bytes += (await artefact.read(path)).byteLength;
      files++;
      throwIfAborted(signal);
    }
    await readRecords(artefact);
    const fingerprint = await replay(artefact);
    const { differingActions, states } = fingerprint;
    const complaint =
      differingActions > 0 ? `acts otherwise than it did in ${differingActions} of ${states} stored states` : null;
    return { entry, intact: complaint === null, files, bytes, fingerprint, complaint };
  } catch (error) {
    if (!(error instanceof A2pdError) || error.code === 'INTERRUPTED') throw error;
    return { entry, intact: false, files, bytes, fingerprint: null, complaint: error.message };
  }
}

async function replay(artefact: Artefact): Promise<FingerprintCheck> {
  const { model } = await openPolicy(artefact.directory);
  try {
    return checkFingerprint(model, decodeFingerprint(await artefact.read(fingerprintFile)));
  } finally {
    model.dispose();
  }
}
