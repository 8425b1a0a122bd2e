/** Interquartile mean return and its interval, attack by attack: the whole result at a glance. */
import type { Comparison } from '@a2pd/core';
import { byAttack } from './by-attack.js';
import { type Figure, type FigureSpec, renderFigure } from './figure.js';
import { mutedColour } from './theme.js';

export function returnsByAttack({ rows, randomReturn }: Comparison): Promise<Figure> {
  const values = rows.map(({ summary: { policyName, attackLabel, returns } }) => ({
    policy: policyName,
    attack: attackLabel,
    mean: returns.mean,
    iqm: returns.interquartileMean,
    low: returns.interquartileMeanInterval95[0],
    high: returns.interquartileMeanInterval95[1],
  }));
  const shared = byAttack(rows.map((row) => row.summary));
  const x = {
    type: 'quantitative',
    title: 'return (raw game score)',
    scale: { zero: false },
    axis: { tickCount: 8 },
  } as const;
  const spec: FigureSpec = {
    width: 680,
    height: { step: 16 },
    data: { values },
    layer: [
      {
        mark: { type: 'rule', strokeWidth: 5, opacity: 0.4, strokeCap: 'round' },
        encoding: { ...shared, x: { ...x, field: 'low' }, x2: { field: 'high' } },
      },
      {
        mark: { type: 'point', filled: true, size: 60, opacity: 1 },
        encoding: { ...shared, x: { ...x, field: 'iqm' } },
      },
      { mark: { type: 'tick', thickness: 1.5, size: 13 }, encoding: { ...shared, x: { ...x, field: 'mean' } } },
      {
        data: { values: randomReturn === null ? [] : [{ random: randomReturn }] },
        mark: { type: 'rule', strokeDash: [4, 4], color: mutedColour },
        encoding: { x: { field: 'random', type: 'quantitative' } },
      },
    ],
  };
  const random = randomReturn === null ? '' : ' The dashed line is the random agent’s mean.';
  const caption = `Dot: interquartile mean return; bar: its 95% bootstrap interval; thin tick: mean. Raw game score, undiscounted.${random}`;
  return renderFigure('returns-by-attack', 'Returns with and without attacks', caption, spec);
}
