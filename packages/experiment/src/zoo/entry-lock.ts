/** An entry is read, and then replaced: what another process puts there in between would be lost. */
import { lockArtefact } from '@a2pd/artefact';
import { entryFolder, type ZooName } from '../run/zoo-folder.js';

/** @throws A2pdError IN_USE while another process changes the entry. */
export async function whileEntryIsLocked<T>(entry: ZooName, work: () => Promise<T>): Promise<T> {
  const lock = await lockArtefact(entryFolder(entry), `the entry zoo:${entry.game}/${entry.name}`);
  try {
    return await work();
  } finally {
    await lock.release();
  }
}
