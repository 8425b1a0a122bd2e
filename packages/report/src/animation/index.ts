export { type EpisodeGif, renderEpisodeGif, type TitledClip } from './episode-gif.js';
export { ScreenGif } from './screen-gif.js';
