/** Audits a policy on states that it came to itself and on whole games, and keeps the record. */
import { resolve } from 'node:path';
import { romMd5 } from '@a2pd/ale';
import { requireWritable } from '@a2pd/artefact';
import { type Attack, type AttackConfig, isAttack, parseAttackConfig } from '@a2pd/attack';
import { type AuditRecord, type OptionNames, requireKnownOptions } from '@a2pd/core';
import { type AuditSize, auditBattery, auditPolicy, writeAudit } from '@a2pd/evaluate';
import type { JobContext } from '../run/context.js';
import { inheritedScale } from '../run/inherited-scale.js';
import { pluginsEntry, pluginsOf } from '../run/plugins.js';
import { type OpenedPolicy, openPolicy, openTeacher, requireSameGame, withPolicies } from '../run/policy.js';
import type { NamedPolicy } from '../run/policy-name.js';
import { playAuditedGames } from './audited-returns.js';
import { type VisitRequest, visitStates } from './visit-states.js';

export interface AuditRequest extends VisitRequest {
  readonly policy: NamedPolicy;
  /** Folder of the teacher to compare with and to transfer attacks from. */
  readonly teacher?: string | undefined;
  /** Radius in L-infinity, pixels in [0, 1]. */
  readonly epsilon: number;
  /** How hard the attacks try; the audit's defaults when absent. */
  readonly size?: AuditSize | undefined;
  /** Further attacks beside the audit's own, at most of its radius: configurations, or made already for this policy. */
  readonly attacks?: readonly (AttackConfig | Attack)[] | undefined;
  /** Folder that the record is written to; nowhere when absent. */
  readonly output?: string | undefined;
}

const requestNames: OptionNames<AuditRequest> = {
  states: true,
  episodes: true,
  maxAgentSteps: true,
  seed: true,
  policy: true,
  teacher: true,
  epsilon: true,
  size: true,
  attacks: true,
  output: true,
};

/** @throws A2pdError INCOMPATIBLE_ARTEFACT for a teacher of another game, and whatever opening policies throws. */
export async function auditNamedPolicy(request: AuditRequest, context: JobContext): Promise<AuditRecord> {
  requireKnownOptions(request, requestNames);
  // Refused before anything is played.
  auditBattery(request);
  return withPolicies(async (keep) => {
    const policy = await keep(openPolicy(request.policy.folder));
    // A teacher has nobody to agree with but itself.
    const isOwnTeacher = request.teacher !== undefined && resolve(request.teacher) === resolve(request.policy.folder);
    const hasTeacher = request.teacher !== undefined && !isOwnTeacher;
    const teacher = hasTeacher ? await keep(openTeacher(request.teacher)) : undefined;
    requireSameGame(teacher ? [policy, teacher] : [policy]);
    if (request.output !== undefined) await requireWritable(request.output, { kind: 'audit' });
    return audit(request, policy, teacher, context);
  });
}

async function audit(
  request: AuditRequest,
  policy: OpenedPolicy,
  teacher: OpenedPolicy | undefined,
  context: JobContext,
): Promise<AuditRecord> {
  const { epsilon, states, episodes, maxAgentSteps, seed, size = {}, attacks = [], output } = request;
  const visited = await visitStates(policy, request, context);
  const record = await auditPolicy({
    policy: policy.model,
    policyName: request.policy.name,
    teacher: teacher?.model,
    states: visited.observations,
    episodeOf: visited.episodeOf,
    cutEpisodes: visited.cutEpisodes,
    epsilon,
    seed,
    size,
    attacks,
    returns: await playAuditedGames(request, policy, teacher, context),
    signal: context.signal,
    onProgress: context.onProgress,
  });
  if (output !== undefined) {
    const scaledDown = await inheritedScale(request.policy.folder);
    await writeAudit(output, record, {
      game: policy.game,
      romMd5: romMd5(policy.game),
      config: {
        policyName: record.policyName,
        preset: policy.preset,
        epsilon,
        states,
        episodes,
        size,
        maxAgentSteps: maxAgentSteps ?? null,
        attacks: attacks.length > 0 ? attacks.map(asConfig) : undefined,
      },
      seeds: { episodes: visited.seeds, audit: seed },
      parents: [policy.reference, ...(teacher ? [teacher.reference] : [])],
      ...pluginsEntry(pluginsOf({ attacks: attacks.map(({ name }) => name) })),
      scaledDown,
    });
  }
  return record;
}

/** As a manifest can keep it. */
function asConfig(attack: AttackConfig | Attack) {
  return isAttack(attack) ? parseAttackConfig(attack) : attack;
}
