/** What a run counts and reports, whichever agent learns: agent steps, updates, what they came to lately. */
import type { AgentListeners, AgentState } from './agent.js';
import type { Learned } from './learner.js';
import { type LearningMetrics, Recent } from './metrics.js';
import type { FinishedEpisode } from './rollout.js';

export class Tally {
  readonly #totalAgentSteps: number;
  readonly #listeners: AgentListeners;
  readonly #recent = new Recent();
  #agentSteps = 0;
  #updates = 0;
  /** Of the last learning line, for the progress figures only. */
  #lastLoss: number | undefined;

  constructor(totalAgentSteps: number, listeners: AgentListeners) {
    this.#totalAgentSteps = totalAgentSteps;
    this.#listeners = listeners;
  }

  get agentSteps(): number {
    return this.#agentSteps;
  }

  get updates(): number {
    return this.#updates;
  }

  get isFinished(): boolean {
    return this.#agentSteps >= this.#totalAgentSteps;
  }

  /** Counts what a rollout's step came to. */
  addStep({
    agentSteps,
    episodes,
  }: {
    readonly agentSteps: number;
    readonly episodes: readonly FinishedEpisode[];
  }): void {
    this.#agentSteps += agentSteps;
    for (const episode of episodes) {
      this.#recent.addEpisode(episode.return);
      this.#listeners.onMetrics?.({
        kind: 'episode',
        agentSteps: this.#agentSteps,
        return: episode.return,
        episodeAgentSteps: episode.agentSteps,
      });
    }
  }

  addUpdate(learned: Pick<Learned, 'loss' | 'gradientNorm' | 'defenceTerm'>): void {
    this.#recent.addUpdate(learned);
    this.#updates++;
  }

  /**
   * A learning line of the updates since the last one; none where there was no update.
   * @param more What else it says, from the mean of the defence's term.
   * @returns Whether there was a line.
   */
  reportLearning(
    more: (defenceTerm: number) => Pick<LearningMetrics, 'explorationEpsilon'> & Partial<LearningMetrics>,
  ): boolean {
    const means = this.#recent.takeMeans();
    if (!means) return false;
    const { loss, gradientNorm, defenceTerm } = means;
    this.#lastLoss = loss;
    this.#listeners.onMetrics?.({
      kind: 'learning',
      agentSteps: this.#agentSteps,
      updates: this.#updates,
      ...{ loss, gradientNorm },
      ...more(defenceTerm),
      meanReturn: this.#recent.meanReturn,
    });
    return true;
  }

  reportProgress(): void {
    const { meanReturn } = this.#recent;
    this.#listeners.onProgress?.({
      stage: 'train',
      completed: Math.min(this.#agentSteps, this.#totalAgentSteps),
      total: this.#totalAgentSteps,
      unit: 'agent steps',
      figures: {
        updates: this.#updates,
        ...(this.#lastLoss === undefined ? {} : { loss: this.#lastLoss }),
        ...(meanReturn === null ? {} : { meanReturn }),
      },
    });
  }

  state(): Pick<AgentState, 'agentSteps' | 'updates' | 'recent'> {
    return { agentSteps: this.#agentSteps, updates: this.#updates, recent: this.#recent.state() };
  }

  restore({ agentSteps, updates, recent }: Pick<AgentState, 'agentSteps' | 'updates' | 'recent'>): void {
    this.#recent.restore(recent);
    this.#agentSteps = agentSteps;
    this.#updates = updates;
  }
}
