export type { Attack } from './attack.js';
export { type AttackConfig, attackConfigSchema, parseAttackConfig, type ResolvedAttackConfig } from './config.js';
export { createAttack } from './create-attack.js';
export { misclassificationMargin } from './criterion.js';
export { type Distance, distances } from './distance.js';
export { attackLabel } from './label.js';
