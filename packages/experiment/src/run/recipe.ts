/** What a command is to make and may find made already: nothing finished is replaced unasked. */
import { isDeepStrictEqual } from 'node:util';
import { Artefact, type ArtefactKind, currentPrecision, type Manifest, type ParentReference } from '@a2pd/artefact';
import { A2pdError } from '@a2pd/core';
import { requirePlugins } from './plugins.js';

export interface Recipe {
  readonly kind: ArtefactKind;
  /** What of the manifest's configuration decides the outcome; undefined where it must not have it. */
  readonly config: Readonly<Record<string, unknown>>;
  readonly seeds: Readonly<Record<string, unknown>>;
  /** All of them, in their order. */
  readonly parents: readonly ParentReference[];
}

/**
 * @returns The artefact that lies in `directory`, made by the same recipe; undefined when nothing lies there.
 * @throws A2pdError INVALID_STATE when one of another recipe does, CORRUPT_ARTEFACT, INCOMPATIBLE_ARTEFACT, also where a plugin
 * is not as it was.
 */
export async function madeBefore(directory: string, recipe: Recipe, elsewhere: string): Promise<Artefact | undefined> {
  const artefact = await Artefact.openIfPresent(directory, recipe.kind);
  if (artefact === undefined) return undefined;
  if (isByRecipe(artefact.manifest, recipe)) {
    requirePlugins(artefact.directory, artefact.manifest.plugins);
    return artefact;
  }
  throw notReplaced(artefact.directory, 'and was made otherwise', elsewhere);
}

/** @param how what lies in `directory` differs from what was asked for. @param elsewhere Where that could go instead. */
export function notReplaced(directory: string, how: string, elsewhere: string): A2pdError {
  const remedy = `replace it by restart, or ${elsewhere}`;
  return new A2pdError('INVALID_STATE', `${directory} is there already, ${how}; ${remedy}`, {
    path: directory,
    remedy,
    arguments: ['restart'],
  });
}

function isByRecipe({ config, seeds, parents, tool }: Manifest, recipe: Recipe): boolean {
  const hashesOf = (references: readonly ParentReference[] = []) =>
    references.map(({ manifestSha256 }) => manifestSha256);
  const asWritten = (value: unknown): unknown => (value === undefined ? value : JSON.parse(JSON.stringify(value)));
  return (
    (tool.precision ?? 'float32') === currentPrecision() &&
    Object.entries(recipe.config).every(([key, value]) => isDeepStrictEqual(asWritten(value), config[key])) &&
    isDeepStrictEqual({ ...recipe.seeds }, { ...seeds }) &&
    isDeepStrictEqual(hashesOf(recipe.parents), hashesOf(parents))
  );
}
