/** Makes a policy of ours of a file that another project saved: nothing downstream knows that it was not trained here. */
import { basename } from 'node:path';
import { romMd5 } from '@a2pd/ale';
import { requireWritable, sha256Of, weightsFile, writeArtefact } from '@a2pd/artefact';
import type { PresetName } from '@a2pd/atari';
import { expectationError, type OptionNames, requireKnownOptions } from '@a2pd/core';
import { type Architecture, type FormatName, formats, readPolicyFile } from '@a2pd/exchange';
import { encodeSafetensors } from '@a2pd/tensor';
import type { JobContext } from '../run/context.js';
import { openEpisodicEnvironment } from '../run/game-environment.js';
import { readNamedFile } from '../run/named-file.js';
import { madeBefore, type Recipe } from '../run/recipe.js';
import type { RunFolder } from '../run/run-folder.js';

export interface ImportRequest {
  readonly file: string;
  readonly format: FormatName;
  readonly game: string;
  /** How its screens become observations; as the format's own project does where absent. */
  readonly preset?: PresetName | undefined;
  /** The largest value of a pixel that the network was trained on; 1 where absent. */
  readonly largestPixel?: number | undefined;
  /** It becomes the run's teacher, or its student where its layers are of other widths than a teacher's. */
  readonly run: Pick<RunFolder, 'teacher' | 'student'>;
  /** Replaces a policy that is there. */
  readonly restart?: boolean | undefined;
}

const requestNames: OptionNames<ImportRequest> = {
  file: true,
  format: true,
  game: true,
  preset: true,
  largestPixel: true,
  run: true,
  restart: true,
};

export interface ImportedPolicy {
  readonly folder: string;
  readonly game: string;
  readonly preset: PresetName;
  readonly architecture: Architecture;
  /** Where it came from: the name of the file, its hash and its format. */
  readonly imported: { readonly from: string; readonly sha256: string; readonly as: FormatName };
}

/**
 * @throws A2pdError FILE_UNAVAILABLE, CORRUPT_ARTEFACT for a damaged file, INCOMPATIBLE_ARTEFACT for another format, network or
 * game, INVALID_STATE where another policy is there.
 */
export async function importPolicy(request: ImportRequest, context: JobContext): Promise<ImportedPolicy> {
  requireKnownOptions(request, requestNames);
  const { file, format, game, largestPixel, run, restart = false } = request;
  const preset = request.preset ?? formats[format].preset;
  const bytes = await readNamedFile(file);
  const { architecture, weights } = await readPolicyFile(bytes, { format, largestPixel });
  requireActions(architecture, { game, preset });
  const imported = { from: basename(file), sha256: sha256Of(bytes), as: format };
  const config = { preset, architecture, imported, largestPixel };
  const folder = architecture.name === 'rainbow' ? run.teacher : run.student;
  const result = { folder, game, preset, architecture, imported };
  const recipe: Recipe = { kind: 'policy', config, seeds: {}, parents: [] };
  if (!restart && (await madeBefore(folder, recipe, 'import it into another run'))) {
    context.say(`${folder} is there already, imported just so.`);
    return result;
  }
  await requireWritable(folder, { kind: 'policy' });
  const files = { [weightsFile]: encodeSafetensors(weights) };
  await writeArtefact(folder, { kind: 'policy', game, romMd5: romMd5(game), config, seeds: {} }, files);
  return result;
}

function requireActions({ numActions }: Architecture, { game, preset }: { game: string; preset: PresetName }): void {
  const environment = openEpisodicEnvironment({ game, preset, numEnvironments: 1 });
  environment.close();
  if (numActions === environment.numActions) return;
  const expected = `a network of ${environment.numActions} actions, as ${game} has with the preset ${preset}`;
  const remedy = 'name the game and the preset that it was trained for';
  throw expectationError('INCOMPATIBLE_ARTEFACT', expected, `one of ${numActions}`, remedy);
}
