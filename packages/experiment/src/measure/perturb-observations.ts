/** Attacks stored observations, batch by batch, and says how often the victim then acts otherwise. */
import { realpath } from 'node:fs/promises';
import { requireWritable } from '@a2pd/artefact';
import { type Attack, type AttackConfig, attackLabel, attackOn, type Frames } from '@a2pd/attack';
import {
  breathe,
  expectationError,
  type OptionNames,
  requireFiniteScores,
  requireKnownOptions,
  requirePositiveInteger,
  rowArgmax,
} from '@a2pd/core';
import { targetsOf } from '@a2pd/evaluate';
import { type HostTensors, type Model, type PixelType, tf } from '@a2pd/tensor';
import type { JobContext } from '../run/context.js';
import { type OpenedPolicy, openPolicy, requireSameGame } from '../run/policy.js';
import { type NamedTarget, requireAim, targetOf } from '../run/target.js';
import {
  fromInput,
  type Layout,
  type ObservationFile,
  pixelTypeNames,
  readLabels,
  readObservations,
  requireActions,
  requireArrayFile,
  requireStorable,
  toInput,
  writeObservations,
} from './observation-file.js';

export interface PerturbRequest {
  readonly input: string;
  readonly output: string;
  readonly layout?: Layout | undefined;
  /** Whose gradients and scores the attack follows. */
  readonly policy: string;
  /** Who is shown what the attack made; the policy itself when absent. */
  readonly victim?: string | undefined;
  /** Labels the observations, and is the critic of MinQ. */
  readonly teacher?: string | undefined;
  /** A file of labels; those of the teacher, or else of the victim itself, when absent. */
  readonly labels?: string | undefined;
  /** An action that the attack leads to, by its name in ALE or its index, or "worst" of the victim; instead of labels. */
  readonly target?: string | undefined;
  /** The game that the observations are of. */
  readonly game?: string | undefined;
  /** One that was made already is used as it is, whatever `policy`, `frames` and `quantise` say. */
  readonly attack: AttackConfig | Attack;
  readonly frames: Frames;
  readonly quantise: boolean;
  readonly batchSize: number;
  readonly seed: number;
  /** Replaces also a file that is not ours, or that is read here. */
  readonly force?: boolean | undefined;
}

const requestNames: OptionNames<PerturbRequest> = {
  input: true,
  output: true,
  layout: true,
  policy: true,
  victim: true,
  teacher: true,
  labels: true,
  target: true,
  game: true,
  attack: true,
  frames: true,
  quantise: true,
  batchSize: true,
  seed: true,
  force: true,
};

export interface Perturbed {
  readonly output: string;
  readonly attackLabel: string;
  readonly observations: number;
  readonly layout: Layout;
  readonly dtype: (typeof pixelTypeNames)[PixelType];
  readonly labels: 'file' | 'teacher' | 'self' | 'target';
  /** Where the attack led to; null where it led away from labels. */
  readonly target: string | null;
  /** Share of observations on which the victim left its label, before and after; null with a target. */
  readonly astrayClean: number | null;
  readonly astrayAttacked: number | null;
  /** Share on which the victim does what the attack leads to, before and after; null without a target. */
  readonly cleanTargetRate: number | null;
  readonly targetRate: number | null;
  /** Share on which it acts otherwise than before. */
  readonly actionFlipRate: number;
  /** Largest change of a pixel as it is stored, in [0, 1]. */
  readonly maxPerturbation: number;
}

interface Cast {
  readonly policy: Model;
  readonly victim: Model;
  readonly teacher: Model | undefined;
  readonly target: NamedTarget | undefined;
}

/** @throws A2pdError as `readObservations`; INCOMPATIBLE_ARTEFACT when a policy is of another game, preset or number of actions. */
export async function perturbObservations(request: PerturbRequest, context: JobContext): Promise<Perturbed> {
  requireKnownOptions(request, requestNames);
  requireArrayFile(request.input);
  requireArrayFile(request.output);
  requirePositiveInteger('batchSize', request.batchSize);
  await requireWritable(request.output, { force: request.force });
  if (!request.force) await requireOtherFile(request.output, [request.input, request.labels]);
  const observations = await readObservations(request.input, request.layout);
  requireStorable(request.output, observations.type);
  const read = request.labels === undefined ? undefined : await readLabels(request.labels, observations.count);
  await requireAim({ target: request.target }, request.policy);
  const opened: OpenedPolicy[] = [];
  async function open(folder: string): Promise<Model> {
    const policy = await openPolicy(folder);
    opened.push(policy);
    const { game } = request;
    if (game !== undefined && policy.game !== game) {
      throw expectationError('INCOMPATIBLE_ARTEFACT', `a policy of ${game}`, `one of ${policy.game} in ${folder}`);
    }
    return policy.model;
  }
  try {
    const policy = await open(request.policy);
    const victim = request.victim === undefined ? policy : await open(request.victim);
    const teacher = request.teacher === undefined ? undefined : await open(request.teacher);
    requireSameGame(opened);
    const given = read && requireActions(read, policy.numActions);
    const target = request.target === undefined ? undefined : targetOf(request.target, opened[0]!);
    return await perturbAll(request, observations, { policy, victim, teacher, target }, given, context);
  } finally {
    for (const { model } of opened) model.dispose();
  }
}

