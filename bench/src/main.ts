/** `pnpm bench <name> [--json] [--rounds R] [--breakdown] [--no-save]`: runs one bench, prints its table and keeps it. */
import { setTimeout } from 'node:timers/promises';
import { parseArgs } from 'node:util';
import { A2pdError, expectationError, messageOf } from '@a2pd/core';
import type { Bench } from './bench.js';
import { busyShare } from './conditions.js';
import { device, numThreads, ownLimits } from './limits.js';
import { describeMachine, shareUsedByOthers } from './machine.js';
import { keepResults } from './results.js';
import { textTable } from './table.js';

/** The bench's own peers are not others: they get so long to end. */
const peersEndMs = 2_000;

const benches: Readonly<Record<string, () => Promise<Bench>>> = {
  env: async () => (await import('./env/bench.js')).benchEnvironments,
  learner: async () => (await import('./learner/bench.js')).benchLearner,
  distill: async () => (await import('./distill/bench.js')).benchDistillation,
  attack: async () => (await import('./attack/bench.js')).benchAttacks,
  evaluate: async () => (await import('./evaluate/bench.js')).benchEvaluation,
  replay: async () => (await import('./replay/bench.js')).benchReplay,
  train: async () => (await import('./train/bench.js')).benchTraining,
  gpu: async () => (await import('./gpu/bench.js')).benchGpu,
};

/** Those that may use all that the machine has. */
const unlimited = ['gpu'];

const usage = `pnpm bench <${Object.keys(benches).join('|')}> [--json] [--rounds R] [--breakdown] [--no-save]`;

async function main(): Promise<void> {
  const { values, positionals } = readArguments();
  const [name = ''] = positionals;
  const load = benches[name];
  if (positionals.length !== 1 || load === undefined) {
    throw expectationError('INVALID_ARGUMENT', `one of ${Object.keys(benches).join(', ')}`, name, usage);
  }
  const rounds = readRounds(values.rounds);
  if (!unlimited.includes(name)) Object.assign(process.env, ownLimits);
  const bench = await load();
  const usedByOthersBefore = await shareUsedByOthers();
  warnIfBusy(usedByOthersBefore, 'are using');
  const result = await bench({ rounds, breakdown: values.breakdown, log: (line) => console.error(line) });
  await setTimeout(peersEndMs);
  const usedByOthersAfter = await shareUsedByOthers();
  if (usedByOthersBefore <= busyShare) warnIfBusy(usedByOthersAfter, 'came to use');
  if (values.json) console.log(JSON.stringify(result.rows));
  else console.log([textTable(result.rows), ...(result.notes ? [result.notes] : [])].join('\n\n'));
  const { isTrial = false, conditions: own, ...outcome } = result;
  if (values['no-save'] || isTrial) return;
  const used = { usedByOthersBefore, usedByOthersAfter };
  const conditions = { machine: describeMachine(), threads: numThreads, device, ...own, ...used };
  console.error(`Kept in ${await keepResults(name, conditions, outcome)}`);
}

function warnIfBusy(usedByOthers: number, verb: string): void {
  if (usedByOthers <= busyShare) return;
  const percent = (100 * usedByOthers).toFixed(0);
  console.error(
    `Others ${verb} ${percent}% of this machine: ratios mean little now, PyTorch's threads suffer most. --no-save keeps nothing.`,
  );
}

function readArguments() {
  const options = {
    json: { type: 'boolean', default: false },
    rounds: { type: 'string' },
    breakdown: { type: 'boolean', default: false },
    'no-save': { type: 'boolean', default: false },
  } as const;
  try {
    return parseArgs({ options, allowPositionals: true });
  } catch (cause) {
    throw new A2pdError('INVALID_ARGUMENT', `${messageOf(cause)}; ${usage}`, { cause });
  }
}

function readRounds(text: string | undefined): number | undefined {
  if (text === undefined) return undefined;
  const rounds = Number(text);
  if (Number.isSafeInteger(rounds) && rounds >= 1) return rounds;
  throw expectationError('INVALID_ARGUMENT', 'a number of rounds of at least 1', text);
}

try {
  await main();
} catch (error) {
  console.error(error instanceof A2pdError ? `bench: ${error.message}` : error);
  process.exitCode = 1;
}
