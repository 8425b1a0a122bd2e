/** A film as an animated GIF. */
import { writeFileAtomically } from '@a2pd/artefact';
import { ScreenGif } from '@a2pd/report/animation';
import type { Film } from './film.js';
import { filmScale, screensPerSecond } from './frame-timing.js';

export function openGifFilm(path: string): Film {
  const gif = new ScreenGif({ scale: filmScale, frameMs: 1000 / screensPerSecond });
  return {
    add: (screen) => gif.add(screen),
    finish: () => writeFileAtomically(path, gif.finish()),
    discard: async () => {},
  };
}
