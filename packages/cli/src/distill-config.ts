/** The command line's way to say how a student is distilled; a point of a sweep says it in the same words. */
import { type DistillConfig, distillPresets, parseDistillConfig } from '@a2pd/distill';
import { readSettings } from './settings.js';

/** What is absent has its default. */
export interface DistillTerms {
  readonly method: string;
  readonly beta?: unknown;
  readonly eta?: unknown;
  readonly jacobian?: unknown;
  readonly temperature?: unknown;
  readonly kappa?: unknown;
  readonly epsilon?: unknown;
  readonly steps?: unknown;
  readonly alpha?: unknown;
  readonly boxShare?: unknown;
  readonly hyperparameters: keyof typeof distillPresets;
  readonly maxEpochs?: unknown;
  readonly patienceEpochs?: unknown;
  readonly warmupEpochs?: unknown;
  readonly rampEpochs?: unknown;
  readonly sampling?: unknown;
  readonly splitBy?: unknown;
  /** Of other hyper-parameters, each "path=value". */
  readonly set?: readonly string[];
}

/** @throws A2pdError INVALID_CONFIG naming each wrong key, also of what the method does not have. */
export function distillConfigOf({ method: name, hyperparameters, set = [], ...terms }: DistillTerms): DistillConfig {
  const { beta, eta, jacobian, temperature, kappa, epsilon, steps = name === 'pgd' ? 10 : undefined } = terms;
  const { alpha, boxShare } = terms;
  const { maxEpochs, patienceEpochs, warmupEpochs, rampEpochs, sampling, splitBy } = terms;
  return parseDistillConfig(
    readSettings(set, {
      ...distillPresets[hyperparameters],
      method: { name, ...given({ beta, eta, jacobian, temperature, kappa, epsilon, steps, alpha, boxShare }) },
      ...given({ maxEpochs, patienceEpochs, warmupEpochs, rampEpochs, sampling, splitBy }),
    }),
  );
}

function given(values: Readonly<Record<string, unknown>>): Record<string, unknown> {
  return Object.fromEntries(Object.entries(values).filter(([, value]) => value !== undefined));
}
