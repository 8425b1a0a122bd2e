/** A whole Rainbow update as `a2pd train` does it: draw from the replay, learn, give back the priorities. */
import { observationSize, Rng } from '@a2pd/core';
import { Learner, type RainbowConfig, rainbowPresets, replayConfig } from '@a2pd/rainbow';
import { allocateBatch, PrioritizedReplay } from '@a2pd/replay';
import { countParameters } from '../count-parameters.js';
import { RandomPlay } from '../workload/random-play.js';

const game = 'pong';
/** Enough that no two batches are alike, little enough to be played in seconds. */
export const numTransitions = 20_000;
const numEnvironments = 8;

export const rainbowConfig: RainbowConfig = rainbowPresets.paper;

export interface RainbowUpdate {
  readonly numActions: number;
  /** Trainable numbers of one network. */
  readonly numParameters: number;
  /** Frames of one environment in the order played, uint8[N, 84, 84], for the peer's replay. */
  readonly frames: Uint8Array;
  /** Returns the loss. */
  run(): number;
  dispose(): void;
}

/** @param config of a settled precision. @param size of the replay, in transitions. */
export function createRainbowUpdate(config = rainbowConfig, size = numTransitions): RainbowUpdate {
  const { replay, numActions, frames } = playedReplay(config, size);
  const learner = new Learner(config, numActions, new Rng(1));
  const rng = new Rng(2);
  const batch = allocateBatch(config.batchSize);
  return {
    numActions,
    numParameters: countParameters(learner.online),
    frames,
    run() {
      replay.sample(batch, config.importanceSamplingExponentStart, rng);
      const { loss, priorities } = learner.learn(batch);
      replay.updatePriorities(batch.indices, priorities);
      return loss;
    },
    dispose: () => learner.dispose(),
  };
}

/** A replay filled by random play. */
function playedReplay(config: RainbowConfig, size: number) {
  const capacity = size + 1000;
  const replay = new PrioritizedReplay(replayConfig({ ...config, replayCapacity: capacity }, numEnvironments));
  const play = new RandomPlay(game, numEnvironments, [replay]);
  try {
    const { numActions, observations } = play.environment;
    const frames: Uint8Array[] = [];
    while (replay.size < size) {
      play.step();
      frames.push(observations.slice(observationSize - frameBytes, observationSize));
    }
    return { replay, numActions, frames: Buffer.concat(frames) };
  } finally {
    play.close();
  }
}

const frameBytes = observationSize / 4;
