/** RELIABILITY row 9, for collect: killed again and again, half of the times while it saves. */
import { existsSync, readFileSync, watch } from 'node:fs';
import { mkdir, mkdtemp, readdir, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { Rng } from '@a2pd/core';
import { verifyDataSet } from '@a2pd/distill';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { runA2pd } from './run-a2pd.js';
import { saveTinyTeacher } from './tiny-policies.js';

const numKills = 200;
const rng = new Rng(5);
let runs: string;
beforeAll(async () => {
  runs = await mkdtemp(join(tmpdir(), 'a2pd-kill-'));
  await saveTinyTeacher(join(runs, 'whole', 'teacher'));
});
afterAll(() => rm(runs, { recursive: true, force: true }));

/** A save every 40 pairs. */
function collectArgs(run: string): string[] {
  return [
    ...['collect', '--run', run, '--runs', runs, '--teacher', join(runs, 'whole', 'teacher'), '--json', '--seed', '3'],
    ...['--pairs', '6000', '--pairs-per-shard', '40', '--environments', '4', '--exploration-epsilon', '0.05'],
  ];
}

/** Kills when the folder of the collection changes for the nth time: at once, in the middle of a save, or a while later. */
function killAtRandom(folder: string): (kill: (signal: NodeJS.Signals) => void) => void {
  const isWhileSaving = rng.uniform() < 0.5;
  const delayMs = rng.integer(isWhileSaving ? 3 : 300);
  let changesLeft = 1 + rng.integer(40);
  return (kill) => {
    const watcher = watch(existsSync(folder) ? folder : dirname(folder), () => {
      if (--changesLeft > 0) return;
      watcher.close();
      void sleep(delayMs).then(() => kill('SIGKILL'));
    });
    // Before its first save there is no folder to watch, and little changes in the one above.
    if (!existsSync(folder)) changesLeft = 1;
  };
}

it(`survives ${numKills} kills: nothing corrupt, nothing twice, the same bytes in the end`, async () => {
  const prescriptions = (run: string) => join(runs, run, 'prescriptions');
  const filesOf = (run: string) => JSON.parse(readFileSync(join(prescriptions(run), 'manifest.json'), 'utf8')).files;
  expect((await runA2pd(collectArgs('whole'))).status).toBe(0);
  let kills = 0;
  let finished = 0;
  while (kills < numKills) {
    const run = `run-${finished}`;
    await mkdir(join(runs, run), { recursive: true });
    const { status, stderr } = await runA2pd(collectArgs(run), {
      onStart: killAtRandom(`${prescriptions(run)}.collecting`),
    });
    if (status === null) {
      kills++;
      // Whole or not at all.
      if (existsSync(prescriptions(run))) expect((await verifyDataSet(prescriptions(run))).faults).toEqual([]);
      continue;
    }
    expect(status, stderr).toBe(0);
    expect(filesOf(run)).toEqual(filesOf('whole'));
    finished++;
  }
  const last = `run-${finished}`;
  expect((await runA2pd(collectArgs(last))).status).toBe(0);
  expect(filesOf(last)).toEqual(filesOf('whole'));
  expect(await readdir(join(runs, last))).toEqual(['prescriptions']);
  console.log(`${kills} kills over ${finished + 1} collections`);
});
