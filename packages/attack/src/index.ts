export type { Ascent } from './ascent/ascent.js';
export { type Ball, balls, onNewestFrame } from './ascent/ball.js';
export { ascend, type Climb, type Position } from './ascent/gradient-ascent.js';
export {
  aimed,
  clippedCrossEntropy,
  crossEntropy,
  differenceOfLogitsRatio,
  divergence,
  expectedRegret,
  margin,
  type Objective,
  type Situation,
  targetedLogitsRatio,
  targetLogProbability,
} from './ascent/objective.js';
export { type Attack, isAttack, type Knowledge } from './attack.js';
export { type AttackTitle, boundedAttack, type Shell } from './bounded-attack.js';
export {
  type AttackConfig,
  type AttackName,
  attackLabel,
  parseAttackConfig,
  type ResolvedAttackConfig,
} from './config.js';
export { attackOn, createAttack } from './create-attack.js';
export { misclassificationMargin } from './criterion.js';
export {
  type AttackDefinition,
  type AttackFactory,
  type AttackOptions,
  defineAttack,
  isAttackFactory,
} from './define-attack.js';
export { type Distance, distances } from './distance.js';
export { wholeGreyLevels } from './grey-levels.js';
export { perturbRows } from './perturb-rows.js';
export { attackFactories, attackFactory, findAttack, registerAttack } from './registry.js';
export { withSeed } from './seed.js';
export { type Aim, ballOf, type Frames, type Perturbation, type Setting } from './setting.js';
