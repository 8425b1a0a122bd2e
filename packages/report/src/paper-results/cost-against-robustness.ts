/** What each way of distilling costs, and what its students keep of their teacher's return under the worst attack. */
import { isSameRadius } from '@a2pd/core';
import { type Figure, type FigureSpec, renderFigure } from '../figures/figure.js';
import { mutedColour, policyScale } from '../figures/theme.js';
import { gameTitle } from '../format.js';
import { withUsualExploration } from '../paper-comparison.js';
import type { PaperGameResults } from './input.js';
import { secondsOfPaperEpoch } from './paper-epoch.js';

const epsilon = 1 / 255;
/** Seconds marked on the axis. */
const ticks = [50, 100, 200, 500, 1000, 2000];

interface Point {
  readonly game: string;
  readonly student: string;
  readonly method: string;
  readonly seconds: number;
  /** Of the teacher's clean return, the random agent's taken off both. */
  readonly percent: number;
  /** That the worst return is the mean of. */
  readonly games: number;
}

/** One point a student; null where no student's time and worst return are both known. */
export async function costAgainstRobustness(games: readonly PaperGameResults[]): Promise<Figure | null> {
  const values = games.flatMap(pointsOf);
  if (values.length === 0) return null;
  const x = {
    field: 'seconds',
    type: 'quantitative' as const,
    title: 'seconds for 9e4 pairs',
    scale: { type: 'log' as const, nice: false, padding: 16 },
    axis: { grid: false, values: ticks },
  };
  const spec: FigureSpec = {
    width: 560,
    height: 260,
    layer: [
      {
        data: { values: [{ all: 100 }] },
        mark: { type: 'rule', strokeDash: [4, 4], color: mutedColour },
        encoding: { y: { field: 'all', type: 'quantitative' } },
      },
      {
        data: { values },
        mark: { type: 'point', filled: true, size: 90, opacity: 1 },
        encoding: {
          x,
          y: { field: 'percent', type: 'quantitative', title: 'kept of the teacher’s return (%)' },
          color: { field: 'method', type: 'nominal', scale: policyScale(values.map(({ method }) => method)) },
          shape: { field: 'game', type: 'nominal', sort: null, legend: { orient: 'right' } },
          tooltip: { field: 'student', type: 'nominal' },
        },
      },
    ],
  };
  const counts = values.map((value) => value.games);
  const basis = `One seed of each; a worst return is the mean of ${Math.min(...counts)} to ${Math.max(...counts)} games.`;
  return renderFigure('cost-against-robustness', 'Cost against robustness', `${caption} ${basis}`, spec);
}

const caption =
  'A student by how long its training took for 90,000 pairs, beside whatever else its machine did, and by what it keeps under the worst attack within 1/255 that was tried: in percent of its teacher’s return without an attack (dashed), the random agent’s return taken off both. Up and to the left is better. The certified students (regret) were trained for several stages.';

function pointsOf({ game, comparison, policies, worstCases = [] }: PaperGameResults): Point[] {
  const { rows, randomReturn } = withUsualExploration(comparison);
  if (randomReturn === null) return [];
  const cleanReturnOf = (name: string | null) =>
    rows.find(({ summary }) => summary.policyName === name && summary.attack === null)?.summary.returns.mean;
  return policies.flatMap(({ policyName, distillation, teacherName }) => {
    const whole = (cleanReturnOf(teacherName) ?? randomReturn) - randomReturn;
    if (whole <= 0) return [];
    const seconds = distillation && secondsOfPaperEpoch(distillation);
    const worst = worstCases.find((each) => each.policyName === policyName && isSameRadius(each.epsilon, epsilon));
    // Less than a game has a lower return, whatever the attack.
    if (!seconds || !worst || worst.isCutShort) return [];
    const percent = (100 * (worst.returns.mean - randomReturn)) / whole;
    const { methodLabel: method } = distillation;
    return [{ game: gameTitle(game), student: policyName, method, seconds, percent, games: worst.returns.episodes }];
  });
}
