/** How the students converged: loss, and agreement with the teacher beside what a constant policy would reach. */
import type { DistillationHistory, DistillationPoint } from '../input.js';
import { type Figure, type FigureSpec, renderFigure } from './figure.js';
import { policyScale } from './theme.js';

export function distillationCurves(histories: readonly DistillationHistory[]): Promise<Figure> {
  const scale = policyScale(histories.map((history) => history.policyName));
  const loss = panel('loss', histories, scale, [
    ['training', (point) => point.trainingLoss],
    ['validation', (point) => point.validationLoss],
  ]);
  const agreement = panel('share of validation pairs', histories, scale, [
    ['balanced accuracy', (point) => point.balancedAccuracy],
    ['prescription accuracy', (point) => point.prescriptionAccuracy],
  ]);
  const spec = {
    hconcat: [loss, agreement],
    spacing: 40,
    resolve: { scale: { strokeDash: 'independent' } },
  } as FigureSpec;
  const majorities = histories.flatMap(({ policyName, majorityShare }) =>
    majorityShare === undefined ? [] : [`${(majorityShare * 100).toFixed(1)}% (${policyName})`],
  );
  const constant =
    majorities.length > 0
      ? ` A policy that always takes the teacher’s most frequent action reaches ${majorities.join(', ')}.`
      : '';
  const kept = histories.flatMap(({ policyName, bestEpoch }) =>
    bestEpoch === undefined ? [] : [` Kept for ${policyName}: the weights of epoch ${bestEpoch}.`],
  );
  const time = histories.flatMap(({ policyName, secondsPerEpoch }) =>
    secondsPerEpoch === undefined ? [] : [` An epoch of ${policyName} took ${secondsPerEpoch.toFixed(1)} s.`],
  );
  const caption = `Left: distillation loss by epoch. Right: share of validation pairs where the student prescribes the teacher’s action, and its mean over actions.${constant}${kept.join('')}${time.join('')}`;
  return renderFigure('distillation', 'Distillation', caption, spec);
}

type Series = readonly [name: string, value: (point: DistillationPoint) => number | undefined];

function panel(
  yTitle: string,
  histories: readonly DistillationHistory[],
  scale: { domain: string[]; range: string[] },
  series: readonly [dashed: Series, solid: Series],
) {
  const values = histories.flatMap(({ policyName, points }) =>
    series.flatMap(([name, measure]) =>
      points.flatMap((point) => {
        const value = measure(point);
        return value === undefined ? [] : [{ policy: policyName, epoch: point.epoch, value, series: name }];
      }),
    ),
  );
  const [dashed, solid] = series;
  return {
    width: 350,
    height: 200,
    data: { values },
    mark: { type: 'line', strokeWidth: 1.8 },
    encoding: {
      x: { field: 'epoch', type: 'quantitative', title: 'epoch', axis: { grid: false, tickMinStep: 1 } },
      y: { field: 'value', type: 'quantitative', title: yTitle, scale: { zero: false } },
      color: { field: 'policy', type: 'nominal', scale, legend: scale.domain.length > 1 ? { orient: 'bottom' } : null },
      strokeDash: {
        field: 'series',
        type: 'nominal',
        scale: {
          domain: [solid[0], dashed[0]],
          range: [
            [1, 0],
            [4, 3],
          ],
        },
      },
    },
  };
}
