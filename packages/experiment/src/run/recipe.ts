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
  const differences = differencesOf(artefact.manifest, recipe);
  if (differences.length > 0) throw notReplaced(artefact.directory, `with ${differences.join('; ')}`, elsewhere);
  requirePlugins(artefact.directory, artefact.manifest.plugins);
  return artefact;
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

/** E.g. "maxEpochs 4, not 6", for each thing by which what was made differs from what is asked for. */
function differencesOf({ config, seeds, parents, tool }: Manifest, recipe: Recipe): string[] {
  const hashesOf = (references: readonly ParentReference[] = []) =>
    references.map(({ manifestSha256 }) => manifestSha256);
  const asWritten = (value: unknown): unknown => (value === undefined ? value : JSON.parse(JSON.stringify(value)));
  const wanted = Object.entries(recipe.config).map(([key, value]) => [key, asWritten(value)]);
  return [
    ...differencesBetween(config, Object.fromEntries(wanted)),
    ...differencesBetween({ seeds: { ...seeds } }, { seeds: { ...recipe.seeds } }),
    ...differencesInArithmetic(tool),
    ...(isDeepStrictEqual(hashesOf(recipe.parents), hashesOf(parents)) ? [] : ['other policies or data to begin with']),
  ];
}

/** Of the arithmetic all around; a configuration may have a precision of its own. */
export function differencesInArithmetic({ precision = 'float32' }: Manifest['tool']): string[] {
  return differencesBetween({ arithmetic: precision }, { arithmetic: currentPrecision() });
}

/** Of what is asked for alone; members of objects by their paths. */
export function differencesBetween(made: object, asked: object, path = ''): string[] {
  const before = made as Readonly<Record<string, unknown>>;
  return Object.entries(asked).flatMap(([key, wanted]) => {
    const old = before[key];
    const name = `${path}${key}`;
    if (isDeepStrictEqual(old, wanted)) return [];
    if (isRecord(old) && isRecord(wanted)) return differencesBetween(old, { ...emptied(old), ...wanted }, `${name}.`);
    return [`${name} ${JSON.stringify(old) ?? 'not given'}, not ${JSON.stringify(wanted) ?? 'absent'}`];
  });
}

/** What an object has that another may lack. */
function emptied(record: Readonly<Record<string, unknown>>): Record<string, undefined> {
  return Object.fromEntries(Object.keys(record).map((key) => [key, undefined]));
}

function isRecord(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
