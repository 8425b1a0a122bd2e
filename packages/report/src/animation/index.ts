export { type ComparedClip, renderComparisonGif } from './comparison-gif.js';
export { type EpisodeGif, renderEpisodeGif, type TitledClip } from './episode-gif.js';
export { ScreenGif } from './screen-gif.js';
