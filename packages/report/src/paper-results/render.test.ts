import { beforeAll, describe, expect, it } from 'vitest';
import { exampleInput } from '../testing/report-fixture.js';
import type { PaperGameResults, PaperPolicy, PaperResultsInput } from './input.js';
import { readingOf } from './reading.js';
import { renderPaperResults } from './render.js';

const hostile = 'a|b <script>x</script> [c](d)';

function resultsOf(game: string): PaperGameResults {
  const example = exampleInput({ game });
  // A student of another β beside the example's.
  const twin = example.comparison.rows
    .filter(({ summary }) => summary.policyName === 'student')
    .map((row) => ({ ...row, summary: { ...row.summary, policyName: hostile } }));
  const policy = (policyName: string, distillation: PaperPolicy['distillation']): PaperPolicy => ({
    ...{ policyName, source: `zoo:${game}/${policyName}`, isSmallNetwork: distillation === null },
    ...{ scaledDown: 'fewer steps', note: distillation ? null : 'gate not reached', distillation },
    ...{ manifestSha256: 'ab'.repeat(32), sourceCommit: '0123456789abcdef' },
  });
  const distilled = (beta: number, eta: number) => ({
    ...{ method: 'a2pd', methodLabel: 'A2PD', beta, eta, epochPairs: 9_000, secondsPerEpoch: 2 },
    points: example.distillation![0]!.points,
  });
  return {
    ...example,
    comparison: { ...example.comparison, rows: [...example.comparison.rows, ...twin] },
    policies: [policy('teacher', null), policy('student', distilled(0.01, 1 / 3)), policy(hostile, distilled(0.1, 1))],
  };
}

const input: PaperResultsInput = {
  games: [resultsOf('freeway'), resultsOf('pong')],
  reading: 'Three sentences.',
  command: 'a2pd report --paper',
};
let files: Readonly<Record<string, string>>;
let page: string;
beforeAll(async () => {
  files = await renderPaperResults(input);
  page = files['README.md']!;
});

describe('the results page', () => {
  it('has every table and figure that the records reach', () => {
    for (const heading of [
      'Table 1',
      '### Freeway',
      '### Pong',
      'Table 2',
      'Table 3',
      'Fig. 3',
      'Fig. 4',
      'Fig. 5',
      'Fig. 6',
    ]) {
      expect(page).toContain(heading);
    }
    const shown = [...page.matchAll(/\]\((figures\/[^)]+)\)/g)].map(([, path]) => path!);
    expect(shown.toSorted()).toEqual(
      Object.keys(files)
        .filter((path) => path !== 'README.md')
        .toSorted(),
    );
    for (const path of shown) expect(files[path]).toMatch(/^<svg[^>]*xmlns/);
  });

  it('sets ours beside the paper’s figures, with episodes and intervals', () => {
    const [, freeway, pong] = page.split(/^### (?:Freeway|Pong)$/m);
    expect(freeway).toMatch(/_paper:_ A2PD \|.*33\.9 ± 0\.3/);
    expect(pong).toMatch(
      /\*\*student\*\*<br>for A2PD \| audit: warn, 7\.5% \\\[5\.0%, 12\.5%\\\] of states fall \|.* ± 1\.1<br><sub>IQM .*20 episodes/,
    );
    expect(pong).toMatch(/gate not reached/);
  });

  it('has a column of what is proved for each radius', () => {
    const titles = page.split('\n').filter((line) => line.startsWith('| Policy | Audit'));
    for (const line of titles) expect(line).toMatch(/Certified return, ε = 1\/255 \| Certified return, ε = 3\/255/);
    expect(page).toMatch(/\*\*−12\.5\*\*<br><sub>of 17\.3 without an attack, 87\.5% of decisions proved, 3 of 20/);
  });

  it('unfolds each audit', () => {
    expect(page).toContain(
      '<summary>Audit of student: warn; 7.5% [5.0%, 12.5%] of 1000 states of 16 episodes change their action',
    );
    expect(page).toMatch(/\| More steps change little \| warn \| PGD-10 5\.0%, PGD-50 7\.0% \|/);
  });

  it('scales seconds to the paper’s epoch', () => {
    expect(page).toMatch(/\| Pong \| student \| A2PD \| 20\.0 \| 9,000 \| 19\.3 \|/);
  });

  it('lets no name become markup', () => {
    expect(page).not.toContain('<script>');
    expect(page).toContain('a\\|b &lt;script\\>');
    for (const svg of Object.values(files).slice(1)) expect(svg).not.toContain('<script>');
  });

  it('keeps what was written by hand', async () => {
    expect(readingOf(page)).toBe('Three sentences.');
    const edited = page.replace('Three sentences.', 'Four.\n\nWith a gap.');
    const again = await renderPaperResults({ ...input, reading: readingOf(edited)! });
    expect(readingOf(again['README.md']!)).toBe('Four.\n\nWith a gap.');
    expect(readingOf(page.replace('<!-- /reading -->', ''))).toBeNull();
  });
});
