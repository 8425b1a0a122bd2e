import { rainbowPresets } from '@a2pd/rainbow';
import { expect, it } from 'vitest';
import { withTemporaryFolder } from '../workload/temporary-folder.js';
import { saveTwice } from './checkpoints.js';
import { measureCosts } from './costs.js';
import { fillReplays, numEnvironments } from './filled-replays.js';
import { resumeTraining } from './resume-training.js';

const sizes = [400, 1_200];
const config = { ...rainbowPresets.pipeline, hiddenUnits: 16 };

it('fills replays to their last step, compares their costs, and resumes from what it saved', async () => {
  const filled = fillReplays('pong', config, sizes, () => undefined);
  try {
    // A transition whose window is open, or whose stack lost its oldest frame, cannot be drawn.
    for (const [i, { size }] of filled.replays.entries()) {
      expect(size).toBeGreaterThan(sizes[i]! - 10 * numEnvironments);
      expect(size).toBeLessThanOrEqual(sizes[i]!);
    }
    const rows = await measureCosts(filled, config, sizes, 2);
    expect(rows).toHaveLength(4);
    for (const { ours, peer } of rows) {
      expect(ours).toBeGreaterThan(0);
      expect(peer).toBeGreaterThan(0);
    }
    const [step, update, , storing] = rows;
    expect(step!.unit).toBe('ms');
    expect(step!.ours).toBeGreaterThan(storing!.ours / 1000);
    expect(step!.ours).toBeLessThan(update!.ours + storing!.ours);

    await withTemporaryFolder(async (folder) => {
      const { first, second } = await saveTwice(filled, filled.replays[1]!, config, folder, 80);
      expect(second.agentSteps).toBe(first.agentSteps + 80);
      const resumed = await resumeTraining(folder, 'pong', numEnvironments);
      expect(resumed.agentSteps).toBe(second.agentSteps + numEnvironments);
    });
  } finally {
    filled.play.close();
  }
}, 60_000);
