/**
 * Collects state-prescription pairs (paper, Section 4.1): the teacher plays, and at every observation its answer is kept:
 * expected Q of each action, softmax(Q / temperature), aT, and where it came from. Frames are stored once.
 */
import type { ArtefactDescription, ArtefactWriter, Manifest } from '@a2pd/artefact';
import {
  A2pdError,
  argmax,
  expectationError,
  frameSize,
  type ProgressListener,
  Rng,
  type VectorEnvironment,
} from '@a2pd/core';
import { type Compiled, compile, pixels, pixelsToInput, type Tensor } from '@a2pd/tensor';
import { breathe } from '../breathe.js';
import type { CollectConfig } from './collect-config.js';
import { encodeIndex, indexFile, tableFile } from './data-set-index.js';
import { labelStatistics } from './label-statistics.js';
import { encodeTable } from './prescription-table.js';
import { PrescriptionRecorder } from './recorder.js';
import type { Teacher } from './teacher.js';

export interface CollectOptions {
  readonly teacher: Teacher;
  /** Autoreset mode `next-step`. It is reset here, and stays the caller's. */
  readonly environment: VectorEnvironment;
  readonly config: CollectConfig;
  /** Determines episodes and exploration. */
  readonly seed: number;
  /** Committed at the end; aborted when collection fails or is stopped. */
  readonly writer: ArtefactWriter;
  /** What else the manifest says; its `config` is added to the collector's own. */
  readonly provenance?: Partial<Pick<ArtefactDescription, 'game' | 'romMd5' | 'parents' | 'scaledDown' | 'config'>>;
  readonly signal?: AbortSignal | undefined;
  readonly onProgress?: ProgressListener | undefined;
}

type Answer = Compiled<[Tensor], Tensor>;

/**
 * Collects `config.pairs` pairs and commits them as an artefact of kind `prescriptions`.
 * @throws A2pdError INTERRUPTED when stopped, NOT_FINITE when the teacher gives NaN; nothing is left on disk then.
 */
export async function collect(options: CollectOptions): Promise<Manifest> {
  const { teacher, environment, config, writer } = options;
  const size = { pairs: config.pairs, numActions: teacher.numActions, numEnvironments: environment.numEnvironments };
  const recorder = new PrescriptionRecorder(size, config.temperature, (path, bytes) => writer.write(path, bytes));
  const answer: Answer = compile('distill/teacher', (observations: Tensor) =>
    teacher.qValues(pixelsToInput(observations)),
  );
  try {
    requireFitting(teacher, environment);
    await play(options, recorder, answer);
    await recorder.finish();
    await writer.write(tableFile, encodeTable(recorder.table));
    await writer.write(indexFile, encodeIndex(recorder.index));
    return await writer.commit(describeCollection(options, recorder));
  } catch (error) {
    await writer.abort();
    throw error;
  } finally {
    answer.dispose();
  }
}

async function play(
  { teacher, environment, config, seed, signal, onProgress }: CollectOptions,
  recorder: PrescriptionRecorder,
  answer: Answer,
): Promise<void> {
  const { numEnvironments } = environment;
  const { numActions } = teacher;
  const rng = new Rng(seed);
  const takenActions = new Int32Array(numEnvironments);
  environment.reset({ seed: rng.seed() });
  environment.episodeStarts.forEach((start, index) => {
    recorder.beginEpisode(index, start);
  });

  while (!recorder.isFull) {
    await breathe(signal);
    const qValues = answerHost(answer, environment, teacher.name);
    for (let index = 0; index < numEnvironments && !recorder.isFull; index++) {
      if (!recorder.isPlaying(index)) continue;
      const own = qValues.subarray(index * numActions, (index + 1) * numActions);
      const isExploring = rng.uniform() < config.explorationEpsilon;
      takenActions[index] = isExploring ? rng.integer(numActions) : argmax(own);
      recorder.keep(index, environment.observations, own, takenActions[index]!);
    }
    const { rewards, terminated, truncated, wasReset } = environment.step(takenActions);
    for (let index = 0; index < numEnvironments; index++) {
      if (recorder.isPlaying(index)) {
        await recorder.settle(index, rewards[index]!, terminated[index] === 1 || truncated[index] === 1);
      } else if (wasReset[index] === 1) {
        recorder.beginEpisode(index, environment.episodeStarts[index]!);
      }
    }
    const { numRows: completed, meanReturn } = recorder;
    const figures = meanReturn === undefined ? {} : { meanReturn };
    onProgress?.({ stage: 'collect', completed, total: config.pairs, unit: 'pairs', figures });
  }
}

/** float32[N * A] on the host. */
function answerHost(answer: Answer, environment: VectorEnvironment, teacherName: string): Float32Array {
  const observations = pixels(environment.observations, environment.numEnvironments);
  const qValues = answer(observations);
  const host = qValues.dataSync<'float32'>();
  observations.dispose();
  qValues.dispose();
  if (host.every(Number.isFinite)) return host;
  const remedy = 'look for NaN or infinity in its weights';
  throw new A2pdError(
    'NOT_FINITE',
    `Expected finite Q-values of ${teacherName} but received NaN or infinity; ${remedy}`,
    {
      remedy,
    },
  );
}

function describeCollection(
  { teacher, environment, config, seed, provenance }: CollectOptions,
  { table, shards, index, meanReturn }: PrescriptionRecorder,
): ArtefactDescription {
  const { majorityAction, majorityShare } = labelStatistics(table.actions, table.numActions);
  const frameBytes = shards.numFrames * frameSize;
  return {
    ...provenance,
    kind: 'prescriptions',
    config: {
      ...provenance?.config,
      ...config,
      teacher: teacher.name,
      numActions: teacher.numActions,
      numEnvironments: environment.numEnvironments,
      frameSkip: environment.frameSkip,
    },
    seeds: { collect: seed },
    summary: {
      pairs: table.size,
      episodes: index.episodes.length,
      meanReturn: meanReturn ?? null,
      majorityAction,
      majorityShare,
      frameBytes,
      compressedFrameBytes: shards.compressedBytes,
      compressionRatio: frameBytes / shards.compressedBytes,
    },
  };
}

function requireFitting(teacher: Teacher, environment: VectorEnvironment): void {
  if (environment.autoresetMode !== 'next-step') {
    const expected = 'an environment with autoreset next-step';
    throw expectationError('INVALID_ARGUMENT', expected, environment.autoresetMode, 'create it with that mode');
  }
  if (environment.numActions !== teacher.numActions) {
    const expected = `an environment of ${teacher.numActions} actions, as ${teacher.name} has`;
    throw expectationError('INVALID_ARGUMENT', expected, environment.numActions, 'use the game it was trained on');
  }
}
