import fc from 'fast-check';
import { type DefaultTreeAdapterTypes, parse } from 'parse5';
import { beforeAll, describe, expect, it } from 'vitest';
import type { ReportInput } from './input.js';
import { renderPage } from './page.js';
import { type Report, renderFigures, renderReport } from './render-report.js';
import { exampleInput, manifestOf } from './testing/report-fixture.js';

type Node = DefaultTreeAdapterTypes.ChildNode;
type Element = DefaultTreeAdapterTypes.Element;

const example = exampleInput();
let report: Report;
beforeAll(async () => {
  report = await renderReport(example);
});

describe('the page', () => {
  it('says first that the run is scaled down, and how to run it at full size', () => {
    const text = textOf(report.html);
    expect(text).toContain('Scaled down. 3e5 agent steps of teacher training instead of 4e6');
    expect(text.indexOf('Scaled down.')).toBeLessThan(text.indexOf('Under the worst attack tried'));
    expect(text).toContain('a2pd pipeline --game pong --preset paper');
  });

  it('says nothing of the kind at full size', async () => {
    const { scaledDown: _, ...full } = example;
    expect(textOf((await renderReport({ ...full, evaluations: [], training: [], distillation: [] })).html)).not.toMatch(
      /scaled down/i,
    );
  });

  it('leads with the worst attack, not with the best', () => {
    const { rows } = example.comparison;
    const worst = rows.find((row) => row.summary.policyName === 'student' && row.worstAttack)!;
    const lede = elementsOf(report.html).find((element) => attribute(element, 'class') === 'lede')!;
    expect(textIn(lede)).toContain(worst.summary.attackLabel);
    expect(textIn(lede)).toContain(`${worst.relativeRobustnessPercent!.toFixed(1)}%`);
  });

  it('has every evaluation in its table', () => {
    const table = elementsOf(report.html).find((element) => element.tagName === 'table')!;
    const rows = within(table).filter((element) => element.tagName === 'tr');
    const { comparison } = example;
    expect(rows).toHaveLength(1 + comparison.rows.length);
    comparison.rows.forEach(({ summary }, i) => {
      expect(textIn(rows[i + 1]!)).toContain(summary.policyName);
      expect(textIn(rows[i + 1]!)).toContain(summary.attackLabel);
      expect(textIn(rows[i + 1]!)).toContain('20 (18)');
    });
  });

  it('sets the paper’s figures beside ours, only where method and attack are the same', () => {
    const rows = rowsOf(report.html, 'beside');
    const [header, teacher, student] = rows;
    const papers = rows.find((cells) => cells[0]!.startsWith('A2PD'))!;
    const column = (title: string) => header!.indexOf(title);
    expect(papers[column('PGD-10 (ε = 3/255)')]).toMatch(/^18\.2 ± 3\.7\s*50 episodes$/);
    expect(student![column('PGD-10 (ε = 3/255)')]).toMatch(/^\d+\.\d ± 1\.1\s*IQM .+, 20 episodes$/);
    expect(student![0]).toMatch(/ours, for A2PD.*audit: warn, 7\.5% \[5\.0%, 12\.5%\] of states fall/);
    expect(papers[column('PGD-50 (ε = 3/255)')]).toMatch(/^17\.1/);
    expect(student![column('PGD-50 (ε = 3/255)')]).toBe('–');
    expect(student![column('Worst of all, ε ≤ 3/255')]).toMatch(/20 episodes, 3 attacks$/);
    expect(teacher![column('Worst of all, ε ≤ 3/255')]).toBe('–');
    expect(student![column('Certified, ε = 1/255')]).toMatch(/^12\.5% \[10\.0%, 15\.0%\]\s*of 1,000 states$/);
  });

  it('has all figures, each with a caption', () => {
    const figures = elementsOf(report.html).filter((element) => element.tagName === 'figure');
    const ids = figures.map((figure) => attribute(figure, 'id'));
    expect(ids).toEqual([
      'episode',
      'film-strip',
      'returns-by-attack',
      'returns-by-epsilon',
      'relative-robustness',
      'prescription-gaps',
      'teacher-training',
      'distillation',
      'return-histogram',
    ]);
    for (const figure of figures) {
      const parts = within(figure).map((element) => element.tagName);
      expect(parts.includes('svg') || parts.includes('img')).toBe(true);
      expect(textIn(within(figure).find((element) => element.tagName === 'figcaption')!).length).toBeGreaterThan(40);
    }
  });

  it('prints the audit’s findings, flags at the top included', () => {
    const text = textOf(report.html);
    expect(text).toContain('The audit flags this result. One check does not hold for student');
    expect(text).toContain('✗ flagged');
    expect(text).toContain('some attack of radius 1/255 changed its action in 7.5%');
    expect(text).toContain('△ warn');
  });

  it('says in the headline and beside each relative number what speaks against it', async () => {
    const [audit] = exampleInput().audits!;
    const stuck = {
      id: 'random-actions',
      verdict: 'fail',
      title: 'T',
      detail: 'D',
      meaning: 'M',
      figures: {},
    } as const;
    const { html, files } = await renderReport(exampleInput({ audits: [{ ...audit!, checks: [stuck] }] }));
    const text = textOf(html);
    expect(text).toMatch(
      /keeps \d+\.\d% of its natural return.* But what it keeps says little: random actions raise its return\./,
    );
    expect(text).toMatch(/Relative robustness \(Eq\. 20\)\s+\d+\.\d% ✗/);
    expect(text).toMatch(/student \(ours\)\s+\d+\.\d% ✗/);
    expect(String(files['figures/relative-robustness.svg'])).toContain('student (ours) ✗');
    expect(text).toContain('of states fall; random actions raise its return');
  });

  it('prints what is certified beside what attacks reach', () => {
    expect(textOf(report.html)).toMatch(/student\s+1\/255\s+12\.5% \[10\.0%, 15\.0%\]\s+92\.0%/);
  });

  it('prints which returns are proved, in the headline, the table beside the paper and a section of its own', () => {
    const text = textOf(report.html);
    expect(text).toMatch(
      /student, certified return, ε = 1\/255\s+−12\.5\s+whatever the attack, of 17\.3 without one; 87\.5% of decisions proved, 3 of 20 episodes proved to their end, by ibp, then crown/,
    );
    expect(text).toMatch(/student\s+1\/255\s+−12\.5\s+17\.3\s+3 of 20\s+87\.5%\s+90\.0%\s+−4\.0\s+ibp, then crown/);
    expect(text).toMatch(/student\s+3\/255\s+–\s+17\.3\s+0 of 20\s+10\.0%\s+–\s+–\s+ibp/);
    expect(text).toContain('32,000 decisions, of which 50.0% matter');
    expect(text).not.toContain('cut short, so less than whole games');
    const [header, teacher, student] = rowsOf(report.html, 'beside');
    const column = header!.indexOf('Certified return, ε = 1/255');
    expect(column).toBeGreaterThan(header!.indexOf('Worst of all, ε ≤ 3/255'));
    expect(student![column]).toMatch(/^−12\.5\s*of 17\.3 without an attack, 87\.5% of decisions proved/);
    expect(teacher![column]).toBe('–');
  });

  it('says beside each proved figure what speaks against the certificates', async () => {
    const flagged = (id: string) =>
      ({ id, policyName: 'student', check: `Check ${id}`, verdict: 'flagged', detail: 'D' }) as const;
    const certificateFindings = [flagged('certified-constant'), flagged('certified-states')];
    const { html, tableText } = await renderReport(exampleInput({ certificateFindings }));
    const text = textOf(html);
    const doubts = 'one action wins nearly everywhere, its states are few or alike';
    expect(text).toMatch(/certified return, ε = 1\/255\s+−12\.5 ✗/);
    expect(text).toMatch(/certified at ε = 1\/255\s+12\.5% \[10\.0%, 15\.0%\] ✗/);
    expect(text).toContain(`no perturbation changes the action; but ${doubts}`);
    expect(text).toMatch(
      /What the certificates themselves show\s+Policy\s+Check.*student\s+Check certified-constant\s+✗ flagged/s,
    );
    const [header, , student] = rowsOf(html, 'beside');
    expect(student![header!.indexOf('Certified return, ε = 1/255')]).toMatch(
      /^−12\.5 ✗.*one action wins nearly everywhere/,
    );
    expect(student![header!.indexOf('Certified, ε = 1/255')]).toMatch(/ ✗\s*of 1,000 states, one action wins/);
    expect(tableText).toContain(`✗ student: what is proved of it says little: ${doubts}.`);
    expect(report.tableText).not.toContain('what is proved of it says little');
  });

  it('names where its numbers come from', () => {
    const text = textOf(report.html);
    for (const part of [
      '0123456789ab',
      'v20.20.2',
      '60e0ea3cbe0913d39803477945e9e5ec',
      'ALE 77000',
      '"distill": 123',
    ]) {
      expect(text).toContain(part);
    }
  });

  it('leaves out what has no records', async () => {
    const bare = await renderReport(
      exampleInput({ evaluations: [], training: [], distillation: [], game: 'breakout' }),
    );
    const ids = elementsOf(bare.html).map((element) => attribute(element, 'id'));
    for (const absent of ['episode', 'film-strip', 'teacher-training', 'distillation', 'paper'])
      expect(ids).not.toContain(absent);
    expect(bare.files).not.toHaveProperty(['figures/episode.gif']);
  });
});

