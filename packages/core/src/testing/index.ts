export { drawCell } from './draw-cell.js';
export { type EnvironmentUnderTest, testEnvironment } from './environment-contract.js';
export { ToyEnvironment } from './toy-environment.js';
export type { StartGame, ToyGame } from './toy-game.js';
