/** The page of `watch --web` in a real browser, over real runs; skipped where no Chromium is installed. */
import { rename, rm } from 'node:fs/promises';
import { join } from 'node:path';
import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { startWatch, type WatchPage } from './server/start-watch.js';
import { chromiumPath, expectAccessible, launchChromium, patienceMs, visit, windows } from './testing/chromium.js';
import { TinyRuns } from './testing/tiny-runs.js';

describe.skipIf(chromiumPath === undefined)('watch --web in Chromium', { timeout: patienceMs }, () => {
  let browser: Browser;
  let runs: TinyRuns;
  let watch: WatchPage;
  beforeAll(async () => {
    browser = await launchChromium();
    runs = await TinyRuns.make();
    await runs.train('before');
    await runs.collect('distilled');
    watch = await startWatch({ runs: runs.folder, pollMs: 50, begin: 'npx a2pd train --game pong --run pong' });
  }, patienceMs);
  afterAll(async () => {
    watch.close();
    await browser.close();
    await runs.end();
  });

  it('goes along with runs as they begin, learn, stop and disappear, in silence', async () => {
    const { page, complaints } = await visit(browser, watch.url);
    await page.getByText('Nothing is running. Start one with').waitFor();
    await page.getByText('npx a2pd train --game pong --run pong').waitFor();
    await runs.train('trained');
    await card(page, 'trained').getByText('finished').waitFor();
    const returns = { name: /^Evaluation return: from .* at 80 to .* at 160 steps/ };
    await card(page, 'trained').getByRole('img', returns).waitFor();
    const distillation = runs.distill('distilled', 'student', 1000);
    const running = page.getByRole('list', { name: 'Running', exact: true });
    await running.getByText('distilled / student').waitFor();
    await running.getByRole('img', { name: /^Balanced accuracy: from .* at 1 to .* at \d+ epochs/ }).waitFor();
    expect(await running.getByRole('progressbar').getAttribute('value')).toMatch(/^0\.\d+$/);
    await distillation.stop();
    await card(page, 'distilled / student').getByText('stopped').waitFor();
    await page.getByRole('status').getByText('distilled / student, Distillation · a2pd · Freeway: stopped').waitFor({
      state: 'attached',
    });

    await rename(join(runs.folder, 'distilled'), join(runs.folder, '.away'));
    await card(page, 'distilled / student').waitFor({ state: 'detached' });
    await rename(join(runs.folder, '.away'), join(runs.folder, 'distilled'));
    await card(page, 'distilled / student').waitFor();
    expect(complaints).toEqual([]);
    await page.close();
    while (watch.viewers > 0) await new Promise(setImmediate);
  });

  it('plays the newest film when it is asked to, by keyboard too', async () => {
    const { page, complaints } = await visit(browser, watch.url);
    const play = card(page, 'before').getByRole('button', { name: 'Play: Evaluation at 160 steps' });
    await play.focus();
    // It has its first picture already.
    while ((await play.locator('canvas').evaluate((canvas) => (canvas as { width?: number }).width)) === 300) {
      await page.evaluate('new Promise(requestAnimationFrame)');
    }
    await page.keyboard.press('Enter');
    await play.locator('img').waitFor();
    expect(await play.getAttribute('aria-pressed')).toBe('true');
    await page.keyboard.press('Enter');
    await play.locator('canvas').waitFor();
    expect(complaints).toEqual([]);
    await page.close();
  });

  it('tells the value under the pointer', async () => {
    const { page } = await visit(browser, watch.url);
    const loss = card(page, 'before').getByRole('img', { name: /^Loss/ });
    await loss.hover({ position: { x: 1, y: 10 } });
    await card(page, 'before')
      .getByText(/^at \d+$/)
      .waitFor();
    await page.mouse.move(0, 0);
    await card(page, 'before')
      .getByText(/^at \d+$/)
      .waitFor({ state: 'detached' });
    await page.close();
  });

  it.each(windows)(
    'is accessible at $width pixels, $colorScheme, and nothing sticks out',
    async ({ width, colorScheme }) => {
      const { page } = await visit(browser, watch.url, { viewport: { width, height: 900 }, colorScheme });
      const distillation = runs.distill('distilled', 'other', 1000);
      await page.getByRole('list', { name: 'Running', exact: true }).getByRole('img').first().waitFor();
      await expectAccessible(page);
      await distillation.stop();
      await rm(join(runs.folder, 'distilled', 'other-training'), { recursive: true });
      await page.close();
    },
  );

  it('says when the command has ended, and finds it again', async () => {
    const first = await startWatch({ runs: runs.folder, pollMs: 50 });
    const { page } = await visit(browser, first.url);
    await card(page, 'before').waitFor();
    first.close();
    await page.getByText('Connection lost').waitFor();
    await card(page, 'before').waitFor();
    await page.close();
  });
});

function card(page: Page, title: string) {
  return page.getByRole('listitem').filter({ has: page.getByRole('heading', { name: title, exact: true }) });
}
