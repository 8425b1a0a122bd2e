/** Gathers how a training run went, from its log, its event files and its teacher's manifest, and writes it as a page. */
import { readdir } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { isDeepStrictEqual } from 'node:util';
import { Artefact, type Manifest, readRegularFile, writeFileAtomically } from '@a2pd/artefact';
import { A2pdError, expectationError, messageOf } from '@a2pd/core';
import {
  isPqn,
  rainbowPresets,
  type TrainingConfig,
  type TrainingMetrics,
  trainingConfigSchemaOf,
} from '@a2pd/rainbow';
import { type Difference, type EvaluationPoint, type LearningRecord, renderLearningPage } from '@a2pd/report';
import { decodeEvents } from '@a2pd/tensorboard';
import { algorithmOf } from '../records/algorithm.js';
import type { Hint } from '../run/hint.js';
import type { RunFolder } from '../run/run-folder.js';
import { isArtefact } from '../run/zoo-folder.js';
import { requirePagePlace } from './page-place.js';
import { requireMetrics, trainingReturnsOf } from './training-returns.js';

export interface WrittenLearningCurve {
  readonly page: string;
  readonly figure: string;
  readonly agentSteps: number;
  readonly evaluations: readonly EvaluationPoint[];
}

export interface LearningCurveRequest {
  /** Folder for the page and its figure; made if need be. */
  readonly output: string;
  /** What makes the page again. */
  readonly command: string;
  /** Replaces also files that are not ours. */
  readonly force: boolean;
}

/** @throws A2pdError FILE_UNAVAILABLE before the run's first checkpoint, and for files in the way that are not ours. */
export async function writeLearningCurve(
  run: RunFolder,
  { output, command, force }: LearningCurveRequest,
): Promise<WrittenLearningCurve> {
  const metrics = await requireMetrics(run);
  refuseAdversary(run);
  const teacher = await Artefact.open(run.teacher, 'policy');
  const { training: kept } = teacher.manifest.config;
  // A defence may be one of somebody's own, which is not needed to tell of it.
  const { defence, ...others } = kept as { readonly defence?: object };
  const training = {
    ...teacher.parse(trainingConfigSchemaOf(kept), others),
    ...(defence && { defence }),
  } as TrainingConfig;
  const { secondsAt, ...sessions } = await readSessions(run.tensorboard);
  const own = { ...recordOf(command, teacher.manifest, training, metrics, secondsAt), ...sessions };
  const record = countedOnFrom(Number(teacher.manifest.summary?.agentStepsBefore ?? 0), own);
  const [page, ...beside] = Object.entries(await renderLearningPage(record)) as [[string, string], [string, string]];
  const places = beside.map(([name]) => resolve(output, name));
  await requirePagePlace(resolve(output, page[0]), places, {
    mark: 'a2pd report --training',
    force,
  });
  for (const [name, content] of [...beside, page]) await writeFileAtomically(resolve(output, name), content);
  return {
    page: resolve(output, page[0]),
    figure: places[0]!,
    agentSteps: record.reachedAgentSteps,
    evaluations: record.evaluations,
  };
}

/** The page asks when a teacher was good enough. */
function refuseAdversary({ name: run, runs, adversary }: RunFolder): void {
  if (!isArtefact(adversary)) return;
  const remedy = 'look at how it learned beside others, or alone';
  const hint: Hint = { next: 'compare-trainings', run, runs };
  throw expectationError('INVALID_ARGUMENT', 'the run of a teacher', `${run}, of an adversary`, remedy, { hint });
}

/** Of the run by itself: it counts from its own first step. */
type OwnRecord = Omit<LearningRecord, 'agentStepsBefore'>;

interface Sessions extends Pick<LearningRecord, 'seconds' | 'resumedAtAgentSteps'> {
  /** Time spent until each evaluation, by its agent steps. */
  readonly secondsAt: ReadonlyMap<number, number>;
}

