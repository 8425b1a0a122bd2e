export { type EpisodeGif, renderEpisodeGif, type TitledClip } from './animation/episode-gif.js';
export { caveatsOf, caveatsOfCertificates } from './caveats.js';
export { certifiedLines } from './certified-play.js';
export {
  type ConvergedStudent,
  type ConvergencePoint,
  type ConvergingStudent,
  convergenceTable,
  renderConvergence,
} from './figures/convergence.js';
export { type AuditedEpoch, fallenTable, renderFallenByEpoch } from './figures/fallen-by-epoch.js';
export { type ComparedTraining, renderTrainings, trainingsTable } from './figures/trainings.js';
export { gameTitle } from './format.js';
export type { DistillationHistory, DistillationPoint, ReportInput, TrainingPoint, WorstCase } from './input.js';
export { labelOf } from './labels.js';
export type {
  Difference,
  EvaluationPoint,
  EvaluationReturns,
  LearningRecord,
  TrainingReturnPoint,
} from './learning/learning-record.js';
export { renderLearningPage } from './learning/render-learning-page.js';
export { escapeMarkdown, type MarkdownCell, renderMarkdownTable } from './markdown.js';
export { generatedMark } from './paper-results/generated.js';
export type {
  PaperDistillation,
  PaperGameResults,
  PaperPolicy,
  PaperResultsInput,
  RepeatedTraining,
} from './paper-results/input.js';
export { type PaperResultsFiles, renderPaperResults } from './paper-results/render.js';
export {
  type PaperAttack,
  type PaperGame,
  type PaperMethod,
  paperGames,
  paperReturns,
  relativeRobustnessPercent,
  secondsPerEpoch,
} from './paper-tables.js';
export { type Report, renderReport } from './render-report.js';
export { renderJsonTable, renderTextTable } from './table.js';
