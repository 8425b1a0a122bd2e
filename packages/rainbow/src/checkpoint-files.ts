/** The files of one checkpoint: `state.json`, weights of the networks and of Adam, running episodes, the replay or the screens. */
import type { Artefact, ArtefactWriter } from '@a2pd/artefact';
import { expectationError } from '@a2pd/core';
import { decodeSafetensors, encodeSafetensors, type HostTensors } from '@a2pd/tensor';
import type { Checkpoint } from './checkpoint.js';
import { type FramesWritten, readReplay, writeReplay } from './checkpoint-replay.js';
import { type CheckpointScalars, readScalars, scalarsFile, scalarsOf } from './checkpoint-scalars.js';
import type { PqnState } from './pqn/trainer.js';
import type { RolloutState } from './rollout.js';
import type { TrainerState } from './trainer.js';
import { isPqn, trainingConfigSchemaOf } from './training-config.js';

/** @param base The checkpoint before, whose frames are shared. */
export async function writeCheckpoint(
  writer: ArtefactWriter,
  checkpoint: Checkpoint,
  base: Artefact | undefined,
): Promise<FramesWritten> {
  const { state, best, config } = checkpoint;
  await writer.write(scalarsFile, JSON.stringify(scalarsOf(checkpoint)));
  const networks = { ...networksOf(state), ...(best ? { best: best.weights } : {}) };
  for (const [name, tensors] of Object.entries(networks)) {
    await writer.write(`${name}.safetensors`, encodeSafetensors(tensors));
  }
  for (const [i, { actions }] of state.rollout.episodes.entries()) await writer.write(episodeFile(i), actions);
  if ('screens' in state && state.screens) await writer.write(screensFile, state.screens);
  if (isPqn(config) || !state.replay) return { frameBytes: 0, compressedBytes: 0 };
  return writeReplay(writer, state.replay, config.replayCapacity, base);
}

/** @throws A2pdError FILE_UNAVAILABLE, CORRUPT_ARTEFACT or INCOMPATIBLE_ARTEFACT. */
export async function readCheckpoint(artefact: Artefact, withoutReplay: boolean): Promise<Checkpoint> {
  const { training } = artefact.manifest.config;
  const config = artefact.parse(trainingConfigSchemaOf(training), training);
  const scalars = await readScalars(artefact);
  const { agentSteps, updates, rng, recent, exploration, best, isEvaluationDue } = scalars;
  const weights = async (name: string): Promise<HostTensors> =>
    decodeSafetensors(await artefact.read(`${name}.safetensors`)).tensors;
  const isRunning = !withoutReplay && scalars.rollout.episodes.length > 0;
  const rollout = await readRollout(artefact, scalars, isRunning);
  const [online, adam] = [await weights('online'), await weights('adam')];
  const state = { agentSteps, updates, rng, recent, exploration, rollout };
  const checkpoint = { config, isEvaluationDue, best: best ? { ...best, weights: await weights('best') } : undefined };
  if (isPqn(config)) {
    const screens = isRunning ? await artefact.read(screensFile) : undefined;
    return { ...checkpoint, state: { ...state, learner: { online, adam }, screens } };
  }
  const { learning, learnerRng } = scalars;
  if (!learning || !learnerRng) throw expectationError('CORRUPT_ARTEFACT', `learning in ${scalarsFile}`, undefined);
  const replay =
    isRunning && scalars.replay ? await readReplay(artefact, scalars.replay, config.replayCapacity) : undefined;
  const learner = { online, target: await weights('target'), adam, rng: learnerRng };
  return { ...checkpoint, state: { ...state, learner, learning, replay } };
}

async function readRollout(
  artefact: Artefact,
  { rollout: { rng, episodes } }: CheckpointScalars,
  isRunning: boolean,
): Promise<RolloutState> {
  const played: RolloutState['episodes'][number][] = [];
  for (const [i, episode] of isRunning ? episodes.entries() : []) {
    played.push({ ...episode, actions: Uint8Array.from(await artefact.read(episodeFile(i))) });
  }
  return { rng, episodes: played };
}

/** What a light checkpoint keeps. */
export function withoutReplay({ state, ...rest }: Checkpoint): Checkpoint {
  const rollout = { rng: state.rollout.rng, episodes: [] };
  const nothing = 'learning' in state ? { replay: undefined } : { screens: undefined };
  return { ...rest, state: { ...state, ...nothing, rollout } };
}

function networksOf({ learner }: TrainerState | PqnState): Record<string, HostTensors> {
  const { online, adam } = learner;
  return 'target' in learner ? { online, target: learner.target, adam } : { online, adam };
}

const episodeFile = (environment: number) => `episodes/${environment}.u8`;
const screensFile = 'screens.u8';
