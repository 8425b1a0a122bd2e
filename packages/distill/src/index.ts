export { type Architecture, architectureSchema, natureDqnLogits } from './architecture.js';
export { type CollectOptions, collect } from './collect.js';
export { type CollectConfig, collectConfigSchema, collectPresets, parseCollectConfig } from './collect-config.js';
export {
  type DistillConfig,
  type DistillConfigInput,
  distillConfigSchema,
  distillPresets,
  type LossConfig,
  lossSchema,
  parseDistillConfig,
} from './config.js';
export { type BatchBuffers, PrescriptionDataSet } from './data-set.js';
export { type DistillOptions, type DistillResult, distill } from './distill.js';
export { decodeHistory, type EpochRecord, encodeHistory } from './history.js';
export { type LabelStatistics, labelStatistics } from './label-statistics.js';
export { crossEntropy, klDivergence, pgmLoss, pgmMinimum } from './losses.js';
export { loadStudent, StudentModel, saveStudent } from './student.js';
export type { Teacher } from './teacher.js';
export { type Phase, Trainer } from './trainer.js';
