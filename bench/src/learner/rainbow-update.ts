/** A whole Rainbow update as `a2pd train` does it: draw from the replay, learn, give back the priorities. */
import { AtariVectorEnvironment } from '@a2pd/atari';
import { observationSize, Rng } from '@a2pd/core';
import { Learner, type RainbowConfig, rainbowPresets } from '@a2pd/rainbow';
import { allocateBatch, PrioritizedReplay } from '@a2pd/replay';

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

export function createRainbowUpdate(): RainbowUpdate {
  const { replay, numActions, frames } = playedReplay(rainbowConfig);
  const learner = new Learner(rainbowConfig, numActions, new Rng(1));
  const rng = new Rng(2);
  const batch = allocateBatch(rainbowConfig.batchSize);
  return {
    numActions,
    numParameters: Object.values(learner.online.toHost()).reduce((sum, { data }) => sum + data.length, 0),
    frames,
    run() {
      replay.sample(batch, rainbowConfig.importanceSamplingExponentStart, rng);
      const { loss, priorities } = learner.learn(batch);
      replay.updatePriorities(batch.indices, priorities);
      return loss;
    },
    dispose: () => learner.dispose(),
  };
}

/** A replay filled by random play. */
function playedReplay(config: RainbowConfig) {
  const environment = new AtariVectorEnvironment({ game, numEnvironments });
  try {
    const { numActions } = environment;
    const replay = new PrioritizedReplay({
      capacity: numTransitions + 1000,
      numStreams: numEnvironments,
      padding: config.stackPadding,
      nSteps: config.nSteps,
      discount: config.discount,
      priorityExponent: config.priorityExponent,
      lifeLossTerminates: config.lifeLossTerminates,
    });
    const observationOf = (i: number) =>
      environment.observations.subarray(i * observationSize, (i + 1) * observationSize);
    const rng = new Rng(1);
    const frames: Uint8Array[] = [];
    environment.reset({ seed: 1 });
    for (let i = 0; i < numEnvironments; i++) replay.begin(i, observationOf(i));
    while (replay.size < numTransitions) {
      const actions = Int32Array.from({ length: numEnvironments }, () => rng.integer(numActions));
      const step = environment.step(actions);
      for (let i = 0; i < numEnvironments; i++) {
        if (step.wasReset[i]) {
          replay.begin(i, observationOf(i));
          continue;
        }
        const outcome = {
          reward: Math.sign(step.rewards[i]!),
          terminated: step.terminated[i] === 1,
          truncated: step.truncated[i] === 1,
          lifeLost: step.lifeLost[i] === 1,
        };
        replay.append(i, actions[i]!, outcome, observationOf(i));
      }
      frames.push(observationOf(0).slice(-frameBytes));
    }
    return { replay, numActions, frames: Buffer.concat(frames) };
  } finally {
    environment.close();
  }
}

const frameBytes = observationSize / 4;