async function perturbAll(
  request: PerturbRequest,
  observations: ObservationFile,
  cast: Cast,
  given: Int32Array | undefined,
  { signal, onProgress }: JobContext,
): Promise<Perturbed> {
  const { count, layout, type, data } = observations;
  const isBytes = type === 'U8';
  const attack = attackOn(request.attack, cast.policy, {
    frames: request.frames,
    // Bytes hold whole grey levels alone; rounded afterwards, a change could leave its bounds.
    quantise: request.quantise || isBytes,
    aim: cast.target ? 'towards' : 'away',
    critic: cast.teacher,
  });
  const perturbed = data.slice();
  const all = { labels: new Int32Array(count), clean: new Int32Array(count), attacked: new Int32Array(count) };
  let maxPerturbation = 0;
  try {
    for (let first = 0; first < count; first += request.batchSize) {
      await breathe(signal);
      const size = Math.min(request.batchSize, count - first);
      const pixels = toInput(observations, data, first, size);
      const input = tf.tensor4d(pixels, [size, 84, 84, 4]);
      const scores = scoresOf(cast.victim, input);
      const clean = rowArgmax(scores, cast.victim.numActions);
      const labels = cast.target
        ? targetsOf(cast.target.target, scores, cast.victim.numActions)
        : (given?.subarray(first, first + size) ?? (cast.teacher ? actionsOf(cast.teacher, input) : clean));
      const labelTensor = tf.tensor1d(labels.slice(), 'int32');
      const shown = attack.perturb(input, labelTensor, request.seed + first);
      fromInput(shown.dataSync<'float32'>(), observations, perturbed, first);
      // What the file holds is what counts: not every type has every number.
      const stored = toInput(observations, perturbed, first, size);
      const storedTensor = tf.tensor4d(stored, [size, 84, 84, 4]);
      for (const [i, pixel] of stored.entries())
        maxPerturbation = Math.max(maxPerturbation, Math.abs(pixel - pixels[i]!));
      all.labels.set(labels, first);
      all.clean.set(clean, first);
      all.attacked.set(actionsOf(cast.victim, storedTensor), first);
      tf.dispose([input, labelTensor, shown, storedTensor]);
      onProgress({ stage: 'perturb', completed: first + size, total: count, unit: 'observations' });
    }
  } finally {
    attack.dispose();
  }
  const extra: HostTensors = Object.fromEntries(
    Object.entries({ labels: all.labels, clean_actions: all.clean, attacked_actions: all.attacked }).map(
      ([name, values]) => [name, { shape: [count], data: values }],
    ),
  );
  await writeObservations(request.output, observations, perturbed, extra);
  const { target } = cast;
  const share = (differs: (i: number) => boolean) => all.labels.filter((_, i) => differs(i)).length / count;
  return {
    output: request.output,
    attackLabel: [attackLabel(request.attack), ...(target ? [`towards ${target.targetName}`] : [])].join(', '),
    observations: count,
    layout,
    dtype: pixelTypeNames[type],
    labels: target ? 'target' : given ? 'file' : cast.teacher ? 'teacher' : 'self',
    target: target?.targetName ?? null,
    astrayClean: target ? null : share((i) => all.clean[i] !== all.labels[i]),
    astrayAttacked: target ? null : share((i) => all.attacked[i] !== all.labels[i]),
    cleanTargetRate: target ? share((i) => all.clean[i] === all.labels[i]) : null,
    targetRate: target ? share((i) => all.attacked[i] === all.labels[i]) : null,
    actionFlipRate: share((i) => all.attacked[i] !== all.clean[i]),
    maxPerturbation,
  };
}

/** What is read is not replaced by what is made of it: not even where it was made by us. */
async function requireOtherFile(output: string, inputs: readonly (string | undefined)[]): Promise<void> {
  const placeOf = (file: string) => realpath(file).catch(() => undefined);
  const place = await placeOf(output);
  if (place === undefined) return;
  for (const input of inputs) {
    if (input === undefined || (await placeOf(input)) !== place) continue;
    const remedy = 'choose another place, or replace it by force';
    throw expectationError('INVALID_ARGUMENT', `an output beside ${input}`, output, remedy, {
      arguments: ['output', 'force'],
    });
  }
}

function actionsOf(model: Model, input: Parameters<Model['logits']>[0]): Int32Array {
  return rowArgmax(scoresOf(model, input), model.numActions);
}

function scoresOf(model: Model, input: Parameters<Model['logits']>[0]): Float32Array {
  const logits = tf.tidy(() => model.logits(input));
  const scores = logits.dataSync<'float32'>();
  logits.dispose();
  return requireFiniteScores(scores, model.name);
}
