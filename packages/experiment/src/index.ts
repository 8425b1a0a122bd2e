/** The experiment of the paper, stage by stage, with the provenance and the resumption of the `a2pd` command. */
export { type ComparedStudent, readAuditedEpoch, readComparedStudents } from './curves/compared-students.js';
export { readComparedTrainings } from './curves/compared-trainings.js';
export {
  type CollectionPlan,
  type CollectPrescriptionsOptions,
  collectPrescriptions,
  readCollectionPlan,
} from './distill/collect-prescriptions.js';
export {
  type DistilledStudent,
  type DistillStudentOptions,
  distillStudent,
} from './distill/distill-student.js';
export { type ExportedPolicy, type ExportRequest, exportPolicy, exportTargets } from './exchange/export-policy.js';
export { type ImportedPolicy, type ImportRequest, importPolicy } from './exchange/import-policy.js';
export * from './folders.js';
export { type AuditRequest, auditNamedPolicy } from './measure/audit-policy.js';
export { type CertifyPlayRequest, certifyPlay } from './measure/certify-play.js';
export { type CertifyRequest, certifiableModel, certifyNamedPolicy } from './measure/certify-policy.js';
export { describeEvaluation } from './measure/describe-evaluation.js';
export { type EvaluatedPolicy, evaluatePolicy } from './measure/evaluate-policy.js';
export type { EvaluatePolicyOptions } from './measure/evaluation-plan.js';
export type { Layout } from './measure/observation-file.js';
export { type Perturbed, type PerturbRequest, perturbObservations } from './measure/perturb-observations.js';
export { adoptPolicy } from './pipeline/adopt-policy.js';
export { type PipelineRequest, runPipeline } from './pipeline/pipeline.js';
export {
  fullSizePlan,
  type PipelineBudgets,
  type PipelinePlan,
  scaledDownPlan,
  withBudgets,
  zooPlan,
} from './pipeline/pipeline-plan.js';
export { type ComparedPolicies, type CompareRequest, comparePolicies } from './play/compare-policies.js';
export { type Played, type PlayedEpisode, type PlayRequest, playPolicy } from './play/play-policy.js';
export { requireAudit } from './records/audit-of.js';
export { readRecords, type ZooRecords } from './records/zoo-records.js';
export { type WrittenLearningCurve, writeLearningCurve } from './report/write-learning-curve.js';
export {
  type PaperResultsRequest,
  type WrittenPaperResults,
  writePaperResults,
} from './report/write-paper-results.js';
export { type WrittenReport, writeReport } from './report/write-report.js';
export { type JobContext, jobContext } from './run/context.js';
export { findTeacher } from './run/find-teacher.js';
export {
  actionNamesOf,
  evaluationSeeds,
  openEpisodicEnvironment,
  screenOf,
} from './run/game-environment.js';
export type { Hint } from './run/hint.js';
export { inheritedScale } from './run/inherited-scale.js';
export { loadedPlugins, loadPlugin, type Plugin, pluginsOf, requirePlugins } from './run/plugins.js';
export { type OpenedPolicy, openPolicy, openTeacher, requireSameGame } from './run/policy.js';
export { type DefenceTerms, usesInDefences } from './terms/defence-terms.js';
export {
  type DistillTerms,
  distillConfigOf,
  distillTermNames,
  usesInAll,
  usesInMethods,
} from './terms/distill-terms.js';
export {
  environmentsHelp,
  environmentsOf,
  type TrainingTerms,
  trainingConfigOf,
  trainingTermNames,
  usesInTraining,
} from './terms/training-terms.js';
export { given, groupedBy, type Use, usesOf } from './terms/use.js';
export { type AdversaryRequest, trainAdversary } from './train/train-adversary.js';
export {
  type BeginOptions,
  isNothing,
  type ResumeOptions,
  resumeTraining,
  type TrainedTeacher,
  type TrainingPlan,
  trainTeacher,
} from './train/train-teacher.js';
export { type AddEntryRequest, type AddedEntry, addEntry } from './zoo/add-entry.js';
export { cardFile } from './zoo/card.js';
export { type Headline, headlineEpsilon, headlineOf } from './zoo/headline.js';
export { isSmallNetwork } from './zoo/network-size.js';
export { type UpdatedEntry, type UpdateEntryRequest, updateEntry } from './zoo/update-entry.js';
export { type VerifiedEntry, verifyEntry } from './zoo/verify-entry.js';
export { type ZooEntry, zooEntries } from './zoo/zoo-entries.js';
