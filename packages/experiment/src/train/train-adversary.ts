/** Trains an adversary: what learns, by PQN, to which action an attack best leads a policy in each state. */
import { type OptionNames, requireKnownOptions } from '@a2pd/core';
import { adversaryPreset, parseTrainingConfig } from '@a2pd/rainbow';
import type { JobContext } from '../run/context.js';
import { originOfPolicy } from '../run/policy.js';
import { namedPolicy } from '../run/policy-name.js';
import type { RunFolder } from '../run/run-folder.js';
import { readSettings } from '../terms/settings.js';
import { environmentsOf } from '../terms/training-terms.js';
import { given } from '../terms/use.js';
import type { Opposition } from './opponent.js';
import { type BeginOptions, type TrainedTeacher, trainTeacher } from './train-teacher.js';

export interface AdversaryRequest extends Opposition {
  /** Length of training; `adversaryPreset` says it when absent. */
  readonly agentSteps?: number | undefined;
  readonly seed?: number | undefined;
  /** Folder of a teacher of PQN, of the same network, to whose worst actions it leads at first. */
  readonly from?: string | undefined;
  readonly environments?: number | undefined;
  /** Of each evaluation during training. */
  readonly evaluationEpisodes: number;
  /** Any other hyper-parameters of PQN, as `path=value`. */
  readonly set?: readonly string[] | undefined;
}

const requestNames: OptionNames<AdversaryRequest> = {
  policy: true,
  attack: true,
  agentSteps: true,
  seed: true,
  from: true,
  environments: true,
  evaluationEpisodes: true,
  set: true,
};

/**
 * Trains from the beginning, in a run of its own; `resumeTraining` continues it.
 * @returns `teacher` is the adversary's folder, and returns are those of the policy with the opposite sign.
 * @throws A2pdError INVALID_ARGUMENT for an attack that takes no target, INVALID_STATE in the run of a teacher, and as `trainTeacher`.
 */
export async function trainAdversary(
  folder: RunFolder,
  request: AdversaryRequest,
  context: JobContext,
  options: BeginOptions = {},
): Promise<TrainedTeacher> {
  requireKnownOptions(request, requestNames);
  const { policy, attack, from, evaluationEpisodes, agentSteps: totalAgentSteps } = request;
  const { game, preset } = await originOfPolicy(namedPolicy(policy, undefined).folder);
  const said = given({ ...request, totalAgentSteps }, ['totalAgentSteps', 'seed']);
  // What it knows at the start, random targets would only make it forget.
  const start = from === undefined ? {} : { explorationEpsilonStart: adversaryPreset.explorationEpsilonEnd };
  const config = parseTrainingConfig(readSettings(request.set ?? [], { ...adversaryPreset, ...start, ...said }));
  const numEnvironments = request.environments ?? environmentsOf(config);
  const plan = { game, preset, config, numEnvironments, evaluationEpisodes, from, against: { policy, attack } };
  return trainTeacher(folder, plan, context, options);
}
