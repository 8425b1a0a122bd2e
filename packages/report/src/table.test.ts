import { describe, expect, it } from 'vitest';
import { renderJsonTable, renderTextTable } from './table.js';
import { exampleInput } from './testing/report-fixture.js';

const example = exampleInput();
const { comparison } = example;

/** An audit that finds a policy stuck. */
const ofStuckPolicy = {
  ...example.audits![0]!,
  checks: (['clean-return', 'random-actions'] as const).map((id) => ({
    ...{ id, title: '', verdict: 'fail' as const, detail: '', meaning: '', figures: {} },
  })),
};

describe('the text table', () => {
  const lines = renderTextTable({ comparison }).split('\n');

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

  it('says whose action an attack led away from', () => {
    const column = lines[0]!.indexOf('Label');
    expect(lines[2]!.slice(column)).toMatch(/^– /);
    expect(lines[3]!.slice(column)).toMatch(/^– /); // noise leads away from nothing
    expect(lines[4]!.slice(column)).toMatch(/^teacher /);
  });

  it('sets what speaks against it beside each relative number', () => {
    const text = renderTextTable({ comparison, audits: [ofStuckPolicy] });
    const relative = text.split('\n').filter((line) => /\bstudent\b.*%/.test(line) && !line.startsWith('!'));
    expect(relative).toHaveLength(4); // all but that without an attack
    for (const line of relative) expect(line).toMatch(/% ✗ .*% ✗ /);
    expect(text).toContain(
      '✗ student: what it keeps of its return says little: plays worse than its teacher, random actions raise its return.',
    );
    expect(text).not.toContain('✗ teacher');
    expect(Math.max(...relative.map((line) => line.length))).toBeLessThanOrEqual(120);
  });

  it('says what is proved of a return', () => {
    const { certifiedPlay } = example;
    expect(renderTextTable({ comparison, certifiedPlay: certifiedPlay! })).toContain(
      'student, within 1/255: certified return −12.5 of 17.3 without an attack; 87.5% of decisions proved, 3 of 20 episodes proved to their end, by ibp, then crown, with 0.1% of random actions; greedy worst case, an estimate: −4.0.\n',
    );
    const cut = certifiedPlay!.map((record) => ({ ...record, cutEpisodes: 2 }));
    expect(renderTextTable({ comparison, certifiedPlay: cut })).toContain(
      'by ibp, then crown, with 0.1% of random actions, 2 cut short;',
    );
  });

  it('lets no name move the cursor', () => {
    const [row] = comparison.rows;
    const summary = { ...row!.summary, policyName: 'a\u001b[2Jb\nc' };
    const text = renderTextTable({ comparison: { ...comparison, rows: [{ ...row!, summary }] } });
    expect(text).not.toContain('\u001b');
    expect(text.split('\n')[2]).toContain('a [2Jb c');
  });
});

it('is also JSON: flat rows with plain numbers', () => {
  const rows = JSON.parse(renderJsonTable({ comparison }));
  expect(rows).toHaveLength(10);
  expect(rows[9]).toMatchObject({ labels: 'teacher', caveats: [] });
  expect(rows[0]).toMatchObject({ attackLabel: 'No attack', relativeRobustnessPercent: null, distinctEpisodes: 18 });
});
