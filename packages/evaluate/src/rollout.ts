/**
 * Lockstep: all environments advance together as one batch; where an episode ends, the next seed starts in its place.
 * Towards the end the batch is halved as environments run out of seeds, so that few sizes are ever compiled.
 */
import { setImmediate as eventLoopTurn } from 'node:timers/promises';
import {
  argmax,
  type EpisodeRecord,
  frameSize,
  IDLE,
  observationSize,
  Rng,
  throwIfAborted,
  type VectorStep,
} from '@a2pd/core';
import type { BatchScorer, BatchScores } from './batch-scores.js';
import { EpisodeTally, type StepMeasurement } from './episode-tally.js';
import type { ResolvedOptions } from './options.js';
import { prescriptionOf } from './prescription.js';
import type { WatchedStep } from './recorder.js';
import { mean } from './statistics.js';

/** An environment with an episode running in it. */
interface Lane {
  readonly environment: number;
  readonly tally: EpisodeTally;
  /** float32[3, 84, 84]: the older frames as the policy was shown them. */
  readonly olderShown: Float32Array | null;
}

const roundsBetweenTurns = 16;

export class Rollout {
  readonly #options: ResolvedOptions;
  readonly #scorer: BatchScorer;
  readonly #attackRng: Rng;
  readonly #packed: Uint8Array;
  readonly #actions: Int32Array;
  readonly #records: EpisodeRecord[] = [];
  #lanes: Lane[] = [];
  #nextEpisode = 0;
  #rounds = 0;
  #agentSteps = 0;

  constructor(options: ResolvedOptions, scorer: BatchScorer) {
    this.#options = options;
    this.#scorer = scorer;
    this.#attackRng = new Rng(options.seed);
    const { numEnvironments } = options.environment;
    this.#packed = new Uint8Array(numEnvironments * observationSize);
    this.#actions = new Int32Array(numEnvironments);
  }

  /** Plays all seeds; one record each, in the order of the seeds. */
  async run(): Promise<EpisodeRecord[]> {
    const { environment, seeds, signal } = this.#options;
    const allSeeds = Array.from({ length: environment.numEnvironments }, (_, i) => seeds[i] ?? seeds[0]!);
    environment.reset({ seed: allSeeds });
    this.#nextEpisode = Math.min(environment.numEnvironments, seeds.length);
    this.#lanes = Array.from({ length: this.#nextEpisode }, (_, i) => this.#openLane(i, i));
    while (this.#lanes.length > 0) {
      throwIfAborted(signal);
      this.#round();
      if (this.#rounds % roundsBetweenTurns === 0) {
        this.#reportProgress();
        // Without a turn of the event loop no signal would ever arrive.
        await eventLoopTurn();
      }
    }
    this.#reportProgress();
    return this.#records.sort((a, b) => a.episode - b.episode);
  }

