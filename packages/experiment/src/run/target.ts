/** What an attack leads to, as a user names it: an action, or whatever an adversary chooses. */
import { expectationError, type Target } from '@a2pd/core';
import { adversaryTargetName, type EvaluateOptions, targetNameOf } from '@a2pd/evaluate';
import { actionNamesOf, openEpisodicEnvironment } from './game-environment.js';
import { type Keep, type OpenedPolicy, openAdversary, originOfPolicy, requireSameGame } from './policy.js';
import type { NamedPolicy } from './policy-name.js';

export interface NamedTarget {
  readonly target: Target;
  /** As labels have it. */
  readonly targetName: string;
}

/** One of the two, or neither: then the attack leads away from a label. */
export interface Aim {
  /** An action, as `targetOf` takes it. */
  readonly target?: string | undefined;
  /** A trained adversary, which chooses in each state what the attack leads to. */
  readonly adversary?: NamedPolicy | undefined;
}

/** As `evaluate` takes it. */
export type EvaluationAim = Required<Pick<EvaluateOptions, 'target' | 'targetName'>>;

/** @param opened The adversary, where one is named. Throws as `targetOf`. */
export function aimOf(
  { target, adversary }: Aim,
  played: Pick<OpenedPolicy, 'game' | 'preset'>,
  opened: OpenedPolicy | undefined,
): EvaluationAim | undefined {
  if (adversary && opened) return { target: opened.model, targetName: adversaryTargetName(adversary.name) };
  return target === undefined ? undefined : targetOf(target, played);
}

/** Opens the adversary, where one is named. Throws as `aimOf`, and INCOMPATIBLE_ARTEFACT for an adversary of another game. */
export async function openAim(aim: Aim, policy: OpenedPolicy, keep: Keep): Promise<EvaluationAim | undefined> {
  const adversary = aim.adversary && (await keep(openAdversary(aim.adversary.folder)));
  if (adversary) requireSameGame([policy, adversary]);
  return aimOf(aim, policy, adversary);
}

/**
 * @param text An action's name in ALE, e.g. "NOOP", its index, or "worst".
 * @throws A2pdError ILLEGAL_ACTION listing the actions of the policy's game.
 */
export function targetOf(text: string, { game, preset }: Pick<OpenedPolicy, 'game' | 'preset'>): NamedTarget {
  if (text === 'worst') return { target: 'worst', targetName: targetNameOf('worst') };
  const names = actionNamesIn(game, preset);
  const byName = names.indexOf(text.toUpperCase());
  const index = /^\d+$/.test(text) ? Number(text) : byName;
  const targetName = names[index];
  if (targetName !== undefined) return { target: index, targetName };
  const expected = `an action of ${game} (${names.join(', ')}), its index below ${names.length}, or "worst"`;
  throw expectationError('ILLEGAL_ACTION', expected, text);
}

/**
 * Finds out whether a policy's game, or another that it is to play, has the target before its network is loaded. Throws as
 * `targetOf`, and what opening the policy throws; INVALID_ARGUMENT where an adversary is named as well.
 */
export async function requireAim({ target, adversary }: Aim, policy: string, game?: string): Promise<void> {
  if (target === undefined) return;
  if (adversary !== undefined) {
    const named = { arguments: ['target', 'adversary'] };
    throw expectationError('INVALID_ARGUMENT', 'a target or an adversary', 'both', 'leave one of them out', named);
  }
  const origin = await originOfPolicy(policy);
  targetOf(target, { ...origin, game: game ?? origin.game });
}

function actionNamesIn(game: string, preset: OpenedPolicy['preset']): readonly string[] {
  const environment = openEpisodicEnvironment({ game, preset, numEnvironments: 1 });
  try {
    return actionNamesOf(environment);
  } finally {
    environment.close();
  }
}
