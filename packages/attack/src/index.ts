export type { Attack } from './attack.js';
export { type AttackEntry, attackCatalogue, attackNames } from './catalogue.js';
export {
  type AttackConfig,
  type AttackName,
  attackConfigSchema,
  parseAttackConfig,
  type ResolvedAttackConfig,
} from './config.js';
export { type AttackOptions, createAttack } from './create-attack.js';
export { misclassificationMargin } from './criterion.js';
export { type Distance, distances } from './distance.js';
export { wholeGreyLevels } from './grey-levels.js';
export { attackLabel } from './label.js';
export type { Frames } from './setting.js';
