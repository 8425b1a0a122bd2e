export * from './batch.js';
export type { Outcome, StackPadding, StreamState } from './experience-stream.js';
export * from './prioritized-replay.js';
export * from './sum-tree.js';
