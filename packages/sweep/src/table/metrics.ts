/** The figures that a sweep's table shows, out of what the commands of a point printed. */
import { z } from 'zod';
import type { JobResult } from '../result.js';

export interface Metric {
  readonly name: string;
  readonly value: number;
}

/** Only what is read here; the rest is the commands' own business. */
const distilled = z.looseObject({
  best: z.looseObject({
    validation: z.looseObject({ accuracy: z.number(), balancedAccuracy: z.number(), majorityShare: z.number() }),
  }),
});
const evaluated = z.looseObject({
  summary: z.looseObject({ attackLabel: z.string(), returns: z.looseObject({ mean: z.number() }) }),
});

/** Accuracies of the best epoch on validation rows, then the mean raw return under each attack, in the order of the grid. */
export function metricsOf({ stages }: JobResult): Metric[] {
  return stages.flatMap(({ output }): Metric[] => {
    const student = distilled.safeParse(output);
    if (student.success) {
      const { accuracy, balancedAccuracy, majorityShare } = student.data.best.validation;
      return [
        { name: 'accuracy', value: accuracy },
        { name: 'balanced accuracy', value: balancedAccuracy },
        { name: 'majority share', value: majorityShare },
      ];
    }
    const evaluation = evaluated.safeParse(output);
    if (!evaluation.success) return [];
    const { attackLabel, returns } = evaluation.data.summary;
    return [{ name: `return, ${attackLabel}`, value: returns.mean }];
  });
}
