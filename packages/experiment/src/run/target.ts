/** An action that an attack leads to, as a user names it. */
import { expectationError, type Target } from '@a2pd/core';
import { targetNameOf } from '@a2pd/evaluate';
import { actionNamesOf, openEpisodicEnvironment } from './game-environment.js';
import { type OpenedPolicy, originOfPolicy } from './policy.js';

export interface NamedTarget {
  readonly target: Target;
  /** As labels have it. */
  readonly targetName: string;
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
 * `targetOf`, and what opening the policy throws.
 */
export async function requireTarget(text: string | undefined, policy: string, game?: string): Promise<void> {
  if (text === undefined) return;
  const origin = await originOfPolicy(policy);
  targetOf(text, { ...origin, game: game ?? origin.game });
}

function actionNamesIn(game: string, preset: OpenedPolicy['preset']): readonly string[] {
  const environment = openEpisodicEnvironment({ game, preset, numEnvironments: 1 });
  try {
    return actionNamesOf(environment);
  } finally {
    environment.close();
  }
}
