/** From a configuration to an attack. */
import type { Model } from '@a2pd/tensor';
import type { Attack } from './attack.js';
import type { AttackConfig } from './config.js';
import type { AttackOptions } from './define-attack.js';
import { attackFactory } from './registry.js';

/**
 * An attack on `model`, which stays the caller's and is read anew by each call, so that it may be trained meanwhile. What it
 * gives may be shown to any other policy: that is a transfer attack.
 * @throws A2pdError INVALID_CONFIG naming each wrong key; INCOMPATIBLE_ARTEFACT when the critic has other actions;
 * INVALID_ARGUMENT where the model has a single action, from which nothing can be led away.
 */
export function createAttack(config: AttackConfig, model: Model, options: AttackOptions = {}): Attack {
  return attackFactory(config).create(config, model, options);
}
