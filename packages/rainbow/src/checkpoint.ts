/**
 * A training run on disk, complete: weights, Adam, replay, generators, running episodes. An artefact of kind `training`,
 * written whole or not at all, from which a run continues to the last bit.
 */
import { promisify } from 'node:util';
import { constants, deflate, inflate } from 'node:zlib';
import { Artefact, type ArtefactDescription, ArtefactWriter, type Manifest, parseConfig } from '@a2pd/artefact';
import { A2pdError } from '@a2pd/core';
import type { ReplayState } from '@a2pd/replay';
import { decodeSafetensors, encodeSafetensors, type HostTensors } from '@a2pd/tensor';
import { z } from 'zod';
import { type RainbowConfig, rainbowConfigSchema } from './config.js';
import type { RolloutState } from './rollout.js';
import type { Snapshot } from './snapshot.js';
import type { TrainerState } from './trainer.js';

export interface Checkpoint {
  readonly config: RainbowConfig;
  readonly state: TrainerState;
  /** The best weights so far, when they were evaluated. */
  readonly best?: Snapshot | undefined;
}

const compress = promisify(deflate);
const decompress = promisify(inflate);
/** Consecutive frames are nearly equal: even the fastest level shrinks them tens of times. */
const quickly = { level: constants.Z_BEST_SPEED };

const count = z.int().nonnegative();
const rngState = z.array(z.int());

/** What is no array: `state.json`. */
const scalarsSchema = z.strictObject({
  agentSteps: count,
  updates: count,
  rng: rngState,
  learnerRng: rngState,
  recent: z.strictObject({
    updates: count,
    lossSum: z.number(),
    gradientNormSum: z.number(),
    returns: z.array(z.number()),
  }),
  rollout: z.strictObject({
    rng: rngState,
    episodes: z.array(z.strictObject({ seed: z.int(), return: z.number() })),
  }),
  replay: z.strictObject({
    maxPriority: z.number().positive(),
    streams: z.array(z.strictObject({ head: count, size: count, pending: count, chunks: count })),
  }),
  best: z.strictObject({ agentSteps: count, meanReturn: z.number().nullable() }).nullable(),
});

/**
 * Writes a checkpoint into `directory`, in place of an older one.
 * @param description What else the manifest should say; the hyper-parameters are added to its `config` as `training`.
 */
export async function saveCheckpoint(
  directory: string,
  { config, state, best }: Checkpoint,
  description: Omit<ArtefactDescription, 'kind'>,
): Promise<Manifest> {
  const writer = await ArtefactWriter.begin(directory);
  try {
    await writer.write('state.json', JSON.stringify(scalarsOf(state, best)));
    for (const [name, tensors] of Object.entries({
      online: state.learner.online,
      target: state.learner.target,
      adam: state.learner.adam,
      ...(best ? { best: best.weights } : {}),
    })) {
      await writer.write(`${name}.safetensors`, encodeSafetensors(tensors));
    }
    for (const [i, { actions }] of state.rollout.episodes.entries()) await writer.write(episodeFile(i), actions);
    await writer.write('replay/priorities.f64', bytesOf(state.replay.priorities));
    for (const [i, stream] of state.replay.streams.entries()) {
      const { actions, rewards, ends, ages } = stream;
      for (const [name, column] of Object.entries({ actions, rewards, ends, ages })) {
        await writer.write(columnFile(i, name), bytesOf(column));
      }
      for (const [chunk, frames] of stream.frames.entries()) {
        await writer.write(chunkFile(i, chunk), await compress(frames, quickly));
      }
    }
    return await writer.commit({
      ...description,
      kind: 'training',
      config: { ...description.config, training: config },
    });
  } catch (error) {
    await writer.abort();
    throw error;
  }
}

