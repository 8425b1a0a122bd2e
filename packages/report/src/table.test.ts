import { describe, expect, it } from 'vitest';
import { renderJsonTable, renderTextTable } from './table.js';
import { exampleInput } from './testing/report-fixture.js';

const { comparison } = exampleInput();

describe('the text table', () => {
  const lines = renderTextTable(comparison).split('\n');

  it('is aligned', () => {
    const [header, rule, ...rows] = lines.slice(0, 2 + comparison.rows.length);
    expect(header!.length).toBe(rule!.length);
    for (const row of rows) expect(row.length).toBe(rule!.length);
    expect(rows[0]).toContain(`${comparison.rows[0]!.summary.returns.mean.toFixed(1)} ± 1.1`);
  });

  it('fits a terminal of 120 columns', () => {
    expect(Math.max(...lines.map((line) => line.length))).toBeLessThanOrEqual(120);
  });

  it('marks the worst attack and says what the audit flags', () => {
    expect(lines.filter((line) => line.startsWith('▸'))).toHaveLength(2);
    expect(lines.some((line) => line.startsWith('! student: NOT SO: PGD flips'))).toBe(true);
  });

  it('lets no name move the cursor', () => {
    const [row] = comparison.rows;
    const summary = { ...row!.summary, policyName: 'a\u001b[2Jb\nc' };
    const text = renderTextTable({ ...comparison, rows: [{ ...row!, summary }] });
    expect(text).not.toContain('\u001b');
    expect(text.split('\n')[2]).toContain('a [2Jb c');
  });
});

it('is also JSON: flat rows with plain numbers', () => {
  const rows = JSON.parse(renderJsonTable(comparison));
  expect(rows).toHaveLength(10);
  expect(rows[0]).toMatchObject({ attackLabel: 'No attack', relativeRobustnessPercent: null, distinctEpisodes: 18 });
});
