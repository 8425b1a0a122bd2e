/** The words that say how a teacher is trained: the options of a command, the `train` of a sweep's grid. */
import { optionsOf } from '@a2pd/artefact';
import { type PresetName, presets } from '@a2pd/atari';
import { A2pdError } from '@a2pd/core';
import {
  isPqn,
  parseTrainingConfig,
  type RainbowConfig,
  rainbowConfigSchema,
  type TrainingConfig,
  type TrainingPreset,
  trainingPresets,
} from '@a2pd/rainbow';
import { type DefenceTerms, defenceOf, usesInDefences } from './defence-terms.js';
import { readSettings } from './settings.js';
import { given, type Use } from './use.js';

export interface TrainingTerms extends DefenceTerms {
  readonly hyperparameters: TrainingPreset;
  /** Of the environment. */
  readonly preset: PresetName;
  readonly agentSteps?: number | undefined;
  readonly learningRate?: number | undefined;
  readonly seed?: number | undefined;
  /** Of updates. */
  readonly precision?: RainbowConfig['precision'];
  /** Any others, as `path=value`. */
  readonly set?: readonly string[] | undefined;
}

/** Hyper-parameters that the schema has under the same names. */
const ownWords = ['learningRate', 'seed', 'precision'];

/** Environments that each algorithm's numbers are made for: PQN averages over many, a replay needs few. */
const environments = { rainbow: 8, pqn: 64 };
export const environmentsHelp = `environments that run in parallel (${environments.rainbow}; ${environments.pqn} with pqn)`;

export function environmentsOf(config: TrainingConfig): number {
  return isPqn(config) ? environments.pqn : environments.rainbow;
}

/** Hyper-parameters that have words of their own and are described by the schema. */
export function usesInTraining(): Map<string, Use[]> {
  const options = optionsOf(rainbowConfigSchema).filter(({ name }) => name === 'precision');
  return new Map(options.map((option) => [option.name, [{ option }]]));
}

/** All words that say how a network is trained with a defence, and how its training is evaluated. */
export function trainingTermNames(): string[] {
  const ofTheCommand = ['agentSteps', 'learningRate', 'environments', 'evaluationEpisodes'];
  const derived = [...usesInTraining().keys(), ...usesInDefences().keys()];
  return ['defence', 'hyperparameters', 'seed', ...ofTheCommand, ...derived];
}

/** @throws A2pdError INVALID_CONFIG naming each wrong key, INVALID_ARGUMENT for words of a defence without one. */
export function trainingConfigOf(terms: TrainingTerms): TrainingConfig {
  const { preset } = terms;
  const base: TrainingConfig = trainingPresets[terms.hyperparameters];
  const stackPadding = presets[preset].repeatFirstFrame ? 'first-frame' : 'zeros';
  const config = parseTrainingConfig(
    readSettings(terms.set ?? [], {
      ...base,
      ...(isPqn(base) ? {} : { stackPadding }),
      ...defenceOf(terms),
      ...given({ ...terms, totalAgentSteps: terms.agentSteps }, ['totalAgentSteps', ...ownWords]),
    }),
  );
  // PQN keeps whole stacks as it was shown them.
  if (isPqn(config) || config.stackPadding === stackPadding) return config;
  const remedy = 'omit it, or choose another preset';
  const message = `expected ${stackPadding}, as the stacks of the preset ${preset} begin; ${remedy}`;
  const issues = [{ key: 'stackPadding', message }];
  throw new A2pdError('INVALID_CONFIG', `Invalid rainbow config: stackPadding: ${message}`, { issues, remedy });
}
