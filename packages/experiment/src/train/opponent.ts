/** The policy that an adversary learns to lead astray, and the attack that it leads with. */
import type { ParentReference } from '@a2pd/artefact';
import { type AttackConfig, parseAttackConfig, type ResolvedAttackConfig } from '@a2pd/attack';
import { A2pdError } from '@a2pd/core';
import type { Model } from '@a2pd/tensor';
import { openPolicy } from '../run/policy.js';
import { namedPolicy } from '../run/policy-name.js';

export interface Opposition {
  /** A folder, or `zoo:<game>/<name>`; a run that continues looks there again. */
  readonly policy: string;
  /** One that can be given a target. */
  readonly attack: AttackConfig;
}

export interface Opponent {
  readonly model: Model;
  readonly attack: ResolvedAttackConfig;
  readonly reference: ParentReference;
}

/**
 * Opens the opponent for as long as `work` lasts; without an opposition there is none.
 * @param parents Of the training that is continued, if one is.
 * @throws A2pdError INCOMPATIBLE_ARTEFACT where the policy is not the one that the training began against, and as `openPolicy`.
 */
export async function withOpponent<T>(
  against: Opposition | undefined,
  parents: readonly ParentReference[] | undefined,
  work: (opponent: Opponent | undefined) => Promise<T>,
): Promise<T> {
  if (against === undefined) return work(undefined);
  const { model, reference } = await openPolicy(namedPolicy(against.policy, undefined).folder);
  try {
    if (parents !== undefined) requireAmong(parents, reference, against.policy);
    return await work({ model, attack: parseAttackConfig(against.attack), reference });
  } finally {
    model.dispose();
  }
}

function requireAmong(parents: readonly ParentReference[], { manifestSha256 }: ParentReference, policy: string): void {
  if (parents.some((parent) => parent.manifestSha256 === manifestSha256)) return;
  const remedy = 'put the policy back as it was, or begin anew by restart';
  const message = `${policy} is not the policy that the adversary began to learn against; ${remedy}`;
  throw new A2pdError('INCOMPATIBLE_ARTEFACT', message, { remedy, arguments: ['restart'] });
}