describe('self-containment', () => {
  it('would be noticed if it failed', () => {
    expect(harmIn('<p onclick="x"><a href="https://example.org">x</a><script>x</script></p>')).toEqual([
      'onclick=x',
      'href=https://example.org',
      'script',
    ]);
  });

  it('fetches nothing and runs nothing', () => {
    expectHarmless(report.html);
  });

  it('lets no name of a run, policy, attack, action or file become markup', async () => {
    const drawn = await renderFigures(example);
    // The drawings do not change with the names here, and parsing them again and again is slow.
    const emptied = Object.entries(drawn.figures).map(([key, figure]) => [key, { ...figure, svg: '<svg></svg>' }]);
    const figures = Object.fromEntries(emptied) as typeof drawn.figures;
    const animation = { ...drawn.animation!, gif: { ...drawn.animation!.gif, bytes: new Uint8Array(3) } };
    fc.assert(
      fc.property(
        fc.oneof(fc.string({ unit: 'grapheme', maxLength: 40 }), fc.constantFrom(...hostileNames)),
        (name) => {
          expectHarmless(renderPage(renamed(name, name), figures, animation));
        },
      ),
      { numRuns: 100 },
    );
  });

  it('lets no name become markup in a figure either', async () => {
    const input = renamed('x', 'y');
    const [first] = input.evaluations;
    const evaluations = hostileNames.map((name) => ({
      ...first!,
      clip: null,
      summary: { ...first!.summary, policyName: name, attackLabel: name },
    }));
    const rows = evaluations.map(({ summary }) => ({ ...input.comparison.rows[0]!, summary }));
    const distillation = hostileNames.map((policyName) => ({
      policyName,
      points: input.distillation![0]!.points.slice(0, 3),
    }));
    const comparison = { ...input.comparison, rows };
    const { html, files } = await renderReport({ ...input, evaluations, comparison, distillation });
    expectHarmless(html);
    const svgs = Object.entries(files).filter(([path]) => path.endsWith('.svg'));
    expect(svgs.length).toBeGreaterThanOrEqual(5);
    for (const [, svg] of svgs) expectHarmless(String(svg));
    for (const [path, contents] of Object.entries(files)) {
      if (typeof contents === 'string') expect(contents, path).not.toMatch(/\p{Bidi_C}|[^\P{Cc}\n\t]/u);
    }
  });
});

