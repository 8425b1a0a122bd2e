/** How a run is smaller than the paper's protocol, in words; nothing when it is not. */
import type { CollectConfig, DistillConfig } from '@a2pd/distill';
import { isPqn, type TrainingConfig } from '@a2pd/rainbow';

const paper = { agentSteps: 4_000_000, pairs: 100_000, maxEpochs: 1000, patienceEpochs: 60, episodes: 50 };

/** @param agentStepsBefore Of the teacher whose weights the training started from. */
export function scaledDownTraining(config: TrainingConfig, agentStepsBefore = 0): string | undefined {
  const { totalAgentSteps, trunk, hiddenUnits } = config;
  const origin =
    agentStepsBefore > 0 ? `, ${agentStepsBefore.toLocaleString('en')} of them by the teacher it started from` : '';
  return joinScales([
    isPqn(config) ? 'PQN instead of Rainbow' : undefined,
    smaller(agentStepsBefore + totalAgentSteps, paper.agentSteps, `agent steps of training${origin}`),
    trunk === 'canonical' && hiddenUnits >= 512 ? undefined : 'a smaller teacher network',
  ]);
}

export function scaledDownCollection({ pairs }: CollectConfig): string | undefined {
  return smaller(pairs, paper.pairs, 'prescriptions');
}

export function scaledDownDistillation({ maxEpochs, patienceEpochs }: DistillConfig): string | undefined {
  return joinScales([
    smaller(maxEpochs, paper.maxEpochs, 'epochs'),
    smaller(patienceEpochs, paper.patienceEpochs, 'epochs of patience'),
  ]);
}

export function scaledDownEvaluation(
  episodes: number,
  maxEpisodeAgentSteps: number | undefined,
  maxScorelessAgentSteps?: number | undefined,
): string | undefined {
  return joinScales([
    smaller(episodes, paper.episodes, 'evaluation episodes'),
    maxEpisodeAgentSteps === undefined ? undefined : `episodes cut at ${maxEpisodeAgentSteps} agent steps`,
    maxScorelessAgentSteps === undefined
      ? undefined
      : `episodes cut after ${maxScorelessAgentSteps} agent steps without a score`,
  ]);
}

const between = '; ';

/** One description out of several; what is inherited from more than one ancestor stands once. */
export function joinScales(parts: readonly (string | undefined)[]): string | undefined {
  const said = new Set(parts.flatMap((part) => part?.split(between) ?? []));
  return said.size > 0 ? [...said].join(between) : undefined;
}

function smaller(own: number, papers: number, what: string): string | undefined {
  return own < papers ? `${own.toLocaleString('en')} of ${papers.toLocaleString('en')} ${what}` : undefined;
}
