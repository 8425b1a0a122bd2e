/** Whether a page and its figures may be written. */
import { existsSync } from 'node:fs';
import { type OutputPlace, requireWritable } from '@a2pd/artefact';

/**
 * Beside a page of ours the figures are ours: those of older versions do not say so themselves.
 * @throws A2pdError FILE_UNAVAILABLE.
 */
export async function requirePagePlace(page: string, figures: readonly string[], place: OutputPlace): Promise<void> {
  await requireWritable(page, place);
  const force = place.force || existsSync(page);
  for (const figure of figures) await requireWritable(figure, { force });
}