  #openLane(environment: number, episode: number): Lane {
    const { environment: environments, perturbFrames } = this.#options;
    const start = environments.episodeStarts[environment]!;
    const first = environment * observationSize;
    const keepsHistory = perturbFrames === 'newest' && this.#scorer.hasAttack;
    const frames = environments.observations.subarray(first, first + 3 * frameSize);
    return {
      environment,
      tally: new EpisodeTally(episode, start, environments.numActions),
      olderShown: keepsHistory ? Float32Array.from(frames, (pixel) => pixel / 255) : null,
    };
  }

  #round(): void {
    const scores = this.#look();
    const measured = this.#lanes.map((lane, row) => this.#measure(lane, row, scores));
    const watched = this.#watch(measured[0], scores);
    this.#actions.fill(IDLE);
    this.#lanes.forEach((lane, row) => {
      this.#actions[lane.environment] = measured[row]!.action;
    });
    const step = this.#options.environment.step(this.#actions);
    this.#lanes.forEach((lane, row) => {
      lane.tally.add(measured[row]!, step.rewards[lane.environment]!);
    });
    if (watched) this.#options.recorder?.record({ ...watched, reward: step.rewards[0]! });
    this.#rounds += 1;
    this.#agentSteps += this.#lanes.length;
    this.#replaceEnded(step);
  }

  #look(): BatchScores {
    const { perturbFrames, recorder, gradientProbePeriodAgentSteps: period, environment } = this.#options;
    const batchSize = batchSizeFor(this.#lanes.length, environment.numEnvironments);
    this.#lanes.forEach((lane, row) => {
      const first = lane.environment * observationSize;
      this.#packed.set(environment.observations.subarray(first, first + observationSize), row * observationSize);
    });
    const keepsHistory = perturbFrames === 'newest' && this.#scorer.hasAttack;
    const scores = this.#scorer.score({
      observations: this.#packed.subarray(0, batchSize * observationSize),
      batchSize,
      olderShown: keepsHistory ? this.#packHistory(batchSize) : null,
      attackSeed: this.#attackRng.seed(),
      wantsNewestShown: keepsHistory || (recorder !== undefined && this.#isWatching()),
      wantsGradient: period > 0 && this.#rounds % period === 0,
    });
    if (keepsHistory && scores.newestShown) this.#remember(scores.newestShown);
    return scores;
  }

  #packHistory(batchSize: number): Float32Array {
    const packed = new Float32Array(batchSize * 3 * frameSize);
    this.#lanes.forEach(({ olderShown }, row) => {
      if (olderShown) packed.set(olderShown, row * 3 * frameSize);
    });
    return packed;
  }

  #remember(newestShown: Float32Array): void {
    this.#lanes.forEach(({ olderShown }, row) => {
      olderShown?.copyWithin(0, frameSize);
      olderShown?.set(newestShown.subarray(row * frameSize, (row + 1) * frameSize), 2 * frameSize);
    });
  }

  #measure(lane: Lane, row: number, scores: BatchScores): StepMeasurement {
    const { explorationEpsilon, environment } = this.#options;
    const { numActions } = environment;
    const rowOf = (matrix: Float32Array) => matrix.subarray(row * numActions, (row + 1) * numActions);
    const cleanScores = rowOf(scores.clean);
    const attackedScores = scores.attacked && rowOf(scores.attacked);
    const { rng } = lane.tally;
    const explores = rng.uniform() < explorationEpsilon;
    return {
      newestFrame: this.#packed.subarray(row * observationSize + 3 * frameSize, (row + 1) * observationSize),
      cleanScores,
      attackedScores,
      teacherScores: scores.teacher && rowOf(scores.teacher),
      label: scores.labels[row]!,
      action: explores ? rng.integer(numActions) : argmax(attackedScores ?? cleanScores),
      maxPerturbation: scores.maxPerturbation?.[row] ?? 0,
      maxGradient: scores.maxGradient?.[row] ?? null,
    };
  }

  /** The first episode always runs in the first environment, in the first row. */
  #isWatching(): boolean {
    const tally = this.#lanes[0]?.tally;
    return tally?.episode === 0 && this.#options.recorder?.wants(tally.agentSteps) === true;
  }

  #watch(measured: StepMeasurement | undefined, scores: BatchScores): Omit<WatchedStep, 'reward'> | null {
    const { recorder } = this.#options;
    const tally = this.#lanes[0]?.tally;
    if (!recorder || !measured || !tally || !this.#isWatching()) return null;
    return {
      seed: tally.start.seed,
      agentStep: tally.agentSteps,
      observation: measured.newestFrame,
      perturbed: scores.newestShown?.subarray(0, frameSize) ?? null,
      cleanAction: argmax(measured.cleanScores),
      action: measured.action,
      prescription: prescriptionOf(measured.attackedScores ?? measured.cleanScores),
      cleanPrescription: measured.attackedScores && prescriptionOf(measured.cleanScores),
      screen: recorder.captureScreen(),
    };
  }

  #replaceEnded(step: VectorStep): void {
    const { environment, maxEpisodeAgentSteps, seeds } = this.#options;
    const isOver = ({ environment: i, tally }: Lane) =>
      step.terminated[i] === 1 || step.truncated[i] === 1 || tally.agentSteps >= maxEpisodeAgentSteps;
    const ended = this.#lanes.filter(isOver);
    if (ended.length === 0) return;
    for (const lane of ended) this.#close(lane, step);
    const freed = ended.slice(0, seeds.length - this.#nextEpisode).map((lane) => lane.environment);
    const firstEpisode = this.#nextEpisode;
    this.#nextEpisode += freed.length;
    if (freed.length > 0) {
      environment.reset({ seed: seeds.slice(firstEpisode, this.#nextEpisode), indices: freed });
    }
    const opened = freed.map((index, i) => this.#openLane(index, firstEpisode + i));
    this.#lanes = [...this.#lanes.filter((lane) => !ended.includes(lane)), ...opened];
    this.#lanes.sort((a, b) => a.environment - b.environment);
  }

  #close({ tally, environment }: Lane, step: VectorStep): void {
    const terminated = step.terminated[environment] === 1;
    const end = { frames: step.episodeFrames[environment]!, terminated, truncated: !terminated };
    const record = tally.finish(end, { attack: this.#scorer.hasAttack, teacher: this.#options.teacher !== undefined });
    this.#records.push(record);
    this.#options.onEpisode?.(record);
  }

  #reportProgress(): void {
    const returns = this.#records.map((record) => record.return);
    this.#options.onProgress?.({
      stage: 'evaluate',
      completed: this.#records.length,
      total: this.#options.seeds.length,
      unit: 'episodes',
      figures: { agentSteps: this.#agentSteps, ...(returns.length > 0 ? { meanReturn: mean(returns) } : {}) },
    });
  }
}

/** The number of environments, halved as often as `rows` still fit. */
function batchSizeFor(rows: number, numEnvironments: number): number {
  let size = numEnvironments;
  while (Math.ceil(size / 2) >= rows && size > 1) size = Math.ceil(size / 2);
  return size;
}
