/**
 * Lockstep: all environments advance together as one batch; where an episode ends, the next seed starts in its place.
 * Towards the end the batch is halved as environments run out of seeds, so that few sizes are ever compiled. Everything
 * that determines the next step can be kept and restored, so that a resumed rollout is the same rollout.
 */
import {
  argmax,
  breathe,
  type EpisodeRecord,
  explore,
  frameSize,
  IDLE,
  observationSize,
  packPlaying,
  Rng,
  type Strikes,
  softmax,
  throwIfAborted,
  type VectorStep,
} from '@a2pd/core';
import type { BatchScorer, BatchScores } from './batch-scores.js';
import type { StepMeasurement } from './episode-tally.js';
import { Lane } from './lane.js';
import type { ResolvedOptions } from './options.js';
import type { EvaluationProgress, EvaluationTiming, LaneProgress } from './progress.js';
import type { WatchedStep } from './recorder.js';
import { newestFrameOf, replay } from './replay.js';
import { mean } from './statistics.js';
import { isStruck } from './strikes.js';

/** Without a turn of the event loop no signal arrives and no progress is shown. */
const turnPeriodMs = 200;

export class Rollout {
  readonly #options: ResolvedOptions;
  readonly #scorer: BatchScorer;
  readonly #packed: Uint8Array;
  readonly #actions: Int32Array;
  readonly #keepsHistory: boolean;
  readonly #records: EpisodeRecord[] = [];
  #attackRng: Rng;
  #lanes: Lane[] = [];
  #nextEpisode = 0;
  #rounds = 0;
  #timing: EvaluationTiming = { seconds: 0, attackSeconds: 0, emulationSeconds: 0 };

  constructor(options: ResolvedOptions, scorer: BatchScorer) {
    this.#options = options;
    this.#scorer = scorer;
    this.#attackRng = new Rng(options.seed);
    const { numEnvironments } = options.environment;
    this.#packed = new Uint8Array(numEnvironments * observationSize);
    this.#actions = new Int32Array(numEnvironments);
    this.#keepsHistory = options.perturbFrames === 'newest' && scorer.hasAttack;
  }

  /** Plays all seeds; one record each, in the order of the seeds. */
  async run(): Promise<{ episodes: EpisodeRecord[]; timing: EvaluationTiming }> {
    const { signal, resume } = this.#options;
    if (resume) await this.#restore(resume);
    else this.#begin();
    let turnedAtMs = performance.now();
    let savedAtMs = turnedAtMs;
    while (this.#lanes.length > 0) {
      if (signal?.aborted) await this.#save();
      throwIfAborted(signal);
      this.#round();
      if (performance.now() - turnedAtMs < turnPeriodMs) continue;
      this.#reportProgress();
      if (performance.now() - savedAtMs >= (this.#options.checkpoints?.periodMs ?? Number.POSITIVE_INFINITY)) {
        await this.#save();
        savedAtMs = performance.now();
      }
      await breathe();
      turnedAtMs = performance.now();
    }
    this.#reportProgress();
    return { episodes: this.#records.sort((a, b) => a.episode - b.episode), timing: this.#timing };
  }

  #begin(): void {
    const { environment, seeds } = this.#options;
    environment.reset({ seed: Array.from({ length: environment.numEnvironments }, (_, i) => seeds[i] ?? seeds[0]!) });
    this.#nextEpisode = Math.min(environment.numEnvironments, seeds.length);
    this.#lanes = Array.from({ length: this.#nextEpisode }, (_, i) => this.#openLane(i, i));
  }

  async #restore(progress: EvaluationProgress): Promise<void> {
    const { environment, seeds, signal } = this.#options;
    this.#records.push(...progress.records);
    this.#nextEpisode = progress.nextEpisode;
    this.#rounds = progress.rounds;
    this.#attackRng = Rng.fromState(progress.attackRng);
    this.#timing = progress.timing;
    const laneAt = new Map(progress.lanes.map((lane) => [lane.environment, lane]));
    const seedOf = (i: number) => seeds[laneAt.get(i)?.episode ?? 0]!;
    environment.reset({ seed: Array.from({ length: environment.numEnvironments }, (_, i) => seedOf(i)) });
    this.#lanes = progress.lanes.map((lane) => this.#openLane(lane.environment, lane.episode, lane));
    await replay(environment, this.#lanes, signal);
  }

  async #save(): Promise<void> {
    await this.#options.checkpoints?.save({
      records: [...this.#records],
      nextEpisode: this.#nextEpisode,
      rounds: this.#rounds,
      attackRng: this.#attackRng.state(),
      lanes: this.#lanes.map((lane) =>
        lane.progress(newestFrameOf(this.#options.environment.observations, lane.environment)),
      ),
      timing: this.#timing,
    });
  }

  #openLane(environment: number, episode: number, progress?: LaneProgress): Lane {
    const { episodeStarts, numActions, observations } = this.#options.environment;
    const options = { environment, episode, start: episodeStarts[environment]!, numActions };
    if (progress) return Lane.restore(options, progress);
    const first = environment * observationSize;
    return Lane.open(options, this.#keepsHistory ? observations.subarray(first, first + 3 * frameSize) : null);
  }

