/** The command lines that play again what is on the screen. */
import { attackFactory } from '@a2pd/attack';
import { formatEpsilon, optionFlag, quoted } from '@a2pd/core';
import type { AttackSettings } from '../protocol/commands.js';
import { attackConfigOf } from './gaze.js';
import { strikesAt } from './strikes.js';

export interface RepeatRequest {
  /** Ids of policies, as `--policy` names them. */
  readonly policies: readonly string[];
  readonly settings: AttackSettings;
  readonly seed: number;
  /** So many agent steps were played. */
  readonly steps: number;
  /** Of each policy, whose action an attack with the labels of a teacher leads away from, as `--teacher` names it. */
  readonly teachers?: readonly (string | undefined)[] | undefined;
  /** Files that attacks come from. */
  readonly plugins: readonly string[];
  /** What starts the command, e.g. "npx a2pd". */
  readonly launcher: string;
}

export interface RepeatedMatch {
  /** One film for two policies under attack, else a line for each policy. */
  readonly lines: readonly string[];
  /** What they leave out of what was played; null when nothing. */
  readonly caveat: string | null;
}

/** As much as a film of several policies may have. */
const mostFilmedSteps = 600;
const mostSteps = 30_000;

export function repeatCommands({
  policies,
  settings,
  seed,
  steps,
  teachers = [],
  ...request
}: RepeatRequest): RepeatedMatch {
  const { launcher, plugins } = request;
  const attack = attackWords(settings, plugins);
  const common = ['--seed', String(seed), '--exploration-epsilon', '0'];
  const cut = (most: number) => ['--max-agent-steps', String(Math.min(most, Math.max(1, steps)))];
  const repeated = (lines: readonly string[], most = mostSteps) => ({
    lines,
    caveat: steps > most ? `The command plays the first ${most.toLocaleString('en')} steps of them.` : null,
  });
  const line = (...words: readonly (readonly string[])[]) => [launcher, ...words.flat().map(quoted)].join(' ');
  if (settings.labels === 'teacher' && attack.length > 0) {
    const evaluate = ['evaluate', '--run', 'lab', '--labels', 'teacher', '--episodes', '1', '--environments', '1'];
    const labelledBy = (teacher: string | undefined) => (teacher === undefined ? [] : ['--teacher', teacher]);
    // What was evaluated from the lab before is not what is on the screen now.
    const again = ['--restart'];
    return repeated(
      policies.map((policy, i) => {
        const measured = ['--policy', policy, ...labelledBy(teachers[i])];
        return line(evaluate, measured, attack, common, cut(mostSteps), again);
      }),
    );
  }
  if (policies.length > 1 && attack.length > 0) {
    const film = ['--output', 'lab.gif'];
    const compare = line(['play', '--compare', ...policies], attack, common, cut(mostFilmedSteps), film);
    return repeated([compare], mostFilmedSteps);
  }
  return repeated(policies.map((policy) => line(['play', '--policy', policy], attack, common, cut(mostSteps))));
}

function attackWords(settings: AttackSettings, plugins: readonly string[]): string[] {
  const config = attackConfigOf(settings) as Readonly<Record<string, unknown>>;
  if (config.name === 'none') return [];
  const defaults: Readonly<Record<string, unknown>> = attackFactory({ name: config.name }).parse({});
  const given = Object.entries(config).filter(([name, value]) => name !== 'name' && value !== defaults[name]);
  const always = 'epsilon' in config ? [['epsilon', config.epsilon] as const] : [];
  const strikes = Object.entries(strikesAt(settings.timing) ?? {});
  const options = [...always, ...given.filter(([name]) => name !== 'epsilon'), ...strikes];
  const loaded = plugins.flatMap((file) => ['--plugin', file]);
  return ['--attack', String(config.name), ...options.flatMap(([name, value]) => wordsOf(name, value)), ...loaded];
}

function wordsOf(name: string, value: unknown): string[] {
  const flag = optionFlag(name);
  if (typeof value === 'boolean') return value ? [flag] : [flag, 'no'];
  return [flag, name === 'epsilon' ? formatEpsilon(Number(value)) : String(value)];
}
