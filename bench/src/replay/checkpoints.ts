/** What it takes to save and to resume a run with a full replay. */
import { execFile } from 'node:child_process';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { A2pdError, Rng } from '@a2pd/core';
import { type Checkpoint, CheckpointStore, type RainbowConfig, type SavedCheckpoint, Trainer } from '@a2pd/rainbow';
import type { PrioritizedReplay } from '@a2pd/replay';
import { createRow, type Row } from '../row.js';
import { withTemporaryFolder } from '../workload/temporary-folder.js';
import { type FilledReplays, numEnvironments } from './filled-replays.js';
import type { Resumed } from './resume-training.js';

/** Played between the two checkpoints: a tenth of what the paper's preset has between them. */
const betweenAgentSteps = 10_000;
const goalResumeSeconds = 120;

export interface SavedTwice {
  readonly first: SavedCheckpoint;
  readonly second: SavedCheckpoint;
}

/** Saves a run with that replay, plays on, and saves again. */
export async function saveTwice(
  { play, agentSteps }: Pick<FilledReplays, 'play' | 'agentSteps'>,
  replay: PrioritizedReplay,
  config: RainbowConfig,
  folder: string,
  betweenAgentSteps: number,
): Promise<SavedTwice> {
  const { capacity } = replay.config;
  const learningStartsAgentSteps = Math.min(config.learningStartsAgentSteps, capacity);
  const own = { ...config, replayCapacity: capacity, learningStartsAgentSteps };
  const store = new CheckpointStore(folder);
  const save = (steps: number) => store.save(checkpointOf(play, replay, own, steps), { config: {}, seeds: {} });
  const first = await save(agentSteps);
  const steps = Math.ceil(betweenAgentSteps / numEnvironments);
  for (let step = 0; step < steps; step++) play.step();
  return { first, second: await save(agentSteps + steps * numEnvironments) };
}

export async function measureCheckpoints(
  filled: FilledReplays,
  config: RainbowConfig,
  game: string,
): Promise<{ rows: Row[]; notes: string }> {
  const replay = filled.replays.at(-1)!;
  const size = replay.config.capacity.toLocaleString('en');
  return withTemporaryFolder(async (folder) => {
    const { first, second } = await saveTwice(filled, replay, config, folder, betweenAgentSteps);
    const resumed = await resumeInProcess(folder, game);
    if (resumed.agentSteps <= second.agentSteps) {
      throw new A2pdError('INVALID_STATE', `Expected the run to go on after ${second.agentSteps} agent steps`);
    }
    const row = { bench: 'replay', unit: 's' };
    const rows: Row[] = [
      createRow(
        {
          ...row,
          case: `next checkpoint, ${size} in replay`,
          ours: second.seconds,
          peer: first.seconds,
          peerName: 'the first checkpoint',
        },
        'lower',
      ),
      {
        ...row,
        case: `resuming with ${size} in replay, from the start of the process to its first step`,
        ours: resumed.processSeconds,
        goalOurs: goalResumeSeconds,
        oursPeakBytes: resumed.peakBytes,
      },
    ];
    return { rows, notes: describe(first, second, resumed) };
  });
}

function checkpointOf(
  play: FilledReplays['play'],
  replay: PrioritizedReplay,
  config: RainbowConfig,
  agentSteps: number,
): Checkpoint {
  const trainer = new Trainer(config, play.environment);
  try {
    const state = {
      ...trainer.state(),
      agentSteps,
      rng: new Rng(2).state(),
      learning: { fromAgentSteps: agentSteps, updatesBefore: 0 },
      rollout: play.rollout(),
      replay: replay.state(),
    };
    return { config, state };
  } finally {
    trainer.dispose();
  }
}

/** In a process of its own, whose memory and start count as a user's would. */
async function resumeInProcess(folder: string, game: string): Promise<Resumed> {
  const script = join(import.meta.dirname, 'resume-main.js');
  const { stdout } = await promisify(execFile)(process.execPath, [script, folder, game, String(numEnvironments)]);
  return JSON.parse(stdout.trim().split('\n').at(-1)!) as Resumed;
}

function describe(first: SavedCheckpoint, second: SavedCheckpoint, resumed: Resumed): string {
  const gigabytes = (bytes: number) => `${(bytes / 1e9).toFixed(2)} GB`;
  const between = second.agentSteps - first.agentSteps;
  return (
    `The first checkpoint is ${gigabytes(first.bytes)} (frames ${first.frameCompression?.toFixed(0)} times smaller than in ` +
    `memory) and takes ${first.seconds.toFixed(1)} s; the next, ${between.toLocaleString('en')} agent steps later, adds ` +
    `${gigabytes(second.newBytes)} in ${second.seconds.toFixed(1)} s. Resuming, in a process of its own and from files that the ` +
    `system still has in memory: ${resumed.loadSeconds.toFixed(1)} s to read and unpack, ${resumed.restoreSeconds.toFixed(1)} s to ` +
    `play the running episodes again and make the first step; the process takes ${gigabytes(resumed.peakBytes)} at most.`
  );
}
