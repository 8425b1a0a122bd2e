/** The commands that a job of a sweep consists of: the same ones a person would type. */
import { readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { attackFactory } from '@a2pd/attack';
import { A2pdError, expectationError, optionFlag } from '@a2pd/core';
import { distillTermNames, loadedPlugins, requirePlugins, runFolderAt, trainingTermNames } from '@a2pd/experiment';
import { labellingTeacher, pointTerms, settingsOf, type Terms } from '@a2pd/experiment/sweep';
import {
  type DefendedPoint,
  type DistilledPoint,
  isPoint,
  type JobFolder,
  type Point,
  type Preparation,
  type Stage,
  type SweepFolder,
  type SweepJob,
  sourceFolder,
  type Training,
} from '@a2pd/sweep';
import { ofAnyAttack } from '../attack-options.js';

/** Asked before each attempt: a training that was cut off is continued from its checkpoint. */
export function sweepStages(folder: SweepFolder): (job: SweepJob, own: JobFolder) => Promise<readonly Stage[]> {
  return async (job, own) => {
    const run: Run = { run: job.name, runs: own.runs, json: true };
    const source = sourceFolder(folder, job);
    const { specification } = job;
    if (isPoint(specification)) {
      const loaded = { ...run, plugin: pluginFiles(job.name, specification) };
      return specification.kind === 'point'
        ? distilledStages(specification, loaded, source)
        : defendedStages(specification, loaded, own, source);
    }
    return specification.kind === 'preparation'
      ? preparationStages(specification, run, own, source)
      : [await trainingStage(own, run, trainingFlags(specification, run))];
  };
}

interface Run {
  readonly run: string;
  readonly runs: string;
  readonly json: true;
  /** Files of the plugins that a point was planned with. */
  readonly plugin?: readonly string[];
}

async function preparationStages(
  { game, teacher, collect }: Preparation,
  run: Run,
  own: JobFolder,
  source: string,
): Promise<Stage[]> {
  const collecting: Stage = {
    name: 'collect',
    args: [
      'collect',
      ...flags({ ...run, teacher: 'from' in teacher ? join(source, 'teacher') : undefined, ...collect }),
    ],
    artefact: (output) => folderIn(output, 'prescriptions'),
  };
  if ('from' in teacher) return [collecting];
  return [await trainingStage(own, run, trainingFlags({ game, ...teacher }, run)), collecting];
}

function trainingFlags({ game, train }: Pick<Training, 'game' | 'train'>, run: Run): string[] {
  const { set, ...options } = train;
  return [...flags({ game, ...run, ...options }), ...settings(set)];
}

/** @param args Of a training that begins; one that has begun knows them. */
async function trainingStage(own: JobFolder, { run, runs, plugin }: Run, args: readonly string[]): Promise<Stage> {
  const given = (await hasCheckpoint(own)) ? flags({ resume: run, runs, json: true, plugin }) : args;
  return { name: 'train', args: ['train', ...given], artefact: (output) => folderIn(output, 'teacher') };
}

async function hasCheckpoint({ path }: JobFolder): Promise<boolean> {
  const names = await readdir(join(path, 'training')).catch(() => []);
  return names.some((name) => !name.startsWith('.'));
}

/**
 * Where the modules lie here that a point was planned with.
 * @throws A2pdError INCOMPATIBLE_ARTEFACT naming the first that this process has not loaded, or not as it was.
 */
function pluginFiles(name: string, { plugins = [] }: Point): string[] {
  requirePlugins(`The job ${name}`, plugins);
  return plugins.map(({ sha256 }) => loadedPlugins().find((plugin) => plugin.sha256 === sha256)!.file);
}

async function distilledStages(point: DistilledPoint, run: Run, source: string): Promise<Stage[]> {
  const teacher = await labellingTeacher(point.evaluate.labels, runFolderAt(source));
  const { options, set } = pointTerms(point);
  const prescriptions = join(source, 'prescriptions');
  const distilling: Stage = {
    name: 'distill',
    args: [
      'distill',
      // A distillation that was cut off goes on from its last whole epochs; there may be none.
      ...flags({ ...run, resume: true, prescriptions }),
      ...termFlags(options, distillTermNames()),
      ...settings(set),
    ],
    artefact: (output) => folderIn(output, 'student'),
  };
  return [distilling, ...evaluationStages(point, { ...run, teacher })];
}

/** Each is its own teacher: attacks lead away from what it does without them. */
async function defendedStages(point: DefendedPoint, run: Run, own: JobFolder, source: string): Promise<Stage[]> {
  const { options, set } = pointTerms(point);
  const { defence, ...terms } = options;
  const undefended = join(source, 'teacher');
  if (defence === 'none') return evaluationStages(point, { ...run, policy: undefended, teacher: undefended });
  const training = await trainingStage(own, run, [
    ...flags({ game: String(point.coordinates.game), ...run, from: undefended, defence }),
    ...termFlags(terms, trainingTermNames()),
    ...settings(set),
  ]);
  return [training, ...evaluationStages(point, { ...run, policy: 'teacher' })];
}

/** @param given Whom to evaluate, in which run. */
function evaluationStages({ evaluate: { attacks, ...protocol } }: Point, given: Terms): Stage[] {
  return attacks.map(
    ({ name, ...options }, i): Stage => ({
      name: `evaluate-${i + 1}-${name}`,
      args: [
        'evaluate',
        ...flags({
          ...given,
          ...(name === 'none' ? withoutAttack(protocol) : protocol),
          record: 0,
          attack: name,
        }),
        ...attackFlags(name, options),
      ],
      artefact: (output) => folderIn(output, 'directory'),
    }),
  );
}

/** A grid says for all its evaluations how attacks are put to use, also for those that have none. */
function withoutAttack(protocol: Terms): Terms {
  return Object.fromEntries(Object.entries(protocol).filter(([name]) => !ofAnyAttack.includes(name)));
}

/** { maxEpochs: 3, quantise: true, labels: undefined } -> ["--max-epochs=3", "--quantise"]. */
function flags(options: Terms): string[] {
  return Object.entries(options).flatMap(([name, value]) => {
    if (value === undefined || value === false) return [];
    const flag = optionFlag(name);
    // One argument: a value that begins with "-" stays a value.
    if (value === true) return [flag];
    return [value].flat().map((one) => `${flag}=${one}`);
  });
}

/**
 * Of an attack's own options alone, whoever wrote the job: another option of the command would do something else.
 * @throws A2pdError INVALID_CONFIG.
 */
function attackFlags(name: string, options: Terms): string[] {
  attackFactory({ name }).parse(options);
  return explicitFlags(options);
}

/** The same of what is distilled or trained. */
function termFlags(options: Terms, known: readonly string[]): string[] {
  const unknown = Object.keys(options).find((name) => !known.includes(name));
  if (unknown === undefined) return explicitFlags(options);
  const remedy = 'take it out of the grid, or load the plugin whose method has it';
  throw expectationError('INVALID_CONFIG', `one of ${known.join(', ')} in a point`, unknown, remedy);
}

/** Of options that take their value, yes and no too. */
function explicitFlags(options: Terms): string[] {
  return Object.entries(options).map(([key, value]) => `${optionFlag(key)}=${value}`);
}

function settings(set: Terms): string[] {
  const pairs = settingsOf(set);
  return pairs.length > 0 ? ['--set', ...pairs] : [];
}

function folderIn(output: unknown, member: string): string {
  const folder =
    typeof output === 'object' && output !== null ? (output as Record<string, unknown>)[member] : undefined;
  if (typeof folder === 'string') return folder;
  const remedy = 'build all of a2pd with the same version';
  throw new A2pdError('JOB_FAILED', `Expected the command to say where its ${member} lies; ${remedy}`, { remedy });
}
