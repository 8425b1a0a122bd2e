/** What a data set consists of, in figures: what a student can learn from it, and what it cannot. */

import { createHash } from 'node:crypto';
import { breathe, frameSize, labelStatistics, observationSize, prescriptionGap, quantiles } from '@a2pd/core';
import type { PrescriptionDataSet } from './data-set.js';
import { framesPerStack } from './shard.js';

export interface DataSetReport {
  readonly pairs: number;
  readonly numActions: number;
  readonly temperature: number;
  /** How often each action is the prescribed one; [A]. */
  readonly actionCounts: readonly number[];
  readonly majorityAction: number;
  /** What a student that always plays the majority action would score. */
  readonly majorityShare: number;
  /** Share of the pairs where another action than the prescribed one was played. */
  readonly exploredShare: number;
  readonly episodes: EpisodeFigures;
  /** Largest prescription minus the second largest (paper, Fig. 6), over all pairs. */
  readonly prescriptionGap: Distribution;
  /** Highest score minus the second highest: the same before the softmax. */
  readonly scoreGap: Distribution;
  /** How much lower an action's score is than the highest, mean over all pairs and actions: half of it suits `regret` as temperature. */
  readonly meanRegret: number;
  readonly duplicates: DuplicateFigures;
  readonly size: SizeFigures;
}

interface EpisodeFigures {
  readonly count: number;
  /** Played to their end; the others were cut off when collection ended. */
  readonly complete: number;
  /** Different ALE seeds and no-ops to begin with. */
  readonly distinctStarts: number;
  /** Raw returns of the complete episodes, in the order in which they began. */
  readonly returns: readonly number[];
  readonly meanReturn: number | null;
  /** Agent steps of the complete ones. */
  readonly meanAgentSteps: number | null;
}

interface Distribution {
  readonly mean: number;
  /** By share, e.g. 0.05: the value that so many are at or below (linear between neighbours). */
  readonly quantiles: Readonly<Record<number, number>>;
}

interface DuplicateFigures {
  readonly distinctFrames: number;
  readonly distinctObservations: number;
  /** Share of the pairs whose observation another pair before them has, to the pixel. */
  readonly duplicateShare: number;
}

interface SizeFigures {
  readonly shards: number;
  readonly storedFrames: number;
  /** On disk, manifest left out. */
  readonly bytes: number;
  /** What the observations alone would take, written one by one. */
  readonly observationBytes: number;
  /** How many times fewer bytes are on disk. */
  readonly compressionFactor: number;
  /** What the frames take in memory, once opened. */
  readonly memoryBytes: number;
}

const shares = [0, 0.05, 0.25, 0.5, 0.75, 0.95, 1] as const;
const rowsBetweenBreaths = 10_000;

/** Reads every pair once; a second or two for 1e5. @throws A2pdError INTERRUPTED */
export async function inspectDataSet(dataSet: PrescriptionDataSet, signal?: AbortSignal): Promise<DataSetReport> {
  const { table, size: pairs, numActions, temperature, artefact } = dataSet;
  const { counts, majorityAction, majorityShare } = labelStatistics(table.actions, numActions);
  const numExplored = table.takenActions.reduce((sum, taken, row) => sum + (taken === table.actions[row] ? 0 : 1), 0);
  const bytes = artefact.manifest.files.reduce((sum, file) => sum + file.bytes, 0);
  const observationBytes = pairs * observationSize;
  return {
    ...{ pairs, numActions, temperature, actionCounts: counts, majorityAction, majorityShare },
    exploredShare: numExplored / pairs,
    episodes: episodeFigures(dataSet),
    prescriptionGap: gapsOf(table.prescriptions, numActions),
    scoreGap: gapsOf(table.qValues, numActions),
    meanRegret: meanRegretOf(table.qValues, numActions),
    duplicates: await findDuplicates(dataSet, signal),
    size: {
      shards: dataSet.numShards,
      storedFrames: dataSet.numFrames,
      ...{ bytes, observationBytes, compressionFactor: observationBytes / bytes, memoryBytes: dataSet.frameBytes },
    },
  };
}

function episodeFigures({ episodes }: PrescriptionDataSet): EpisodeFigures {
  const complete = episodes.filter(({ isComplete }) => isComplete);
  const meanOf = (key: 'return' | 'rows') =>
    complete.length > 0 ? complete.reduce((sum, episode) => sum + episode[key], 0) / complete.length : null;
  return {
    count: episodes.length,
    complete: complete.length,
    distinctStarts: new Set(episodes.map(({ aleSeed, noops }) => `${aleSeed}/${noops}`)).size,
    returns: complete.map((episode) => episode.return),
    meanReturn: meanOf('return'),
    meanAgentSteps: meanOf('rows'),
  };
}

/** @param scores float32[n, A] */
function gapsOf(scores: Float32Array, numActions: number): Distribution {
  const gaps = Float64Array.from({ length: scores.length / numActions }, (_, row) =>
    prescriptionGap(scores.subarray(row * numActions, (row + 1) * numActions)),
  );
  const values = quantiles(gaps, shares);
  return {
    mean: gaps.reduce((sum, gap) => sum + gap, 0) / gaps.length,
    quantiles: Object.fromEntries(shares.map((share, i) => [share, values[i]!])),
  };
}

/** @param scores float32[n, A] */
function meanRegretOf(scores: Float32Array, numActions: number): number {
  let sum = 0;
  for (let first = 0; first < scores.length; first += numActions) {
    const row = scores.subarray(first, first + numActions);
    const best = row.reduce((a, b) => Math.max(a, b));
    for (const score of row) sum += best - score;
  }
  return sum / scores.length;
}

/** Frames are numbered by their contents; an observation is then four numbers. */
async function findDuplicates(dataSet: PrescriptionDataSet, signal?: AbortSignal): Promise<DuplicateFigures> {
  const { table, size, numFrames } = dataSet;
  const numberOf = new Map<string, number>();
  const contents = new Int32Array(numFrames);
  const pixels = new Uint8Array(frameSize);
  for (let frame = 0; frame < numFrames; frame++) {
    if (frame % rowsBetweenBreaths === 0) await breathe(signal);
    dataSet.readFrame(frame, pixels);
    const key = createHash('sha1').update(pixels).digest('base64');
    const number = numberOf.get(key) ?? numberOf.size;
    numberOf.set(key, number);
    contents[frame] = number;
  }
  const observations = new Set<string>();
  for (const newest of table.newestFrames) {
    observations.add(contents.subarray(newest - framesPerStack + 1, newest + 1).join());
  }
  return {
    distinctFrames: numberOf.size,
    distinctObservations: observations.size,
    duplicateShare: (size - observations.size) / size,
  };
}
