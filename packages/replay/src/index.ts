export * from './batch.js';
export type { Outcome, StackPadding, StreamState } from './experience-stream.js';
export { decodeSegment, encodeSegment, type FrameSegment, segmentsOf } from './frame-segments.js';
export { FrameStore, frameChunkFrames } from './frame-store.js';
export * from './prioritized-replay.js';
export { largestCapacity, replayBytes } from './replay-bytes.js';
export * from './sum-tree.js';
