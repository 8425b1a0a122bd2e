/** The page in a real browser, with hostile names in it; skipped where no Chromium is installed. */
import { existsSync } from 'node:fs';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { type Browser, chromium } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { renderReport } from './render-report.js';
import { exampleInput } from './testing/report-fixture.js';

const executablePath = [
  process.env.CHROMIUM ?? '',
  ...['chromium', 'chromium-browser', 'google-chrome'].map((name) => `/usr/bin/${name}`),
].find((path) => existsSync(path));

describe.skipIf(executablePath === undefined)('the page in Chromium', () => {
  let browser: Browser;
  let folder: string;
  let url: string;
  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'a2pd-page-'));
    const file = join(folder, 'report.html');
    const hostile = '"><img src=x onerror="document.title=1"><script>document.title=2</script>';
    const example = exampleInput();
    const rows = example.comparison.rows.map((row, i) =>
      i === 1 ? { ...row, summary: { ...row.summary, attackLabel: `${hostile}</svg>` } } : row,
    );
    const report = await renderReport({
      ...{ ...example, runName: hostile, comparison: { ...example.comparison, rows } },
      actionNames: [hostile, ...example.actionNames!.slice(1)],
    });
    await writeFile(file, report.html);
    url = pathToFileURL(file).href;
    browser = await chromium.launch({ executablePath: executablePath!, args: ['--no-sandbox'] });
  });
  afterAll(async () => {
    await browser.close();
    await rm(folder, { recursive: true });
  });

  it.each([
    { width: 1280, colorScheme: 'light' },
    { width: 1280, colorScheme: 'dark' },
    { width: 390, colorScheme: 'light' },
  ] as const)('at $width pixels, $colorScheme: whole, silent, and alone', async ({ width, colorScheme }) => {
    const page = await browser.newPage({ viewport: { width, height: 900 }, colorScheme });
    const complaints: string[] = [];
    page.on('console', (message) => complaints.push(message.text()));
    page.on('pageerror', (error) => complaints.push(error.message));
    page.on('request', (request) => {
      if (request.url() !== url && !request.url().startsWith('data:')) complaints.push(request.url());
    });
    await page.goto(url);
    expect(complaints).toEqual([]);
    expect(await page.title()).toContain('<script>');
    const boxes = await page.$$eval('figure svg, figure img', (pictures) =>
      pictures.map((picture) => picture.getBoundingClientRect()).map((box) => Math.min(box.width, box.height)),
    );
    expect(boxes.length).toBeGreaterThanOrEqual(8);
    expect(Math.min(...boxes)).toBeGreaterThan(60);
    // Tables scroll within the page; the page itself does not.
    expect(await page.evaluate('document.documentElement.scrollWidth')).toBe(width);
    const [ink, paper] = await page.evaluate<[number, number]>(
      '["color", "backgroundColor"].map((name) => Number(/\\d+/.exec(getComputedStyle(document.body)[name])[0]))',
    );
    expect(Math.sign(paper - ink)).toBe(colorScheme === 'light' ? 1 : -1);
    await page.close();
  });
});
