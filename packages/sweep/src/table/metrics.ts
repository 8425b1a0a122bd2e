/** The figures that a sweep's table shows, out of what the commands of a point printed. */
import { z } from 'zod';
import type { JobResult } from '../result.js';

export interface Metric {
  readonly name: string;
  readonly value: number;
}

/** Share of the validation rows whose action is proved within the radius of the training. */
export const provedShareMetric = 'proved share';
const returnPrefix = 'return, ';

/** The label of the attack whose mean return a metric is; undefined for one that is no return. */
export function attackOfReturn(name: string): string | undefined {
  return name.startsWith(returnPrefix) ? name.slice(returnPrefix.length) : undefined;
}

/** Only what is read here; the rest is the commands' own business. */
const distilled = z.looseObject({
  best: z.looseObject({
    validation: z.looseObject({
      accuracy: z.number(),
      balancedAccuracy: z.number(),
      majorityShare: z.number(),
      studentMajorityShare: z.number().optional(),
      provedShare: z.number().nullish(),
    }),
  }),
});
const evaluated = z.looseObject({
  summary: z.looseObject({
    attackLabel: z.string(),
    returns: z.looseObject({ mean: z.number() }),
    actionFlipRate: z.number().nullish(),
  }),
});

/**
 * Accuracies of the best epoch on validation rows, and what tells a student that does not look, whose return no attack lowers; then
 * the mean raw return under each attack, in the order of the grid, and the share of actions that it changed.
 */
export function metricsOf({ stages }: JobResult): Metric[] {
  return stages.flatMap(({ output }): Metric[] => {
    const student = distilled.safeParse(output);
    if (student.success) {
      const { accuracy, balancedAccuracy, majorityShare, ...more } = student.data.best.validation;
      return [
        { name: 'accuracy', value: accuracy },
        { name: 'balanced accuracy', value: balancedAccuracy },
        { name: 'majority share', value: majorityShare },
        ...known("student's majority share", more.studentMajorityShare),
        ...known(provedShareMetric, more.provedShare),
      ];
    }
    const evaluation = evaluated.safeParse(output);
    if (!evaluation.success) return [];
    const { attackLabel, returns, actionFlipRate } = evaluation.data.summary;
    return [
      { name: `${returnPrefix}${attackLabel}`, value: returns.mean },
      ...known(`actions changed, ${attackLabel}`, actionFlipRate),
    ];
  });
}

function known(name: string, value: number | null | undefined): Metric[] {
  return value === null || value === undefined ? [] : [{ name, value }];
}
