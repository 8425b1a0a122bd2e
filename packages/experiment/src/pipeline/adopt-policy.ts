/** Puts a policy, of the zoo or of another run, where a run keeps its own: the same weights, and who they came from. */
import { Artefact, type Manifest, weightsFile, writeArtefact } from '@a2pd/artefact';
import { policyFolder } from '../run/zoo-folder.js';

/**
 * @param policy A folder, or `zoo:<game>/<name>`; its weights are checked against its manifest on the way.
 * @param directory Of the copy, which names `policy` as its parent.
 */
export async function adoptPolicy(policy: string, directory: string): Promise<Manifest> {
  const source = await Artefact.open(policyFolder(policy), 'policy');
  const { kind, game, romMd5, config, seeds, scaledDown, summary } = source.manifest;
  return writeArtefact(
    directory,
    {
      kind,
      config,
      seeds,
      parents: [source.reference],
      game,
      romMd5,
      scaledDown,
      summary,
    },
    { [weightsFile]: await source.read(weightsFile) },
  );
}