const hostileNames = [
  '<script>alert(1)</script>',
  '"><img src=x onerror=alert(1)>',
  '</style></title><svg onload=alert(1)>',
  'javascript:alert(1)',
  "datum['x'].y",
  '<![CDATA[',
  '-->',
  '&#x3c;script&#x3e;',
  '__proto__',
  '../../x',
  'a\u202ecod.exe',
  'a\u001b[2Jb\u009b31m',
];

/** The example, cut to two evaluations, with one name everywhere a name can stand. */
function renamed(name: string, policyName: string): ReportInput {
  const input = example;
  const evaluations = input.evaluations
    .slice(5, 7)
    .map(({ summary, episodes }) => ({ summary: { ...summary, policyName, attackLabel: name }, episodes, clip: null }));
  const rows = input.comparison.rows.slice(5, 7).map((row, i) => ({ ...row, summary: evaluations[i]!.summary }));
  return {
    ...input,
    runName: name,
    game: name,
    actionNames: [name],
    scaledDown: name,
    fullSizeCommand: name,
    headlinePolicy: policyName,
    evaluations,
    distillation: [{ ...input.distillation![0]!, policyName }],
    comparison: {
      randomReturn: null,
      rows,
      findings: [{ id: name, check: name, policyName, verdict: 'flagged', detail: name }],
    },
    audits: input.audits!.map((audit) => ({
      ...{ ...audit, policyName },
      checks: audit.checks.map((check) => ({ ...check, title: name, detail: name, meaning: name })),
      strengths: audit.strengths.map((strength) => ({ ...strength, label: name })),
    })),
    certifications: input.certifications!.map((record) => ({ ...record, policyName, attackLabel: name })),
    worstCases: input.worstCases!.map((worst) => ({ ...worst, policyName, attackLabels: [name] })),
    manifests: [{ name, manifest: { ...manifestOf('policy'), config: { [name]: name } } }],
  };
}

