/** Fig. 6, and the same under attack: how far the prescribed action is ahead of the next (Eq. 8). */
import type { Comparison } from '@a2pd/core';
import { byAttack } from './by-attack.js';
import { type Figure, type FigureSpec, renderFigure } from './figure.js';

export function prescriptionGaps({ rows }: Comparison): Promise<Figure> {
  // Without a gap under attack (where proved states were spared) there is nothing to set beside the clean one.
  const values = rows.flatMap(({ summary }) => {
    const { policyName, attackLabel, cleanPrescriptionGap } = summary;
    const shown = summary.attack === null ? cleanPrescriptionGap : summary.attackedPrescriptionGap;
    return shown === null ? [] : [{ policy: policyName, attack: attackLabel, clean: cleanPrescriptionGap, shown }];
  });
  const shared = byAttack(rows.map((row) => row.summary));
  const x = { type: 'quantitative', title: 'prescription gap' } as const;
  const spec: FigureSpec = {
    width: 680,
    height: { step: 16 },
    data: { values },
    layer: [
      {
        mark: { type: 'rule', strokeWidth: 1.5, opacity: 0.5 },
        encoding: { ...shared, x: { ...x, field: 'clean' }, x2: { field: 'shown' } },
      },
      {
        mark: { type: 'point', filled: false, size: 45, strokeWidth: 1.5 },
        encoding: { ...shared, x: { ...x, field: 'clean' } },
      },
      {
        mark: { type: 'point', filled: true, size: 60, opacity: 1 },
        encoding: { ...shared, x: { ...x, field: 'shown' } },
      },
    ],
  };
  const caption =
    'Mean over agent steps of p(i*) minus the largest other prescription, i* the action prescribed on the clean observation. Open: clean; filled: under attack; below 0 the attack changes the action.';
  return renderFigure('prescription-gaps', 'Prescription gap', caption, spec);
}