  #round(): void {
    const { environment, recorder } = this.#options;
    const beganAtMs = performance.now();
    const scores = this.#look();
    const attackedRows = new Set(scores.attackedRows);
    const measured = this.#lanes.map((lane, row) => this.#measure(lane, row, scores, attackedRows.has(row)));
    const watched = this.#watch(measured[0], scores);
    this.#actions.fill(IDLE);
    this.#lanes.forEach((lane, row) => {
      this.#actions[lane.environment] = measured[row]!.action;
      lane.act(measured[row]!.action);
    });
    environment.stepAsync(this.#actions);
    // While the emulators run on their threads.
    this.#lanes.forEach((lane, row) => {
      lane.tally.measure(measured[row]!);
    });
    const waitsSinceMs = performance.now();
    const step = environment.stepWait();
    const endedAtMs = performance.now();
    const seconds = (endedAtMs - beganAtMs) / 1000;
    for (const lane of this.#lanes) {
      lane.tally.settle(step.rewards[lane.environment]!, seconds / this.#lanes.length);
    }
    if (watched) recorder?.record({ ...watched, reward: step.rewards[0]! });
    this.#rounds += 1;
    this.#timing = {
      seconds: this.#timing.seconds + seconds,
      attackSeconds: this.#timing.attackSeconds + scores.attackSeconds,
      emulationSeconds: this.#timing.emulationSeconds + (endedAtMs - waitsSinceMs) / 1000,
    };
    this.#replaceEnded(step);
  }

  #look(): BatchScores {
    const { recorder, gradientProbePeriodAgentSteps: period, environment, strikes } = this.#options;
    const playing = this.#lanes.map((lane) => lane.environment);
    const { observations, batchSize } = packPlaying(environment, playing, this.#packed);
    const scores = this.#scorer.score({
      observations,
      batchSize,
      olderShown: this.#keepsHistory ? this.#packHistory(batchSize) : null,
      attackSeed: this.#attackRng.seed(),
      ...(strikes && { isStruck: (row, scores) => this.#isStruck(row, strikes, scores) }),
      wantsNewestShown: this.#keepsHistory || (recorder !== undefined && this.#isWatching()),
      wantsGradient: period > 0 && this.#rounds % period === 0,
    });
    const { newestShown } = scores;
    if (this.#keepsHistory && newestShown) {
      this.#lanes.forEach((lane, row) => {
        lane.remember(newestShown.subarray(row * frameSize, (row + 1) * frameSize));
      });
    }
    return scores;
  }

  /** Rows beyond the lanes fill the batch up, and are nobody's. */
  #isStruck(row: number, strikes: Strikes, scores: Float32Array): boolean {
    const lane = this.#lanes[row];
    return lane !== undefined && isStruck(strikes, lane.tally.agentSteps, scores);
  }

  #packHistory(batchSize: number): Float32Array {
    const packed = new Float32Array(batchSize * 3 * frameSize);
    this.#lanes.forEach(({ olderShown }, row) => {
      if (olderShown) packed.set(olderShown, row * 3 * frameSize);
    });
    return packed;
  }

  #measure({ rng }: Lane, row: number, scores: BatchScores, isAttacked: boolean): StepMeasurement {
    const { explorationEpsilon, environment } = this.#options;
    const { numActions } = environment;
    const rowOf = (matrix: Float32Array) => matrix.subarray(row * numActions, (row + 1) * numActions);
    const cleanScores = rowOf(scores.clean);
    const attackedScores = scores.attacked && rowOf(scores.attacked);
    return {
      newestFrame: this.#packed.subarray(row * observationSize + 3 * frameSize, (row + 1) * observationSize),
      cleanScores,
      attackedScores,
      isAttacked,
      teacherScores: scores.teacher && rowOf(scores.teacher),
      label: scores.labels[row]!,
      action: explore(rng, explorationEpsilon, numActions) ?? argmax(attackedScores ?? cleanScores),
      maxPerturbation: scores.maxPerturbation?.[row] ?? 0,
      gradient: scores.gradient && { largest: scores.gradient.largest[row]!, norm: scores.gradient.norm[row]! },
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
    const { cleanScores, attackedScores } = measured;
    return {
      seed: tally.start.seed,
      agentStep: tally.agentSteps,
      observation: measured.newestFrame,
      perturbed: scores.newestShown?.subarray(0, frameSize) ?? null,
      cleanAction: argmax(cleanScores),
      action: measured.action,
      prescription: Float32Array.from(softmax(attackedScores ?? cleanScores)),
      cleanPrescription: attackedScores && Float32Array.from(softmax(cleanScores)),
      screen: recorder.captureScreen(),
    };
  }

  #replaceEnded(step: VectorStep): void {
    const { environment, maxEpisodeAgentSteps, maxScorelessAgentSteps, seeds } = this.#options;
    const isOver = ({ environment: i, tally }: Lane) =>
      step.terminated[i] === 1 ||
      step.truncated[i] === 1 ||
      tally.agentSteps >= maxEpisodeAgentSteps ||
      tally.scorelessAgentSteps >= maxScorelessAgentSteps;
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
    const { teacher, target } = this.#options;
    const record = tally.finish(end, {
      attack: this.#scorer.hasAttack,
      teacher: teacher !== undefined,
      target: target !== undefined,
    });
    this.#records.push(record);
    this.#options.onEpisode?.(record);
  }

  #reportProgress(): void {
    const returns = this.#records.map((record) => record.return);
    const running = this.#lanes.reduce((sum, { tally }) => sum + tally.agentSteps, 0);
    const agentSteps = this.#records.reduce((sum, record) => sum + record.agentSteps, running);
    this.#options.onProgress?.({
      stage: 'evaluate',
      completed: this.#records.length,
      total: this.#options.seeds.length,
      unit: 'episodes',
      figures: { agentSteps, ...(returns.length > 0 ? { meanReturn: mean(returns) } : {}) },
    });
  }
}
