export { AttackedEnvironment, type AttackedEnvironmentOptions } from './attacked-environment.js';
export { auditRecordSchema, readAudit, writeAudit } from './audit/audit-file.js';
export { type AuditOptions, type AuditSize, auditBattery, auditPolicy } from './audit/audit-policy.js';
export { distinctShareOf } from './audit/check-of-the-states.js';
export { type CertifiedPolicies, findingsOfCertificates } from './audit/findings-of-certificates.js';
export { BatchScorer, type BatchScores, type ScoreRequest, type ScorerOptions, targetsOf } from './batch-scores.js';
export { type CompareOptions, compareEvaluations } from './compare.js';
export { type Evaluation, evaluate } from './evaluate.js';
export {
  type EvaluationDescription,
  episodeRecordSchema,
  evaluationSummarySchema,
  readEvaluation,
  writeEvaluation,
} from './evaluation-file.js';
export { type Label, labelsLeft } from './labels.js';
export { type EvaluateOptions, isAdversary } from './options.js';
export type { EvaluationCheckpoints, EvaluationProgress, EvaluationTiming } from './progress.js';
export {
  ClipRecorder,
  type ClipRecorderOptions,
  mostClipAgentSteps,
  type Recorder,
  type WatchedStep,
} from './recorder.js';
export {
  type BootstrapOptions,
  interquartileMean,
  mean,
  meanInterval,
  normalisedRobustnessPercent,
  relativeRobustnessPercent,
  returnStatistics,
  standardDeviation,
  stratifiedBootstrapInterval,
} from './statistics.js';
export { isStruck, soundStrikes, strikesParts } from './strikes.js';
export {
  type AttackConditions,
  adversaryTargetName,
  evaluationLabel,
  labelWithoutLabels,
  targetNameOf,
} from './summary.js';
export { type SurvivalOptions, survivalShare } from './survival.js';
export { type EvaluationRequest, UnfinishedEvaluation } from './unfinished-evaluation.js';
export { type VisitedStates, type VisitedStatesOptions, visitedStates } from './visited-states.js';
