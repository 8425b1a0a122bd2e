/** Continues a run from its checkpoint up to its first step, and says how long that took. */
import { AtariVectorEnvironment } from '@a2pd/atari';
import { CheckpointStore, createAgent } from '@a2pd/rainbow';
import { numThreads } from '../limits.js';
import { peakBytes } from '../machine.js';

export interface Resumed {
  /** Reading, checking and unpacking. */
  readonly loadSeconds: number;
  /** Playing the running episodes again, and the first step. */
  readonly restoreSeconds: number;
  /** Since the process began. */
  readonly processSeconds: number;
  readonly agentSteps: number;
  readonly peakBytes: number;
}

export async function resumeTraining(directory: string, game: string, numEnvironments: number): Promise<Resumed> {
  const began = performance.now();
  const { checkpoint } = await new CheckpointStore(directory).load();
  const loaded = performance.now();
  const environment = new AtariVectorEnvironment({ game, numEnvironments, numThreads, autoresetMode: 'disabled' });
  const agent = createAgent(checkpoint.config, environment);
  try {
    agent.restore(checkpoint.state);
    agent.step();
    return {
      loadSeconds: (loaded - began) / 1000,
      restoreSeconds: (performance.now() - loaded) / 1000,
      processSeconds: performance.now() / 1000,
      agentSteps: agent.agentSteps,
      peakBytes: peakBytes(),
    };
  } finally {
    agent.dispose();
    environment.close();
  }
}
