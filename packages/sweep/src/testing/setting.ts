/** A sweep in a temporary folder whose stages are small programs of our own: what is tested is who runs what, and when. */
import { mkdtemp, readdir, readFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { writeArtefact } from '@a2pd/artefact';
import { parseGrid } from '../grid.js';
import type { JobSetting } from '../perform-job.js';
import { planSweep, type SweepPlan } from '../plan.js';
import { lookUpRun } from '../source.js';
import { jobFolder, type SweepFolder, sweepFolder } from '../sweep-folder.js';

const stageProgram = fileURLToPath(new URL('./stage.mjs', import.meta.url));

export interface Stages {
  readonly stages: readonly string[];
  readonly milliseconds: number;
}

/** A folder of runs with one run, "pong", that has prescriptions. */
export async function temporaryRuns(): Promise<SweepFolder> {
  const folder = sweepFolder(await mkdtemp(join(tmpdir(), 'a2pd-sweep-')));
  const description = { game: 'pong', config: {}, seeds: {} };
  await writeArtefact(join(folder.runs, 'pong', 'prescriptions'), { kind: 'prescriptions', ...description }, {});
  return folder;
}

/** Points that differ in their seeds. */
export function planOfSeeds(folder: SweepFolder, seeds: readonly number[]): Promise<SweepPlan> {
  const grid = parseGrid({ name: 'test', from: 'pong', axes: { game: 'pong', seed: seeds } });
  return planSweep(
    grid,
    (run, game) => lookUpRun(folder, run, game),
    (command, { run }) => `a2pd ${command} --run ${run}`,
  );
}

export function settingOf(folder: SweepFolder, { stages, milliseconds }: Stages): JobSetting {
  return {
    folder,
    program: [process.execPath, stageProgram],
    stagesOf: async (_, { path }) =>
      stages.map((name) => ({
        name,
        args: [name, path, String(milliseconds)],
        artefact: (output) => (output as { artefact: string }).artefact,
      })),
  };
}

/** The committed results, and for each job the stages that ran to their end, repetitions included. */
export async function whatHappened(folder: SweepFolder, plan: SweepPlan) {
  const results = (await readdir(folder.results).catch(() => [])).sort();
  return { results, finished: await stagesIn('finished.txt', folder, plan) };
}

/** How many stages have begun, repetitions included. */
export async function countBegun(folder: SweepFolder, plan: SweepPlan): Promise<number> {
  return (await stagesIn('begun.txt', folder, plan)).flat().length;
}

/** What the stages of each job have noted in a file. */
function stagesIn(file: string, folder: SweepFolder, plan: SweepPlan): Promise<string[][]> {
  return Promise.all(plan.points.map((job) => linesOf(join(jobFolder(folder, job).path, file))));
}

export async function linesOf(file: string): Promise<string[]> {
  const text = await readFile(file, 'utf8').catch(() => '');
  return text.split('\n').filter(Boolean);
}
