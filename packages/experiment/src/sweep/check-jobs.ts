/** What no job of a sweep could do is refused while it is planned: the job alone would find out, after hours of others. */
import { findGame } from '@a2pd/ale';
import { attackFactories, findAttack } from '@a2pd/attack';
import { A2pdError, breathe, expectationError, messageOf } from '@a2pd/core';
import { distillPresets, findMethod, methodEntries, parseCollectConfig } from '@a2pd/distill';
import { soundStrikes } from '@a2pd/evaluate';
import { defenceEntries, type TrainingPreset, trainingPresets } from '@a2pd/rainbow';
import { type Grid, hasDefence, type Point, type SweepJob, type SweepPlan } from '@a2pd/sweep';
import { type DistillTerms, distillConfigOf, distillTermNames } from '../terms/distill-terms.js';
import { type TrainingTerms, trainingConfigOf, trainingTermNames } from '../terms/training-terms.js';
import { describeJob } from './describe-job.js';
import { pointTerms, settingsOf } from './point-terms.js';

/** @throws A2pdError UNKNOWN_GAME, naming games that are written alike. */
export function requireGames({ axes }: Grid): void {
  for (const game of axes.flatMap(({ game = [] }) => game)) findGame(String(game));
}

/**
 * Reads the training, every point and every attack as its own command would.
 * @throws A2pdError INVALID_CONFIG naming each wrong key of the grid, INTERRUPTED.
 */
export async function requireFeasible(grid: Grid, { points }: SweepPlan, signal?: AbortSignal): Promise<void> {
  const ofPoints: Issue[] = [];
  for (const point of points) {
    await breathe(signal);
    ofPoints.push(...issuesOfPoint(point));
  }
  refuse([
    ...issuesOfTraining(grid.train, 'train'),
    ...issuesOfTraining(grid.undefended?.train, 'undefended.train'),
    ...issuesOfCollection(grid),
    ...ofPoints,
    ...issuesOfAttacks(grid),
    ...issuesOfStrikes(grid),
    ...issuesOfTarget(grid),
  ]);
}

/** @throws A2pdError INVALID_CONFIG for coordinates that say nothing of what is distilled, or trained with a defence. */
export function requireNames({ axes, distill, defend }: Grid): void {
  const places = [
    ...axes.map((one, i) => [`axes.${i}`, one, hasDefence(one) ? trainingTermNames() : distillTermNames()] as const),
    ['distill', distill, distillTermNames()] as const,
    ['defend', defend, trainingTermNames()] as const,
  ];
  refuse(
    places.flatMap(([place, values, known]) => {
      const message = `unknown name; expected game, set.<path> or one of ${known.join(', ')}`;
      const names = Object.keys(values).filter((name) => name !== 'game' && !name.startsWith('set.'));
      return names.filter((name) => !known.includes(name)).map((name) => ({ key: `${place}.${name}`, message }));
    }),
  );
}

function refuse(issues: readonly Issue[]): void {
  if (issues.length === 0) return;
  // Points that share a mistake share its complaint: the first is named.
  const complaints = new Map<string, string>();
  for (const { key, message, job } of issues) {
    const complaint = `${key}: ${message}`;
    if (!complaints.has(complaint)) complaints.set(complaint, job ? `${complaint} (${job})` : complaint);
  }
  const remedy = 'mend the named keys; docs/sweeps.md lists them all';
  const message = `Invalid grid: ${[...complaints.values()].join('; ')}; ${remedy}`;
  throw new A2pdError('INVALID_CONFIG', message, { issues, remedy });
}

interface Issue {
  /** In the grid. */
  readonly key: string;
  readonly message: string;
  /** Which has it, where not all have. */
  readonly job?: string;
}

function issuesOfTraining(train: Grid['train'], place: string): Issue[] {
  if (train === undefined) return [];
  const { hyperparameters, set } = train;
  if (!Object.hasOwn(trainingPresets, hyperparameters)) {
    return [unknown(`${place}.hyperparameters`, hyperparameters, Object.keys(trainingPresets))];
  }
  const terms = {
    ...train,
    hyperparameters: hyperparameters as TrainingPreset,
    preset: 'rainbow',
    set: settingsOf(set),
  } as const;
  return issuesOf(
    () => trainingConfigOf(terms),
    (key) => (key !== topLevel && Object.hasOwn(train, key) ? `${place}.${key}` : `${place}.${settingKey(key)}`),
  );
}

function issuesOfCollection({ collect }: Grid): Issue[] {
  if (collect === undefined) return [];
  const { pairs, explorationEpsilon, temperature } = collect;
  return issuesOf(
    () => parseCollectConfig({ pairs, explorationEpsilon, temperature }),
    (key) => `collect.${key}`,
  );
}

