/** Whether a page and its figures may be written. */
import { existsSync } from 'node:fs';
import { type OutputPlace, readTextIfPresent, requireWritable } from '@a2pd/artefact';
import { expectationError } from '@a2pd/core';

/**
 * Beside a page of ours the figures are ours: those of older versions do not say so themselves.
 * @throws A2pdError FILE_UNAVAILABLE.
 */
export async function requirePagePlace(page: string, figures: readonly string[], place: OutputPlace): Promise<void> {
  await requireWritable(page, place);
  await requireFigurePlaces(page, figures, place.force ?? false);
}

export interface GeneratedPlace {
  /** What the first line of a generated file holds. */
  readonly mark: string;
  /** Replaces also files that are not ours. */
  readonly force: boolean;
}

/**
 * A generated file is known by its first line: one that only speaks of the command further down is somebody's own.
 * @throws A2pdError FILE_UNAVAILABLE.
 */
export async function requireGeneratedPlace(file: string, { mark, force }: GeneratedPlace): Promise<void> {
  await requireWritable(file, { force: true });
  if (force) return;
  const text = await readTextIfPresent(file, 'make it readable, or choose another place');
  if (text === undefined || text.split('\n', 1)[0]!.includes(mark)) return;
  const expected = `a file whose first line says that ${mark} generated it, or nothing, at ${file}`;
  const remedy = 'choose another place, move that file away, or replace it by force';
  throw expectationError('FILE_UNAVAILABLE', expected, 'another file', remedy, { path: file, arguments: ['force'] });
}

/** The figures beside `page`, of which is known that it may be written. @throws A2pdError FILE_UNAVAILABLE. */
export async function requireFigurePlaces(page: string, figures: readonly string[], force: boolean): Promise<void> {
  const areOurs = force || existsSync(page);
  for (const figure of figures) await requireWritable(figure, { force: areOurs });
}
