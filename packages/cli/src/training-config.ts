/** What `train` and a sweep's grid say of a training, as Rainbow's configuration. */
import { optionsOf } from '@a2pd/artefact';
import { type PresetName, presets } from '@a2pd/atari';
import { A2pdError } from '@a2pd/core';
import {
  parseRainbowConfig,
  type RainbowConfig,
  type RainbowPreset,
  rainbowConfigSchema,
  rainbowPresets,
} from '@a2pd/rainbow';
import { type DefenceTerms, defenceOf } from './defence-config.js';
import type { Use } from './derived-option.js';
import { readSettings } from './settings.js';

export interface TrainingTerms extends DefenceTerms {
  readonly hyperparameters: RainbowPreset;
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

/** Hyper-parameters that have options of their own and are described by the schema. */
export function usesInTraining(): Map<string, Use[]> {
  const options = optionsOf(rainbowConfigSchema).filter(({ name }) => name === 'precision');
  return new Map(options.map((option) => [option.name, [{ option }]]));
}

/** @throws A2pdError INVALID_CONFIG naming each wrong key, INVALID_ARGUMENT for options of a defence without one. */
export function trainingConfigOf(terms: TrainingTerms): RainbowConfig {
  const { agentSteps, learningRate, seed, precision, preset } = terms;
  const stackPadding = presets[preset].repeatFirstFrame ? 'first-frame' : 'zeros';
  const config = parseRainbowConfig(
    readSettings(terms.set ?? [], {
      ...rainbowPresets[terms.hyperparameters],
      stackPadding,
      ...defenceOf(terms),
      ...(agentSteps === undefined ? {} : { totalAgentSteps: agentSteps }),
      ...(learningRate === undefined ? {} : { learningRate }),
      ...(seed === undefined ? {} : { seed }),
      ...(precision === undefined ? {} : { precision }),
    }),
  );
  if (config.stackPadding === stackPadding) return config;
  const remedy = 'omit it, or choose another --preset';
  const message = `expected ${stackPadding}, as the stacks of the preset ${preset} begin; ${remedy}`;
  const issues = [{ key: 'stackPadding', message }];
  throw new A2pdError('INVALID_CONFIG', `Invalid rainbow config: stackPadding: ${message}`, { issues, remedy });
}
