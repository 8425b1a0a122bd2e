import type { EvaluationSummary, ResultRow } from '@a2pd/core';
import { describe, expect, it } from 'vitest';
import { besidePaper, relativeRobustnessBeside } from './beside-paper.js';
import { exampleInput } from './testing/report-fixture.js';

const example = exampleInput();
const row = example.comparison.rows.find(({ summary }) => summary.attack?.name === 'pgd')!;

function measured(changes: Partial<EvaluationSummary>, mean: number, episodes = 20): ResultRow {
  const { summary } = row;
  return { ...row, summary: { ...summary, ...changes, returns: { ...summary.returns, mean, episodes } } };
}

/** The cell of the only policy under the column of that title. */
function cellUnder(title: string, rows: readonly ResultRow[]) {
  const { columns, rows: policies } = besidePaper({ ...example, comparison: { ...example.comparison, rows } });
  return policies[0]!.cells[columns.findIndex((column) => column.title === title)]!;
}

describe('a cell of Table 1', () => {
  it('lists every strength of an attack that the paper leaves open, the worst first', () => {
    const fgsm = (epsilon: number, norm = 'linf') => ({ attack: { name: 'fgsm', epsilon, norm } });
    const cell = cellUnder('FGSM (ε not given)', [
      measured({ ...fgsm(0.01), attackLabel: 'FGSM (ε = 0.01)' }, 12),
      measured({ ...fgsm(0.3), attackLabel: 'FGSM (ε = 0.3)' }, -21, 50),
      measured({ ...fgsm(2, 'l2'), attackLabel: 'FGSM (L2, ε = 2)' }, -7),
    ]);
    expect(cell.map(({ figure }) => figure)).toEqual(['−21.0 ± 1.1', '12.0 ± 1.1']);
    expect(cell[0]!.detail).toMatch(/50 episodes, FGSM \(ε = 0\.3\)$/);
    expect(cell[1]!.detail).toMatch(/20 episodes, FGSM \(ε = 0\.01\)$/);
  });

  it('holds JSMA', () => {
    const jsma = { attack: { name: 'jsma', theta: 0.1, gamma: 1 }, attackLabel: 'JSMA (θ = 0.1, γ = 1)' };
    expect(cellUnder('JSMA (θ, γ not given)', [measured(jsma, 3)])).toHaveLength(1);
  });

  it('is away from the teacher’s action, as the paper’s; away from the policy’s own is a column beside', () => {
    const rows = [
      measured({ attackLabel: 'PGD-10 (ε = 1/255)' }, 5),
      measured({ attackLabel: 'PGD-10 (ε = 1/255), own labels', labels: 'self' }, 1),
    ];
    expect(cellUnder('PGD-10 (ε = 1/255)', rows)).toMatchObject([{ figure: '5.0 ± 1.1' }]);
    expect(cellUnder('PGD-10 (ε = 1/255), own label', rows)).toMatchObject([{ figure: '1.0 ± 1.1' }]);
  });

  it('says of the worst of all which label was not tried', () => {
    const worst = (labels: ('teacher' | 'self')[]) =>
      besidePaper({ ...example, worstCases: [{ ...example.worstCases![0]!, labels }] })
        .rows.find(({ name }) => name === 'student')!
        .cells.flat()
        .find(({ detail }) => detail.includes('3 attacks'))!.detail;
    expect(worst(['teacher'])).toMatch(/3 attacks, away from the teacher’s action alone$/);
    expect(worst([])).toMatch(/3 attacks, away from neither action$/);
    expect(worst(['teacher', 'self'])).toMatch(/3 attacks$/);
  });

  it('is of games with as many random actions as the others of its row', () => {
    const rows = [measured({}, 5), measured({ explorationEpsilon: 0.05 }, 1)];
    expect(cellUnder('PGD-10 (ε = 1/255)', rows)).toMatchObject([{ figure: '5.0 ± 1.1' }]);
    const { percent } = relativeRobustnessBeside({ ...example, comparison: { ...example.comparison, rows } })[0]!;
    expect(percent).toBe(row.relativeRobustnessPercent);
  });

  it('of one measurement of a known attack needs no more words', () => {
    const cell = cellUnder('PGD-10 (ε = 1/255)', [measured({}, 5)]);
    expect(cell).toHaveLength(1);
    expect(cell[0]!.detail).not.toContain('PGD');
  });
});

it('has one bar a policy, of the paper’s attack under which it kept least; what its own label leaves is told beside', () => {
  const thrice = [measured({}, 5), measured({}, 3), measured({ labels: 'self' }, 1)].map((each, i) => ({
    ...each,
    relativeRobustnessPercent: [80, 60, 20][i]!,
  }));
  const bars = relativeRobustnessBeside({ ...example, comparison: { ...example.comparison, rows: thrice } });
  const ours = bars.filter(({ isOurs }) => isOurs);
  expect(ours.map(({ percent }) => percent)).toEqual([60]);
  expect(ours[0]!.detail).toMatch(/20\.0% away from its own action$/);
});
