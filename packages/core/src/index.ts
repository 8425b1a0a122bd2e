export * from './argmax.js';
export * from './environment.js';
export * from './errors.js';
export * from './model.js';
export * from './progress.js';
export * from './records.js';
export * from './rng.js';
export * from './schedule.js';
