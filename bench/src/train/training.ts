/** Training as `a2pd train` does it, the real Trainer over real games, from a replay that was filled beforehand. */
import { AtariVectorEnvironment } from '@a2pd/atari';
import { Rng } from '@a2pd/core';
import { type RainbowConfig, replayConfig, Trainer } from '@a2pd/rainbow';
import { PrioritizedReplay } from '@a2pd/replay';
import { countParameters } from '../count-parameters.js';
import { numThreads } from '../limits.js';
import { RandomPlay } from '../workload/random-play.js';

export interface Training {
  readonly numEnvironments: number;
  /** Trainable numbers of one network. */
  readonly numParameters: number;
  /** Updates in `run` so far. */
  readonly updates: number;
  /** Trains for about so many agent steps; returns how many there were. */
  run(agentSteps: number): number;
  dispose(): void;
}

export interface TrainingOptions {
  readonly game: string;
  readonly config: RainbowConfig;
  readonly numEnvironments: number;
  /** Agent steps played at random before, about. */
  readonly filledAgentSteps: number;
}

export function startTraining({ game, config, numEnvironments, filledAgentSteps }: TrainingOptions): Training {
  const replay = new PrioritizedReplay(replayConfig(config, numEnvironments));
  const play = new RandomPlay(game, numEnvironments, [replay]);
  const steps = Math.ceil(filledAgentSteps / numEnvironments);
  for (let step = 0; step < steps; step++) play.step();
  const agentSteps = steps * numEnvironments;
  const environment = new AtariVectorEnvironment({ game, numEnvironments, numThreads, autoresetMode: 'disabled' });
  const trainer = new Trainer({ ...config, learningStartsAgentSteps: agentSteps }, environment);
  trainer.restore({
    ...trainer.state(),
    agentSteps,
    rng: new Rng(2).state(),
    rollout: play.rollout(),
    replay: replay.state(),
  });
  play.close();
  // The first update is due at once; from here on they are spread evenly.
  trainer.step();
  const updatesBefore = trainer.updates;
  return {
    numEnvironments,
    numParameters: countParameters(trainer.learner.online),
    get updates() {
      return trainer.updates - updatesBefore;
    },
    run(agentSteps) {
      const before = trainer.agentSteps;
      while (trainer.agentSteps < before + agentSteps) trainer.step();
      return trainer.agentSteps - before;
    },
    dispose() {
      trainer.dispose();
      environment.close();
    },
  };
}
