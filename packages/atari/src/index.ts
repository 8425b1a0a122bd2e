export { aleActionNames } from './action-names.js';
export { AtariEnvironment, type AtariInfo, type AtariOptions, type AtariStep } from './atari-environment.js';
export {
  AtariVectorEnvironment,
  type AtariVectorOptions,
  type EnvironmentState,
  type ExplicitStart,
} from './atari-vector-environment.js';
export { type PresetName, presetOf, presets } from './presets.js';
export { type Box, type Discrete, sampleAction } from './spaces.js';
export { type TraceLine, type TraceRequest, traceEpisode } from './trace.js';
