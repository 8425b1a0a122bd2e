/** What an artefact's own origin was scaled down by: whatever is made from it inherits the label. */
import { Artefact } from '@a2pd/artefact';
import { policyFolder } from './zoo-folder.js';

export async function inheritedScale(directory: string): Promise<string | undefined> {
  return (await Artefact.open(policyFolder(directory))).manifest.scaledDown;
}
