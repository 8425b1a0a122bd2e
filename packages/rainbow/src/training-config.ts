/** The hyper-parameters of a training, whichever algorithm they are of; PQN's say so, Rainbow's do not. */
import { parseConfig } from '@a2pd/artefact';
import type { z } from 'zod';
import { parseRainbowConfig, type RainbowConfig, rainbowConfigSchema } from './config.js';
import { type PqnConfig, pqnConfigSchema, pqnPreset } from './pqn/config.js';
import { rainbowPresets } from './presets.js';

export type TrainingConfig = RainbowConfig | PqnConfig;

export const trainingPresets = { ...rainbowPresets, pqn: pqnPreset } as const satisfies Record<string, TrainingConfig>;

export type TrainingPreset = keyof typeof trainingPresets;

export function isPqn(config: TrainingConfig): config is PqnConfig {
  return 'algorithm' in config;
}

/** Of what is meant to be a configuration: the schema of the algorithm that it is for. */
export function trainingConfigSchemaOf(value: unknown): z.ZodType<TrainingConfig> {
  const namesAlgorithm = typeof value === 'object' && value !== null && 'algorithm' in value;
  return namesAlgorithm ? pqnConfigSchema : rainbowConfigSchema;
}

/**
 * Checks a configuration from outside, and settles when its schedules end: a run that is made longer keeps that.
 * @throws A2pdError INVALID_CONFIG naming each wrong or unknown key.
 */
export function parseTrainingConfig(value: unknown): TrainingConfig {
  if (trainingConfigSchemaOf(value) === rainbowConfigSchema) return parseRainbowConfig(value);
  const config = parseConfig(pqnConfigSchema, value, 'PQN config');
  return { ...config, learningRateDecayAgentSteps: config.learningRateDecayAgentSteps ?? config.totalAgentSteps };
}
