/** Where a chart of attacks and policies puts each: a band for an attack, in it a line for every policy, told by colour. */
import type { EvaluationSummary } from '@a2pd/core';
import { attackOrder, policyScale } from './theme.js';

/** Encoding of values with the fields `attack` and `policy`, one for each summary. */
export function byAttack(summaries: readonly EvaluationSummary[]) {
  const scale = policyScale(summaries.map((summary) => summary.policyName));
  return {
    y: {
      field: 'attack',
      type: 'nominal',
      sort: attackOrder(summaries),
      title: null,
      scale: { paddingInner: 0.35 },
    },
    yOffset: { field: 'policy', type: 'nominal', sort: null },
    color: { field: 'policy', type: 'nominal', scale },
  } as const;
}
