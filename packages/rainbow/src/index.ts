export { Actor } from './actor.js';
export type { Agent, AgentListeners, AgentState } from './agent.js';
export { type Architecture, architectureOf, architectureSchema, requireMeans, weightShapes } from './architecture.js';
export type { Checkpoint } from './checkpoint.js';
export {
  type CheckpointContents,
  CheckpointStore,
  type LoadedCheckpoint,
  type SavedCheckpoint,
} from './checkpoint-store.js';
export {
  parseRainbowConfig,
  type RainbowConfig,
  type RainbowParts,
  rainbowConfigSchema,
  rainbowPartsSchema,
} from './config.js';
export { createAgent } from './create-agent.js';
export { searchWithin } from './defences/adversary.js';
export {
  type Defence,
  type DefenceDefinition,
  type DefenceFactory,
  defineDefence,
  type Network,
  type Perturb,
  type Situation,
  type Target,
  type Term,
} from './defences/defence.js';
export { type DefenceConfig, defences } from './defences/defences.js';
export { defenceEntries, findDefence, isDefence, registerDefence } from './defences/registry.js';
export { initialWeights } from './initial-weights.js';
export { type Learned, Learner, type LearnerState } from './learner.js';
export {
  type BeginMetrics,
  type Ending,
  type EndMetrics,
  type EpisodeMetrics,
  type EvaluationMetrics,
  type LearningMetrics,
  parseMetrics,
  type TrainingMetrics,
} from './metrics.js';
export { RainbowModel, type RainbowModelOptions } from './model.js';
export { expectedReturns, returnLogits } from './network.js';
export { opposedValues } from './opposed-values.js';
export { loadPolicy, type PolicyKind, readPolicy, savePolicy, type TrainedPolicy } from './policy.js';
export { adversaryPreset, type PqnConfig } from './pqn/config.js';
export { settlePrecision } from './precision.js';
export { type RainbowPreset, rainbowPresets } from './presets.js';
export { replayConfig } from './replay-config.js';
export { largestReplayCapacity, replayMemory, requireReplayCapacity } from './replay-memory.js';
export type { Snapshot } from './snapshot.js';
export { type TrainOptions, type TrainResult, train } from './train.js';
export { Trainer, type TrainerState } from './trainer.js';
export {
  isPqn,
  parseTrainingConfig,
  type TrainingConfig,
  type TrainingPreset,
  trainingConfigSchemaOf,
  trainingPresets,
} from './training-config.js';
export { trunks } from './trunk.js';