function issuesOfPoint(job: SweepJob<Point>): Issue[] {
  const issues = job.specification.kind === 'point' ? issuesOfDistilled(job) : issuesOfDefended(job);
  return issues.map((issue) => ({ ...issue, job: describeJob(job) }));
}

function issuesOfDefended(job: SweepJob<Point>): Issue[] {
  const { options, set } = pointTerms(job.specification);
  const { defence, hyperparameters } = options;
  const known = ['none', ...defenceEntries().map(({ name }) => name)];
  if (!known.includes(String(defence))) return [unknown('defence', defence, known)];
  if (defence === 'none') return [];
  if (!isOneOf(trainingPresets, hyperparameters)) {
    return [unknown('hyperparameters', hyperparameters, Object.keys(trainingPresets))];
  }
  const terms = { ...(options as unknown as TrainingTerms), preset: 'rainbow', set: settingsOf(set) } as const;
  return issuesOf(
    () => trainingConfigOf(terms),
    (key) => keyInPoint(key, 'defence', options),
  );
}

function issuesOfDistilled(job: SweepJob<Point>): Issue[] {
  const { options, set } = pointTerms(job.specification);
  const { method, hyperparameters } = options;
  const names = [
    ...(findMethod(String(method))
      ? []
      : [
          unknown(
            'method',
            method,
            methodEntries().map(([name]) => name),
          ),
        ]),
    ...(isOneOf(distillPresets, hyperparameters)
      ? []
      : [unknown('hyperparameters', hyperparameters, Object.keys(distillPresets))]),
  ];
  if (names.length > 0) return names;
  return issuesOf(
    () => distillConfigOf({ ...(options as unknown as DistillTerms), set: settingsOf(set) }),
    (key) => keyInPoint(key, 'method', options),
  );
}

function issuesOfAttacks({ evaluate: { attacks } }: Grid): Issue[] {
  const places = new Map<string, string>();
  return attacks.flatMap(({ name, ...options }, i) => {
    const place = `evaluate.attacks.${i}`;
    const factory = findAttack(name);
    if (!factory)
      return [
        unknown(
          `${place}.name`,
          name,
          attackFactories().map((known) => known.name),
        ),
      ];
    return issuesOf(
      () => {
        const label = factory.label(options);
        const earlier = places.get(label);
        // Evaluations lie under the attack's label.
        if (earlier !== undefined) throw expectationError('INVALID_CONFIG', `another attack than ${earlier}`, label);
        places.set(label, place);
      },
      (key) => (key === topLevel ? place : `${place}.${key}`),
    );
  });
}

function issuesOfStrikes({ evaluate: { every, gapAbove, gapBelow, preferenceAbove } }: Grid): Issue[] {
  return issuesOf(
    () => soundStrikes({ every, gapAbove, gapBelow, preferenceAbove }),
    () => 'evaluate',
  );
}

/** What the target is called in a game, its own command finds out: a run may have a preset of other actions. */
function issuesOfTarget({ evaluate: { attacks, target, labels } }: Grid): Issue[] {
  if (target === undefined) return [];
  const besideLabels = { key: 'evaluate.labels', message: `expected none beside target but received "${labels}"` };
  const unable = attacks.flatMap(({ name }, i) => {
    const canAim = name === 'none' || (findAttack(name)?.canAim ?? true);
    const message = `expected an attack that can lead to a target but received "${name}"`;
    return canAim ? [] : [{ key: `evaluate.attacks.${i}.name`, message }];
  });
  return [...(labels === undefined ? [] : [besideLabels]), ...unable];
}

/** As `parseConfig` calls what has no key of its own. */
const topLevel = '(top level)';

/** @param part Of the configuration, whose options stand among the point's own. */
function keyInPoint(key: string, part: 'method' | 'defence', options: object): string {
  const name = key.startsWith(`${part}.`) ? key.slice(part.length + 1) : key;
  return name !== topLevel && Object.hasOwn(options, name) ? name : settingKey(key);
}

/** Of a hyper-parameter without a name of its own in grids. */
function settingKey(key: string): string {
  return key === topLevel ? 'set' : `set.${key}`;
}

/** What `read` complains about; anything but a bad argument is not the grid's fault. */
function issuesOf(read: () => unknown, keyInGrid: (key: string) => string): Issue[] {
  try {
    read();
    return [];
  } catch (error) {
    if (!(error instanceof A2pdError)) throw error;
    const issues = error.details.issues as readonly Issue[] | undefined;
    return (issues ?? [{ key: topLevel, message: messageOf(error) }]).map(({ key, message }) => ({
      key: keyInGrid(key),
      message,
    }));
  }
}

function isOneOf(known: object, name: unknown): boolean {
  return typeof name === 'string' && Object.hasOwn(known, name);
}

function unknown(key: string, received: unknown, known: readonly string[]): Issue {
  return { key, message: `expected one of ${known.join(', ')} but received ${JSON.stringify(received)}` };
}
