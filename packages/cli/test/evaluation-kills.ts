/** An evaluation of an untrained student that is killed again and again, beside one that is not. */
import { existsSync, readdirSync, statSync } from 'node:fs';
import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { Rng } from '@a2pd/core';
import { type Outcome, runA2pd } from './run-a2pd.js';

export interface Evaluated {
  /** All records but for their seconds, in the order of the file. */
  readonly records: readonly unknown[];
  readonly clip: Buffer;
}

const size = ['--episodes', '4', '--environments', '3', '--max-agent-steps', '250', '--record', '30'];

/** @param student Folder of a student. */
export function evaluateArguments(student: string, runs: string, run: string): string[] {
  const attack = [
    '--attack',
    'pgd',
    '--steps',
    '2',
    '--random-start',
    '--epsilon',
    '3/255',
    '--perturb-frames',
    'newest',
  ];
  const where = ['--policy', student, '--run', run, '--runs', runs];
  return [
    'evaluate',
    ...where,
    ...attack,
    ...size,
    '--exploration-epsilon',
    '0.2',
    '--checkpoint-seconds',
    '0',
    '--json',
  ];
}

/**
 * Runs the command and sends it a signal: `afterMs` after it saved its first progress, or after its start.
 * @param place The runs folder and the run's name.
 */
export async function runUntil(
  args: readonly string[],
  place: { readonly runs: string; readonly run: string },
  stop: { readonly signal: NodeJS.Signals; readonly afterMs: number; readonly since: 'start' | 'progress' },
): Promise<Outcome> {
  const beganAtMs = Date.now();
  let poll: NodeJS.Timeout | undefined;
  const outcome = await runA2pd(args, {
    onStart: (kill) => {
      const send = () => setTimeout(() => kill(stop.signal), stop.afterMs);
      if (stop.since === 'start') {
        send();
        return;
      }
      poll = setInterval(() => {
        if (lastProgressAtMs(place) <= beganAtMs) return;
        clearInterval(poll);
        send();
      }, 20);
    },
  });
  clearInterval(poll);
  return outcome;
}

/** Kills the command `kills` times at random moments and lets it finish; most of them while it plays. */
export async function evaluateThroughKills(
  args: readonly string[],
  place: { readonly runs: string; readonly run: string },
  { kills, seed }: { readonly kills: number; readonly seed: number },
): Promise<{ killed: number; last: Outcome }> {
  const rng = new Rng(seed);
  for (let killed = 0; killed < kills; killed++) {
    const signal = (['SIGKILL', 'SIGKILL', 'SIGINT', 'SIGTERM'] as const)[rng.integer(4)]!;
    const since = rng.uniform() < 0.8 ? 'progress' : 'start';
    const outcome = await runUntil(args, place, { signal, since, afterMs: 800 * rng.uniform() });
    // It may have been done before the signal came.
    if (outcome.status === 0) return { killed, last: outcome };
    if (/CORRUPT|IN_USE/.test(outcome.stderr)) throw new TypeError(outcome.stderr);
  }
  return { killed: kills, last: await runA2pd(args) };
}

/** When an unfinished evaluation of the run last saved its progress; 0 where none has. */
function lastProgressAtMs({ runs, run }: { readonly runs: string; readonly run: string }): number {
  const evaluations = join(runs, run, 'evaluations');
  if (!existsSync(evaluations)) return 0;
  // Files come and go beside the folder of an unfinished one.
  const unfinished = readdirSync(evaluations).filter((name) => name.startsWith('.unfinished-'));
  const files = unfinished.map((name) => join(evaluations, name, 'progress.json'));
  return Math.max(0, ...files.map((file) => statSync(file, { throwIfNoEntry: false })?.mtimeMs ?? 0));
}

export async function readEvaluated(runs: string, run: string): Promise<Evaluated> {
  const evaluations = join(runs, run, 'evaluations');
  const [name, ...others] = await readdir(evaluations);
  if (name === undefined || others.length > 0) throw new TypeError(`one evaluation expected in ${evaluations}`);
  const lines = (await readFile(join(evaluations, name, 'episodes.jsonl'), 'utf8')).trim().split('\n');
  const records = lines.map((line) => ({ ...JSON.parse(line), seconds: null }));
  return { records, clip: await readFile(join(evaluations, name, 'clip.bin')) };
}