/** @throws A2pdError FILE_UNAVAILABLE, CORRUPT_ARTEFACT or INCOMPATIBLE_ARTEFACT. */
export async function loadCheckpoint(directory: string): Promise<Checkpoint> {
  const artefact = await Artefact.open(directory, 'training');
  const config = parseConfig(rainbowConfigSchema, artefact.manifest.config.training, 'rainbow config of a checkpoint');
  const { learnerRng, rollout, replay, best, ...scalars } = await readScalars(artefact);
  const weights = async (name: string): Promise<HostTensors> =>
    decodeSafetensors(await artefact.read(`${name}.safetensors`)).tensors;
  const streams: ReplayState['streams'][number][] = [];
  for (const [i, { chunks, ...stream }] of replay.streams.entries()) {
    const frames: Uint8Array[] = [];
    for (let chunk = 0; chunk < chunks; chunk++) {
      frames.push(await decompress(await artefact.read(chunkFile(i, chunk))));
    }
    streams.push({
      ...stream,
      frames,
      actions: await read(artefact, columnFile(i, 'actions'), Uint8Array),
      rewards: await read(artefact, columnFile(i, 'rewards'), Float32Array),
      ends: await read(artefact, columnFile(i, 'ends'), Uint8Array),
      ages: await read(artefact, columnFile(i, 'ages'), Uint8Array),
    });
  }
  const episodes: RolloutState['episodes'][number][] = [];
  for (const [i, episode] of rollout.episodes.entries()) {
    episodes.push({ ...episode, actions: await read(artefact, episodeFile(i), Uint8Array) });
  }
  const state: TrainerState = {
    ...scalars,
    learner: {
      online: await weights('online'),
      target: await weights('target'),
      adam: await weights('adam'),
      rng: learnerRng,
    },
    rollout: { rng: rollout.rng, episodes },
    replay: {
      maxPriority: replay.maxPriority,
      priorities: await read(artefact, 'replay/priorities.f64', Float64Array),
      streams,
    },
  };
  return { config, state, ...(best ? { best: { ...best, weights: await weights('best') } } : {}) };
}

function scalarsOf(state: TrainerState, best: Snapshot | undefined): z.infer<typeof scalarsSchema> {
  return {
    agentSteps: state.agentSteps,
    updates: state.updates,
    rng: [...state.rng],
    learnerRng: [...state.learner.rng],
    recent: { ...state.recent, returns: [...state.recent.returns] },
    rollout: {
      rng: [...state.rollout.rng],
      episodes: state.rollout.episodes.map((episode) => ({ seed: episode.seed, return: episode.return })),
    },
    replay: {
      maxPriority: state.replay.maxPriority,
      streams: state.replay.streams.map(({ head, size, pending, frames }) => ({
        head,
        size,
        pending,
        chunks: frames.length,
      })),
    },
    best: best ? { agentSteps: best.agentSteps, meanReturn: best.meanReturn } : null,
  };
}

async function readScalars(artefact: Artefact): Promise<z.infer<typeof scalarsSchema>> {
  const text = (await artefact.read('state.json')).toString();
  const parsed = scalarsSchema.safeParse(JSON.parse(text));
  if (parsed.success) return parsed.data;
  throw new A2pdError('INCOMPATIBLE_ARTEFACT', `The checkpoint in ${artefact.directory} is of another version`, {
    cause: parsed.error,
    remedy: 'continue it with the version that wrote it',
  });
}

const episodeFile = (environment: number) => `episodes/${environment}.u8`;
const columnFile = (stream: number, name: string) => `replay/${stream}/${name}`;
const chunkFile = (stream: number, chunk: number) => `replay/${stream}/frames-${chunk}.u8.deflate`;

function bytesOf(array: Uint8Array | Float32Array | Float64Array): Uint8Array {
  return new Uint8Array(array.buffer, array.byteOffset, array.byteLength);
}

/** A file as numbers of the machine's byte order (little endian wherever Node runs today). */
async function read<T>(artefact: Artefact, path: string, type: new (buffer: ArrayBuffer) => T): Promise<T> {
  const bytes = await artefact.read(path);
  return new type(Uint8Array.from(bytes).buffer);
}
