export { type Architecture, architectureSchema, natureDqnLogits } from './architecture.js';
export { type DistillCheckpoint, loadDistillation, saveDistillation } from './checkpoint.js';
export { collapseShare } from './collapse.js';
export {
  type DistillConfig,
  type DistillConfigInput,
  distillConfigSchema,
  distillPresets,
  parseDistillConfig,
} from './config.js';
export { type CollectResult, collect, readUnfinishedCollection } from './data/collect.js';
export { type CollectConfig, collectConfigSchema, collectPresets, parseCollectConfig } from './data/collect-config.js';
export type { CollectOptions } from './data/collect-options.js';
export { type BatchBuffers, PrescriptionDataSet } from './data/data-set.js';
export { type DataSetReport, inspectDataSet } from './data/inspect-data-set.js';
export { joinDataSets, type Pairs } from './data/pairs.js';
export type { ScoreKind, Teacher } from './data/teacher.js';
export { type DataSetFault, type DataSetVerdict, verifyDataSet } from './data/verify-data-set.js';
export { type DistillResult, distill } from './distill.js';
export type { DistillOptions, DistillState } from './distill-options.js';
export { type EpochRecord, historyFile, readHistory, requireHistory } from './history.js';
export { klDivergence, pgmLoss, pgmMinimum } from './losses/losses.js';
export {
  type Adversary,
  type Batch,
  defineMethod,
  type Forward,
  type Layers,
  type Method,
  type MethodDefinition,
  type Objective,
} from './methods/method.js';
export { type MethodConfig, methods } from './methods/methods.js';
export { findMethod, isMethod, methodEntries, methodName, registerMethod } from './methods/registry.js';
export { settlePrecision } from './precision.js';
export { loadStudent, StudentModel, saveStudent } from './student.js';
export { type Phase, Trainer } from './trainer.js';
