export { Emulator, type EmulatorOptions } from './emulator.js';
export { gymId } from './game-names.js';
export { findGame, type Game, gameNamed, listGames, listGamesForTwo, paperGames, romMd5, romPath } from './games.js';
export type { RomSource } from './rom.js';
export { deriveSeed, episodeStart, type NoopRange } from './seeds.js';
export {
  type EnvironmentSnapshot,
  type PreprocessingOptions,
  type ResetRequest,
  type SeedState,
  VectorEmulator,
  type VectorEmulatorOptions,
} from './vector-emulator.js';
