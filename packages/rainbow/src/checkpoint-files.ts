/** The files of one checkpoint: `state.json`, weights of both networks and of Adam, running episodes, the replay. */
import type { Artefact, ArtefactWriter } from '@a2pd/artefact';
import { decodeSafetensors, encodeSafetensors, type HostTensors } from '@a2pd/tensor';
import type { Checkpoint } from './checkpoint.js';
import { type FramesWritten, readReplay, writeReplay } from './checkpoint-replay.js';
import { readScalars, scalarsFile, scalarsOf } from './checkpoint-scalars.js';
import { rainbowConfigSchema } from './config.js';
import type { TrainerState } from './trainer.js';

/** @param base The checkpoint before, whose frames are shared. */
export async function writeCheckpoint(
  writer: ArtefactWriter,
  checkpoint: Checkpoint,
  base: Artefact | undefined,
): Promise<FramesWritten> {
  const { state, best, config } = checkpoint;
  await writer.write(scalarsFile, JSON.stringify(scalarsOf(checkpoint)));
  const { online, target, adam } = state.learner;
  for (const [name, tensors] of Object.entries({ online, target, adam, ...(best ? { best: best.weights } : {}) })) {
    await writer.write(`${name}.safetensors`, encodeSafetensors(tensors));
  }
  for (const [i, { actions }] of state.rollout.episodes.entries()) await writer.write(episodeFile(i), actions);
  if (!state.replay) return { frameBytes: 0, compressedBytes: 0 };
  return writeReplay(writer, state.replay, config.replayCapacity, base);
}

/** @throws A2pdError FILE_UNAVAILABLE, CORRUPT_ARTEFACT or INCOMPATIBLE_ARTEFACT. */
export async function readCheckpoint(artefact: Artefact, withoutReplay: boolean): Promise<Checkpoint> {
  const config = artefact.parse(rainbowConfigSchema, artefact.manifest.config.training);
  const { learnerRng, rollout, replay, best, isEvaluationDue, format: _, ...scalars } = await readScalars(artefact);
  const weights = async (name: string): Promise<HostTensors> =>
    decodeSafetensors(await artefact.read(`${name}.safetensors`)).tensors;
  const state: TrainerState = {
    ...scalars,
    learner: {
      online: await weights('online'),
      target: await weights('target'),
      adam: await weights('adam'),
      rng: learnerRng,
    },
    rollout: { rng: rollout.rng, episodes: [] },
  };
  const checkpoint = {
    config,
    state,
    isEvaluationDue,
    best: best ? { ...best, weights: await weights('best') } : undefined,
  };
  if (!replay || withoutReplay) return checkpoint;
  const episodes: TrainerState['rollout']['episodes'][number][] = [];
  for (const [i, episode] of rollout.episodes.entries()) {
    episodes.push({ ...episode, actions: Uint8Array.from(await artefact.read(episodeFile(i))) });
  }
  const read = await readReplay(artefact, replay, config.replayCapacity);
  return { ...checkpoint, state: { ...state, rollout: { rng: rollout.rng, episodes }, replay: read } };
}

/** What a light checkpoint keeps. */
export function withoutReplay({ state, ...rest }: Checkpoint): Checkpoint {
  const { replay: _, rollout, ...kept } = state;
  return { ...rest, state: { ...kept, rollout: { rng: rollout.rng, episodes: [] } } };
}

const episodeFile = (environment: number) => `episodes/${environment}.u8`;
