/** The words that say how a student is distilled: the options of a command, the coordinates of a sweep's point. */
import { optionsOf } from '@a2pd/artefact';
import {
  type DistillConfig,
  type DistillConfigInput,
  distillConfigSchema,
  distillPresets,
  methodEntries,
  parseDistillConfig,
} from '@a2pd/distill';
import { readSettings } from './settings.js';
import { given, type Use, usesOf } from './use.js';

/** Beside it stand hyper-parameters by their names; what is absent has its default. */
export interface DistillTerms {
  readonly method: string;
  readonly hyperparameters: keyof typeof distillPresets;
  /** Of other hyper-parameters, each "path=value". */
  readonly set?: readonly string[];
}

/** Of any distillation, those that have options of their own. */
const sharedNames = ['maxEpochs', 'patienceEpochs', 'warmupEpochs', 'rampEpochs', 'sampling', 'splitBy', 'precision'];

/** Hyper-parameters of methods, each with all the methods that have it. */
export function usesInMethods(): Map<string, Use[]> {
  return usesOf(methodEntries().map(([name, { schema }]) => ({ name, options: optionsOf(schema) })));
}

/** Hyper-parameters of any distillation, without their defaults: a preset may have others. */
export function usesInAll(): Map<string, Use[]> {
  const shared = optionsOf(distillConfigSchema).filter(({ name }) => sharedNames.includes(name));
  return new Map(shared.map(({ default: _, ...option }) => [option.name, [{ option }]]));
}

/** All words that say what is distilled. */
export function distillTermNames(): string[] {
  return ['method', 'hyperparameters', 'seed', ...usesInAll().keys(), ...usesInMethods().keys()];
}

/** @throws A2pdError INVALID_CONFIG naming each wrong key, also of what the method does not have. */
export function distillConfigOf(terms: DistillTerms): DistillConfig {
  const { method: name, hyperparameters, set = [] } = terms;
  const preset: DistillConfigInput = distillPresets[hyperparameters];
  const methodOfPreset = preset.method?.name === name ? preset.method : {};
  return parseDistillConfig(
    readSettings(set, {
      ...preset,
      method: { ...methodOfPreset, name, ...given(terms, usesInMethods().keys()) },
      ...given(terms, usesInAll().keys()),
    }),
  );
}
