/**
 * The sceptic's questions to a few whole games. What a policy keeps of its return is worth something only where it plays well
 * without an attack, and where nothing that disturbs it does it good: a policy that is stuck keeps everything, or gains.
 */
import { type AuditCheck, type AuditVerdict, expectationError, percent, studentQuantile975 } from '@a2pd/core';
import { mean, standardDeviation } from '../statistics.js';
import { isMuchRaised, verdictOnCleanReturn, worthKept } from './shared-limits.js';

/** Raw returns of the same seeds, one list for each way to play them. */
export interface Returns {
  readonly natural: readonly number[];
  readonly attacked: readonly number[];
  /** As tables print it. */
  readonly attackLabel: string;
  /** With a share of the actions drawn at random, without an attack. */
  readonly disturbed?: { readonly returns: readonly number[]; readonly randomShare: number } | undefined;
  readonly teacher?: readonly number[] | undefined;
  /** Of the agent that draws all its actions at random: what knowing nothing scores. */
  readonly random?: readonly number[] | undefined;
}

/** @throws A2pdError INVALID_ARGUMENT where the lists do not pair. */
export function checksOfTheReturns(returns: Returns = nothingPlayed): AuditCheck[] {
  const { natural, attacked, disturbed, teacher, random } = returns;
  for (const others of [attacked, disturbed?.returns, teacher, random]) requirePaired(natural, others);
  return [playsLikeItsTeacher(returns), randomActionsDoNotHelp(returns), attacksDoNotHelp(returns)];
}

const nothingPlayed: Returns = { natural: [], attacked: [], attackLabel: '' };

function playsLikeItsTeacher({ natural, teacher, random }: Returns): AuditCheck {
  const about = {
    id: 'clean-return',
    title: 'Without an attack it scores what its teacher does',
    meaning: 'A policy that hardly plays has nothing to lose: the share that it keeps under attack says nothing.',
  };
  if (teacher === undefined) return unmeasured(about, 'no teacher was played');
  if (natural.length < 2) return unmeasured(about, tooFew(natural));
  const [own, theirs, knowingNothing] = [mean(natural), mean(teacher), random ? mean(random) : 0];
  const kept = worthKept(own, theirs, knowingNothing);
  const floor = random ? `, the random agent ${knowingNothing.toFixed(1)}` : '';
  const told = `clean ${own.toFixed(1)}, the teacher ${theirs.toFixed(1)}${floor}, ${natural.length} episodes each`;
  if (kept === null) return unmeasured(about, `${told}: a teacher that scores nothing is no measure`);
  const { gain, chance } = pairedGain(teacher, natural);
  return {
    ...about,
    // What chance explains is no shortfall.
    verdict: gain + chance >= 0 ? 'pass' : verdictOnCleanReturn(kept),
    detail: `${told}: ${percent(kept)} of the teacher's; the difference is ${gain.toFixed(1)} ± ${chance.toFixed(1)}`,
    figures: { naturalReturn: own, teacherReturn: theirs, randomReturn: knowingNothing, keptShare: kept },
  };
}

function randomActionsDoNotHelp(returns: Returns): AuditCheck {
  const about = {
    id: 'random-actions',
    title: 'Random actions do not raise the return',
    meaning:
      'A policy that mistakes help is stuck, and an attack frees it as well: what it keeps under attack is no robustness.',
  };
  const { natural, disturbed } = returns;
  if (disturbed === undefined) return unmeasured(about, 'no episode was played so');
  if (natural.length < 2) return unmeasured(about, tooFew(natural));
  return raised(about, returns, disturbed.returns, `with ${percent(disturbed.randomShare, 0)} random actions`);
}

function attacksDoNotHelp(returns: Returns): AuditCheck {
  const about = {
    id: 'returns',
    title: 'No attack raises the return',
    meaning:
      'A return above natural by more than chance is a classic sign of a masked gradient, or of a policy that is stuck without an attack.',
  };
  const { natural, attacked, attackLabel } = returns;
  if (natural.length < 2) return unmeasured(about, tooFew(natural));
  return raised(about, returns, attacked, `under ${attackLabel}`);
}

type About = Pick<AuditCheck, 'id' | 'title' | 'meaning'>;

function raised(about: About, { natural, random }: Returns, other: readonly number[], how: string): AuditCheck {
  const own = mean(natural);
  const { gain, chance } = pairedGain(natural, other);
  const worth = random ? Math.max(0, own - mean(random)) : Math.abs(own);
  return {
    ...about,
    verdict: verdictOnGain({ gain, chance, own, worth }),
    detail:
      `natural ${own.toFixed(1)}, ${how} ${mean(other).toFixed(1)}, ${natural.length} episodes each; ` +
      `the difference is ${gain.toFixed(1)} ± ${chance.toFixed(1)}`,
    figures: {
      ...{ naturalReturn: own, otherReturn: mean(other), gain, gainHalfWidth95: chance },
      episodes: natural.length,
    },
  };
}

/** Beyond chance and beyond 1% of the return it is a doubt, beyond a tenth of what the policy earns a failure. */
function verdictOnGain(of: Readonly<Record<'gain' | 'chance' | 'own' | 'worth', number>>): AuditVerdict {
  if (of.gain <= Math.max(of.chance, 0.01 * Math.abs(of.own))) return 'pass';
  return isMuchRaised(of.gain, of.worth) ? 'fail' : 'warn';
}

/** Pairs episodes by their seeds, so that what differs between games does not count as chance: Student's 95% interval. */
function pairedGain(from: readonly number[], to: readonly number[]): { gain: number; chance: number } {
  const gains = to.map((value, episode) => value - from[episode]!);
  // From the deviation of a sample, divided by n - 1.
  const standardError = standardDeviation(gains) / Math.sqrt(gains.length - 1);
  return { gain: mean(gains), chance: studentQuantile975(gains.length - 1) * standardError };
}

function tooFew({ length }: readonly number[]): string {
  return length === 0 ? 'no episode was played' : 'one episode does not say what is chance';
}

function unmeasured(about: About, detail: string): AuditCheck {
  return { ...about, verdict: 'not measured', detail, figures: {} };
}

function requirePaired(natural: readonly number[], others: readonly number[] = natural): void {
  if (others.length === natural.length) return;
  const remedy = 'play the same seeds in each way';
  throw expectationError('INVALID_ARGUMENT', `${natural.length} returns, one for each natural`, others, remedy);
}