function recordOf(
  command: string,
  manifest: Manifest,
  training: TrainingConfig,
  metrics: readonly TrainingMetrics[],
  secondsAt: Sessions['secondsAt'],
): Omit<OwnRecord, keyof Sessions> {
  const begin = metrics.find(({ kind }) => kind === 'begin');
  const planned = begin && 'totalAgentSteps' in begin ? begin.totalAgentSteps : training.totalAgentSteps;
  const { evaluations, ...returns } = trainingReturnsOf(metrics);
  return {
    command,
    game: manifest.game ?? 'unknown',
    algorithm: algorithmOf(training),
    ...returns,
    totalAgentSteps: planned,
    evaluations: evaluations.map((point) => ({ ...point, seconds: secondsAt.get(point.agentSteps) ?? null })),
    differences: differencesOf(training),
    origin: {
      seed: String(manifest.seeds.training),
      'preset of the environment': String(manifest.config.preset),
      'parallel environments': String(manifest.summary?.numEnvironments),
      'MD5 of the ROM': String(manifest.romMd5),
      'source commit': manifest.tool.sourceCommit,
    },
  };
}

/** The same, counted on from the teacher whose weights the run started from. */
function countedOnFrom(agentStepsBefore: number, own: OwnRecord): LearningRecord {
  const count = (agentSteps: number) => agentStepsBefore + agentSteps;
  const move = <Point extends { readonly agentSteps: number }>(point: Point): Point => ({
    ...point,
    agentSteps: count(point.agentSteps),
  });
  return {
    ...{ ...own, agentStepsBefore },
    reachedAgentSteps: count(own.reachedAgentSteps),
    totalAgentSteps: count(own.totalAgentSteps),
    evaluations: own.evaluations.map(move),
    training: own.training.map(move),
    resumedAtAgentSteps: own.resumedAtAgentSteps.map(count),
  };
}

/** What is not as in the paper's preset, a defence among it; the seed stands elsewhere. */
function differencesOf(training: TrainingConfig): Difference[] {
  const [own, paper]: Readonly<Record<string, unknown>>[] = [training, rainbowPresets.paper];
  // What another algorithm does without is no difference in a number.
  const names = new Set([...Object.keys(isPqn(training) ? {} : paper!), ...Object.keys(own!)]);
  return [...names].flatMap((name) => {
    if (name === 'seed' || isDeepStrictEqual(own![name], paper![name])) return [];
    return [{ name, own: own![name], paper: paper![name] ?? 'none' }];
  });
}

/**
 * Each session of a run has an event file of its own, which begins with the step that the run went on from. One that begins at the
 * beginning makes what is there that of a run which was given up.
 */
async function readSessions(folder: string): Promise<Sessions> {
  const files = (await readdir(folder).catch(() => [])).filter((name) => name.includes('tfevents')).sort();
  let resumedAtAgentSteps: number[] = [];
  const secondsAt = new Map<number, number>();
  let seconds = 0;
  for (const file of files) {
    const events = await readEvents(join(folder, file));
    const start = events.find(({ isSessionStart }) => isSessionStart);
    if (start?.step === 0) {
      resumedAtAgentSteps = [];
      secondsAt.clear();
      seconds = 0;
    } else if (start) resumedAtAgentSteps.push(start.step - 1);
    const begunAt = events[0]?.wallTimeSeconds ?? 0;
    for (const { step, values, wallTimeSeconds } of events) {
      if (values.some(({ tag }) => tag === 'evaluation/mean_return'))
        secondsAt.set(step, seconds + wallTimeSeconds - begunAt);
    }
    seconds += (events.at(-1)?.wallTimeSeconds ?? 0) - begunAt;
  }
  return { seconds: files.length > 0 ? seconds : null, resumedAtAgentSteps, secondsAt };
}

/** @throws A2pdError CORRUPT_ARTEFACT naming the file. */
async function readEvents(file: string): Promise<ReturnType<typeof decodeEvents>> {
  try {
    return decodeEvents(await readRegularFile(file));
  } catch (cause) {
    const remedy = 'move that file away: the page is then made without the hours of its session';
    const message = `The events of a session in ${file} cannot be read: ${messageOf(cause)}; ${remedy}`;
    throw new A2pdError('CORRUPT_ARTEFACT', message, { path: file, remedy, cause });
  }
}
