/** A film by the name of its file: a GIF by ourselves or an MP4 through ffmpeg. */
import { extname } from 'node:path';
import { type OutputPlace, requireWritable } from '@a2pd/artefact';
import { expectationError } from '@a2pd/core';
import type { Film } from './film.js';
import { openGifFilm } from './gif-film.js';
import { openMp4Film } from './mp4-film.js';

/**
 * @throws A2pdError INVALID_ARGUMENT for other names than *.gif and *.mp4, TOOL_UNAVAILABLE without ffmpeg, FILE_UNAVAILABLE
 * where nothing can be written, or a file that is not ours would be replaced.
 */
export async function openFilm(path: string, place: OutputPlace = {}): Promise<Film> {
  const extension = extname(path).toLowerCase();
  if (extension !== '.gif' && extension !== '.mp4') {
    throw expectationError('INVALID_ARGUMENT', 'an output that ends in .gif or .mp4', path);
  }
  await requireWritable(path, place);
  return extension === '.gif' ? openGifFilm(path) : openMp4Film(path);
}
