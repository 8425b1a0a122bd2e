/** From a configuration to an attack. */
import { expectationError } from '@a2pd/core';
import type { Model } from '@a2pd/tensor';
import { createApgd } from './apgd.js';
import type { Attack } from './attack.js';
import { boundedAttack } from './bounded-attack.js';
import { type AttackConfig, parseAttackConfig, type ResolvedAttackConfig } from './config.js';
import { createFgsm } from './fgsm.js';
import { createJsma } from './jsma.js';
import { createNoise } from './noise.js';
import { createNone } from './none.js';
import { createPgd } from './pgd.js';
import type { Frames, Perturbation, Setting } from './setting.js';
import { createSquare } from './square.js';

export interface AttackOptions {
  /** `all` frames of the stack (the paper), or the `newest` alone: what was shown stays as it was shown. */
  readonly frames?: Frames;
  /** Changes of whole grey levels alone, as bytes can hold them. */
  readonly quantise?: boolean;
  /** Whose Q-values MinQ lowers, e.g. the teacher; the model itself when absent. */
  readonly critic?: Model;
}

/**
 * An attack on `model`, which stays the caller's and is read anew by each call, so that it may be trained meanwhile. What it
 * gives may be shown to any other policy: that is a transfer attack.
 * @throws A2pdError INVALID_CONFIG naming each wrong key; INCOMPATIBLE_ARTEFACT when the critic has other actions;
 * INVALID_ARGUMENT where the model has a single action, from which nothing can be led away.
 */
export function createAttack(config: AttackConfig, model: Model, options: AttackOptions = {}): Attack {
  const resolved = parseAttackConfig(config);
  const { critic = model, frames = 'all', quantise = false } = options;
  if (model.numActions < 2)
    throw expectationError('INVALID_ARGUMENT', 'a model of 2 or more actions', model.numActions);
  if (critic.numActions !== model.numActions) {
    const remedy = `${critic.name} was made for another game or action set`;
    throw expectationError(
      'INCOMPATIBLE_ARTEFACT',
      `a critic of ${model.numActions} actions`,
      critic.numActions,
      remedy,
    );
  }
  const perturbation = createPerturbation(resolved, { model, critic, frames });
  return boundedAttack(resolved, perturbation, { model, frames, quantise });
}

function createPerturbation(config: ResolvedAttackConfig, setting: Setting): Perturbation {
  switch (config.name) {
    case 'none':
      return createNone();
    case 'noise':
      return createNoise(config);
    case 'fgsm':
      return createFgsm(config, setting);
    case 'pgd':
    case 'momentum':
    case 'clipped-pgd':
    case 'cw':
    case 'minq':
    case 'maxdiff':
      return createPgd(config, setting);
    case 'apgd-ce':
    case 'apgd-dlr':
    case 'apgd-targeted':
      return createApgd(config, setting);
    case 'square':
      return createSquare(config, setting);
    case 'jsma':
      return createJsma(config, setting);
  }
}
