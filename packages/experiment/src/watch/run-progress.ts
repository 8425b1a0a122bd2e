/** What a training run's reports add up to: where it is, how fast it goes, and its curves so far. */
import type { EndMetrics, EvaluationMetrics, LearningMetrics, TrainingMetrics } from '@a2pd/rainbow';
import type { TailRead } from './metrics-tail.js';
import { Rate } from './rate.js';

interface Evaluated {
  readonly agentSteps: number;
  readonly meanReturn: number;
}

/** The state of a run at a moment; `null` is what is not known (yet). */
export interface RunState {
  readonly run: string;
  /**
   * `untrained`: a teacher from elsewhere is there, or what was made with one; `stopped`: on request; `killed`: without a word, which a
   * failure leaves as well.
   */
  readonly status: 'waiting' | 'untrained' | 'running' | 'stopped' | 'killed' | 'finished';
  readonly agentSteps: number;
  readonly totalAgentSteps: number | null;
  readonly updates: number;
  readonly episodes: number;
  /** Of the last 20 training episodes. */
  readonly meanReturn: number | null;
  readonly loss: number | null;
  readonly gradientNorm: number | null;
  readonly lastEvaluation: Evaluated | null;
  readonly bestEvaluation: Evaluated | null;
  readonly agentStepsPerSecond: number | null;
  readonly remainingSeconds: number | null;
  /** Since the file last grew. */
  readonly quietSeconds: number | null;
}

/** What is known of a run from its log and beside it. */
export interface WatchedRun extends RunState {
  /** Whether there is something to continue from. */
  readonly hasCheckpoint: boolean;
}

/** A value of a curve. */
export interface CurvePoint {
  readonly agentSteps: number;
  readonly value: number;
}

export interface Curves {
  readonly meanReturns: readonly CurvePoint[];
  readonly losses: readonly CurvePoint[];
  readonly evaluations: readonly CurvePoint[];
}

/** The rate is that of the last so many milliseconds. */
const rateWindowMs = 60_000;

export class RunProgress {
  readonly #run: string;
  #learning: LearningMetrics[] = [];
  #evaluations: EvaluationMetrics[] = [];
  #episodes = 0;
  #end: EndMetrics | undefined;
  #agentSteps = 0;
  #totalAgentSteps: number | null = null;
  #rate = rateOfLateSteps();
  #writtenAtMs: number | undefined;

  constructor(run: string) {
    this.#run = run;
  }

  /** Takes in what the tail read. */
  add({ lines, restarted, writtenAtMs }: TailRead): void {
    if (restarted) this.#forget();
    for (const line of lines) this.#addLine(line);
    this.#writtenAtMs = writtenAtMs;
    this.#rate.see({ atMs: writtenAtMs, count: this.#agentSteps });
  }

  /** @param nowMs since 1970. */
  state(nowMs: number): RunState {
    const learning = this.#learning.at(-1);
    const rate = this.#rate.perSecond;
    const total = this.#totalAgentSteps;
    const status = this.#status();
    return {
      run: this.#run,
      status,
      agentSteps: this.#agentSteps,
      totalAgentSteps: total,
      updates: learning?.updates ?? 0,
      episodes: this.#episodes,
      meanReturn: learning?.meanReturn ?? null,
      loss: learning?.loss ?? null,
      gradientNorm: learning?.gradientNorm ?? null,
      lastEvaluation: evaluated(this.#evaluations.at(-1)),
      bestEvaluation: evaluated(best(this.#evaluations)),
      agentStepsPerSecond: rate,
      remainingSeconds:
        rate && total !== null && status === 'running' ? Math.max(0, total - this.#agentSteps) / rate : null,
      quietSeconds: this.#writtenAtMs === undefined ? null : Math.max(0, nowMs - this.#writtenAtMs) / 1000,
    };
  }

  get curves(): Curves {
    return {
      meanReturns: this.#learning.flatMap(({ agentSteps, meanReturn }) =>
        meanReturn === null ? [] : { agentSteps, value: meanReturn },
      ),
      losses: this.#learning.map(({ agentSteps, loss }) => ({ agentSteps, value: loss })),
      evaluations: this.#evaluations.map(({ agentSteps, meanReturn }) => ({ agentSteps, value: meanReturn })),
    };
  }

  #addLine(line: TrainingMetrics): void {
    this.#agentSteps = Math.max(this.#agentSteps, line.agentSteps);
    if (line.kind === 'begin') this.#totalAgentSteps = line.totalAgentSteps;
    else if (line.kind === 'learning') this.#learning.push(line);
    else if (line.kind === 'evaluation') this.#evaluations.push(line);
    else if (line.kind === 'episode') this.#episodes += 1;
    else this.#end = line;
  }

  #forget(): void {
    this.#learning = [];
    this.#evaluations = [];
    this.#rate = rateOfLateSteps();
    this.#episodes = this.#agentSteps = 0;
    this.#end = undefined;
    this.#totalAgentSteps = null;
  }

  #status(): RunState['status'] {
    if (this.#writtenAtMs === undefined) return 'waiting';
    if (this.#end === undefined) return 'running';
    return this.#end.ending === 'interrupted' ? 'stopped' : 'finished';
  }
}

/** The newest sighting outside the window stays, so that slow runs have a rate too. */
function rateOfLateSteps(): Rate {
  return new Rate((sightings) => sightings.at(-1)!.atMs - sightings[1]!.atMs > rateWindowMs);
}

function best(evaluations: readonly EvaluationMetrics[]): EvaluationMetrics | undefined {
  return evaluations.reduce<EvaluationMetrics | undefined>(
    (best, evaluation) => (best && best.meanReturn > evaluation.meanReturn ? best : evaluation),
    undefined,
  );
}

function evaluated(line: EvaluationMetrics | undefined): Evaluated | null {
  return line ? { agentSteps: line.agentSteps, meanReturn: line.meanReturn } : null;
}