describe('the files beside the page', () => {
  it('are the table as text and JSON, the figures and the animation', () => {
    expect(Object.keys(report.files).sort()).toEqual([
      'figures/distillation.svg',
      'figures/episode.gif',
      'figures/film-strip.svg',
      'figures/prescription-gaps.svg',
      'figures/relative-robustness.svg',
      'figures/return-histogram.svg',
      'figures/returns-by-attack.svg',
      'figures/returns-by-epsilon.svg',
      'figures/teacher-training.svg',
      'report.html',
      'table.json',
      'table.txt',
    ]);
    const rows = JSON.parse(String(report.files['table.json']));
    expect(rows[9]).toMatchObject({ policyName: 'student', attackLabel: 'PGD-10 (ε = 3/255)', worstAttack: true });
    expect(typeof rows[9].mean).toBe('number');
  });
});

/** The texts of a table's cells, row by row. */
function rowsOf(markup: string, tableClass: string): string[][] {
  const table = elementsOf(markup).find((element) => attribute(element, 'class') === tableClass)!;
  const rows = within(table).filter((element) => element.tagName === 'tr');
  return rows.map((row) =>
    within(row)
      .filter(({ tagName }) => tagName === 'td' || tagName === 'th')
      .map((cell) => textIn(cell).trim()),
  );
}

function expectHarmless(markup: string): void {
  expect(harmIn(markup)).toEqual([]);
}

/** Everything in a page that could run, fetch or lead elsewhere. */
function harmIn(markup: string): string[] {
  return elementsOf(markup).flatMap((element) => {
    const { tagName, attrs } = element;
    const isActive = activeElements.has(tagName) || (tagName === 'style' && /url\s*\(|@import/.test(textIn(element)));
    return [...(isActive ? [tagName] : []), ...attrs.filter(isHarmful).map(({ name, value }) => `${name}=${value}`)];
  });
}

const activeElements = new Set(['script', 'iframe', 'object', 'embed', 'link', 'base', 'form', 'use']);

function isHarmful({ name, value }: Element['attrs'][number]): boolean {
  if (name === 'href') return !value.startsWith('#') && !value.startsWith('data:image/png;base64,');
  if (name === 'src') return !value.startsWith('data:image/gif;base64,');
  return name.startsWith('on') || (name === 'style' && /url\s*\(/.test(value));
}

function elementsOf(markup: string): Element[] {
  return within(parse(markup));
}

function within(node: { childNodes: readonly Node[] }): Element[] {
  return node.childNodes.flatMap((child) => ('tagName' in child ? [child, ...within(child)] : []));
}

/** The page's text without its style sheet; cells are set apart by a space. */
function textOf(markup: string): string {
  return textIn(elementsOf(markup).find((element) => element.tagName === 'body')!);
}

function textIn(node: { childNodes: readonly Node[] }): string {
  const parts = node.childNodes.map((child) => {
    if ('value' in child) return child.value;
    const isBlock =
      'tagName' in child && ['td', 'th', 'p', 'div', 'li', 'dt', 'dd', 'small', 'span'].includes(child.tagName);
    return 'childNodes' in child ? textIn(child) + (isBlock ? ' ' : '') : '';
  });
  return parts.join('').replace(/\s+/g, ' ');
}

function attribute(element: Element, name: string): string | undefined {
  return element.attrs.find((entry) => entry.name === name)?.value;
}
