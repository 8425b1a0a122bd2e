/** From a configuration to an attack. */
import { expectationError } from '@a2pd/core';
import type { Model } from '@a2pd/tensor';
import { type Attack, isAttack } from './attack.js';
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

/**
 * The attack of a configuration, made on `model`; or an attack that the caller made, used as it is. What it was made on, which
 * frames it touches and whether it rounds is then its own affair, and disposing what is returned leaves it to its caller.
 * @throws A2pdError as `createAttack`; INVALID_ARGUMENT for an attack of another `aim`, and from `perturb` where it returns another shape.
 */
export function attackOn(attack: AttackConfig | Attack, model: Model, options: AttackOptions = {}): Attack {
  if (!isAttack(attack)) return createAttack(attack, model, options);
  const { name, label, config, knows, aim = 'away' } = attack;
  const { aim: wanted = 'away' } = options;
  if (aim !== wanted) {
    const remedy = `make it with aim '${wanted}'`;
    throw expectationError('INVALID_ARGUMENT', `an attack ${wanted} its labels`, `${name}, ${aim}`, remedy);
  }
  return {
    ...{ name, label, config, knows, aim },
    perturb(input, labels, seed) {
      const perturbed = attack.perturb(input, labels, seed);
      const received = `${perturbed.dtype}[${perturbed.shape.join(', ')}]`;
      const expected = `float32[${input.shape.join(', ')}]`;
      if (received === expected) return perturbed;
      perturbed.dispose();
      throw expectationError('INVALID_ARGUMENT', `${expected} from the attack ${name}`, received);
    },
    dispose() {},
  };
}
