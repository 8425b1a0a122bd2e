/** The lab in a real browser, over real emulators and policies; skipped where no Chromium is installed. */
import { cp, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { request } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { policyFolder } from '@a2pd/experiment/folders';
import type { Browser, Page } from 'playwright-core';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { type Lab, startLab } from './server/start-lab.js';
import { chromiumPath, expectAccessible, launchChromium, patienceMs, visit, windows } from './testing/chromium.js';

describe.skipIf(chromiumPath === undefined)('the lab in Chromium', { timeout: patienceMs }, () => {
  let browser: Browser;
  let runs: string;
  let lab: Lab;
  beforeAll(async () => {
    browser = await launchChromium();
  });
  afterAll(() => browser.close());
  beforeEach(async () => {
    runs = await mkdtemp(join(tmpdir(), 'a2pd-lab-'));
    await cp(policyFolder('zoo:freeway/teacher'), join(runs, 'mine', 'teacher'), { recursive: true });
    lab = await startLab({ runs, launcher: 'npx a2pd' });
  });
  afterEach(async () => {
    await lab.close();
    await rm(runs, { recursive: true });
  });

  it('plays 200 steps of two policies, which an attack parts, in silence', async () => {
    const { page, complaints } = await visit(browser, lab.url);
    await page.getByLabel('Speed').selectOption('60');
    await reach(page, 20);
    const button = page.getByRole('button', { name: 'Attack' });
    await button.click();
    await reach(page, 220);
    expect(await button.getAttribute('aria-pressed')).toBe('true');
    const flips = await Promise.all([0, 1].map((seat) => numberAt(page, `flips-${seat}`)));
    expect(flips[0]).toBeGreaterThan(100);
    expect(flips[1]).toBeLessThan(20);
    // The teacher no longer crosses the road.
    expect(await numberAt(page, 'score-1')).toBeGreaterThan(await numberAt(page, 'score-0'));
    expect(
      await page
        .getByLabel(/^Right/)
        .getByText('Proved')
        .count(),
    ).toBeLessThanOrEqual(1);
    expect(complaints).toEqual([]);
  });

  it('can be paused, stepped, rewound, and asked for a film and a command', async () => {
    const { page, complaints } = await visit(browser, lab.url);
    await reach(page, 10);
    await page.getByRole('button', { name: 'Pause' }).click();
    await page.getByText('paused').waitFor();
    const step = await numberAt(page, 'step');
    await page.getByRole('button', { name: 'Step' }).click();
    await reach(page, step + 1);
    await page.getByLabel('Step of the game').fill('3');
    await page.getByTestId('step').getByText('3', { exact: true }).waitFor();
    const [download] = await Promise.all([
      page.waitForEvent('download'),
      page.getByRole('button', { name: 'Save GIF' }).click(),
    ]);
    expect((await readFile(await download.path())).toString('latin1', 0, 6)).toBe('GIF89a');
    await page.getByRole('button', { name: 'Command' }).click();
    await page.getByText('npx a2pd play --policy zoo:freeway/teacher').waitFor();
    expect(complaints).toEqual([]);
  });

  it('lets a person play by keyboard alone', async () => {
    const { page } = await visit(browser, lab.url);
    await reach(page, 2);
    const take = page.getByLabel(/^Left/).getByRole('button', { name: 'Take the controls' });
    await take.focus();
    await page.keyboard.press('Enter');
    await page.getByRole('heading', { name: 'You' }).waitFor();
    const step = await numberAt(page, 'step');
    await page.keyboard.down('ArrowDown');
    await reach(page, step + 30);
    await page.keyboard.up('ArrowDown');
    await page.keyboard.press('Escape');
    await page.getByRole('heading', { name: 'You' }).waitFor({ state: 'detached' });
    // Whoever goes back down crosses no road.
    expect(await numberAt(page, 'score-0')).toBe(0);
  });

  it.each(windows)(
    'is accessible at $width pixels, $colorScheme, and nothing sticks out',
    async ({ width, colorScheme }) => {
      const { page } = await visit(browser, lab.url, { viewport: { width, height: 900 }, colorScheme });
      await page.getByRole('button', { name: 'Attack' }).click();
      await reach(page, 2);
      await page.getByRole('button', { name: 'Pause' }).click();
      await expectAccessible(page);
    },
  );

  it('opens to its own address and page alone', async () => {
    const { port } = lab;
    const url = new URL(lab.url);
    const host = `127.0.0.1:${port}`;
    expect(await statusOf({ port, path: url.pathname, headers: { host } })).toBe(200);
    expect(await statusOf({ port, path: '/wrong/', headers: { host } })).toBe(403);
    expect(await statusOf({ port, path: url.pathname, headers: { host: `lab.example:${port}` } })).toBe(403);
    const upgrade = {
      ...{ connection: 'Upgrade', upgrade: 'websocket', 'sec-websocket-version': '13' },
      'sec-websocket-key': Buffer.alloc(16).toString('base64'),
    };
    const path = `${url.pathname}session`;
    for (const origin of ['http://evil.example', 'null']) {
      expect(await statusOf({ port, path, headers: { host, origin, ...upgrade } })).toBe(403);
    }
    expect(
      await statusOf({ port, path: '/wrong/session', headers: { host, origin: `http://${host}`, ...upgrade } }),
    ).toBe(403);
    expect(lab.sessionPid).toBeUndefined();
  });

  it('leaves nothing behind when the tab is closed', async () => {
    const { page } = await visit(browser, lab.url);
    await reach(page, 1);
    const pid = lab.sessionPid!;
    await page.close();
    while (lab.sessionPid !== undefined) await new Promise(setImmediate);
    expect(() => process.kill(pid, 0)).toThrow(/ESRCH/);
  });

  it('begins anew when the page is reloaded', async () => {
    const { page } = await visit(browser, lab.url);
    await reach(page, 1);
    const pid = lab.sessionPid!;
    await page.reload();
    await reach(page, 1);
    expect(() => process.kill(pid, 0)).toThrow(/ESRCH/);
  });

  it('has room for one tab, and says so to a second, which may take over', async () => {
    const { page: first } = await visit(browser, lab.url);
    await reach(first, 1);
    const { page: second } = await visit(browser, lab.url);
    await second.getByText('open in another tab or browser').waitFor();
    await second.getByRole('button', { name: 'Use it here instead' }).click();
    await first.getByText('goes on in another tab or browser').waitFor();
    await reach(second, 1);
  });

  it('begins anew, without an attack, in a tab that takes it back', async () => {
    const { page: first } = await visit(browser, lab.url);
    await reach(first, 1);
    const attack = first.getByRole('button', { name: 'Attack' });
    await attack.click();
    await first.getByLabel('Speed').selectOption('60');
    const { page: second } = await visit(browser, lab.url);
    await second.getByRole('button', { name: 'Use it here instead' }).click();
    await reach(second, 1);
    await first.getByRole('button', { name: 'Bring it back here' }).click();
    await first.getByRole('button', { name: 'Pause' }).waitFor();
    expect(await attack.getAttribute('aria-pressed')).toBe('false');
    expect(await first.getByLabel('Speed').inputValue()).toBe('30');
  });

  it('lets another policy be chosen where the first one cannot be opened', async () => {
    await lab.close();
    await writeFile(join(runs, 'mine', 'teacher', 'weights.safetensors'), 'no weights');
    lab = await startLab({
      runs,
      policies: [{ name: 'teacher', folder: join(runs, 'mine', 'teacher') }],
      launcher: 'npx a2pd',
    });
    const { page } = await visit(browser, lab.url);
    await page.getByRole('alert').waitFor();
    await page.getByRole('combobox', { name: 'Left', exact: true }).selectOption('zoo:freeway/student-certified');
    await reach(page, 1);
  });

  it('says what it is told before it is painted', async () => {
    await reach((await visit(browser, lab.url)).page, 1);
    const { page } = await visit(browser, lab.url, { isPaintedLate: true });
    await page.getByText('open in another tab or browser').waitFor();
  });

  it('says when a policy has disappeared while it played', async () => {
    const { page } = await visit(browser, lab.url);
    await reach(page, 1);
    await page.getByRole('combobox', { name: 'Left', exact: true }).selectOption(join(runs, 'mine', 'teacher'));
    await page.getByText('· mine').waitFor();
    await reach(page, 1);
    await rm(join(runs, 'mine', 'teacher'), { recursive: true });
    await page.getByRole('alert').getByText('has disappeared').waitFor();
  });
});

/** Waits until so many steps have been played. */
async function reach(page: Page, step: number): Promise<void> {
  while ((await numberAt(page, 'step')) < step) await page.evaluate('new Promise(requestAnimationFrame)');
}

async function numberAt(page: Page, id: string): Promise<number> {
  return Number((await page.getByTestId(id).textContent())?.replace(/[()]/g, ''));
}

function statusOf(options: {
  port: number;
  path: string;
  headers: Record<string, string>;
}): Promise<number | undefined> {
  return new Promise((resolve, reject) => {
    const asked = request({ host: '127.0.0.1', ...options }, (response) => {
      response.resume();
      resolve(response.statusCode);
    });
    asked.on('upgrade', (response, socket) => {
      socket.destroy();
      resolve(response.statusCode);
    });
    asked.on('error', reject).end();
  });
}
