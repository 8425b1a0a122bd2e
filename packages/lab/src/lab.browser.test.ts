/** The lab in a real browser, over real emulators and policies; skipped where no Chromium is installed. */
import { existsSync } from 'node:fs';
import { cp, mkdtemp, readFile, rm } from 'node:fs/promises';
import { request } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { policyFolder } from '@a2pd/experiment/folders';
import axe from 'axe-core';
import { type Browser, chromium, type Page } from 'playwright-core';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { type Lab, startLab } from './server/start-lab.js';

const executablePath = [
  process.env.CHROMIUM ?? '',
  ...['chromium', 'chromium-browser', 'google-chrome'].map((name) => `/usr/bin/${name}`),
].find((path) => existsSync(path));
if (executablePath === undefined) {
  console.warn('The lab is not tried in a browser: no Chromium was found; install it, or name it by CHROMIUM.');
}

const patienceMs = 600_000;

describe.skipIf(executablePath === undefined)('the lab in Chromium', { timeout: patienceMs }, () => {
  let browser: Browser;
  let runs: string;
  let lab: Lab;
  beforeAll(async () => {
    browser = await chromium.launch({ executablePath: executablePath!, args: ['--no-sandbox'] });
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
    const { page, complaints } = await visit();
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
    const { page, complaints } = await visit();
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
    const { page } = await visit();
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

  it.each([
    { width: 1320, colorScheme: 'light' },
    { width: 1320, colorScheme: 'dark' },
    { width: 390, colorScheme: 'light' },
  ] as const)(
    'is accessible at $width pixels, $colorScheme, and nothing sticks out',
    async ({ width, colorScheme }) => {
      const { page } = await visit({ viewport: { width, height: 900 }, colorScheme });
      await page.getByRole('button', { name: 'Attack' }).click();
      await reach(page, 2);
      await page.getByRole('button', { name: 'Pause' }).click();
      // As an own script of the page it would need a looser policy for content.
      await page.evaluate(axe.source);
      const found = `axe.run().then(({ violations }) => violations.map(({ id, nodes }) => id + ': ' + nodes[0].html))`;
      expect(await page.evaluate(found)).toEqual([]);
      expect(await page.evaluate('document.documentElement.scrollWidth - innerWidth')).toBeLessThanOrEqual(0);
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
    const { page } = await visit();
    await reach(page, 1);
    const pid = lab.sessionPid!;
    await page.close();
    while (lab.sessionPid !== undefined) await new Promise(setImmediate);
    expect(() => process.kill(pid, 0)).toThrow(/ESRCH/);
  });

  it('has room for one tab, and says so to a second, which may take over', async () => {
    const { page: first } = await visit();
    await reach(first, 1);
    const { page: second } = await visit();
    await second.getByText('open in another tab or browser').waitFor();
    await second.getByRole('button', { name: 'Use it here instead' }).click();
    await first.getByText('goes on in another tab or browser').waitFor();
    await reach(second, 1);
  });

  it('says when a policy has disappeared while it played', async () => {
    const { page } = await visit();
    await reach(page, 1);
    await page.getByRole('combobox', { name: 'Left', exact: true }).selectOption(join(runs, 'mine', 'teacher'));
    await page.getByText('Rainbow · mine').waitFor();
    await reach(page, 1);
    await rm(join(runs, 'mine', 'teacher'), { recursive: true });
    await page.getByRole('alert').getByText('has disappeared').waitFor();
  });

  async function visit(options: Parameters<Browser['newPage']>[0] = { viewport: { width: 1320, height: 900 } }) {
    const page = await browser.newPage(options);
    page.setDefaultTimeout(patienceMs);
    const complaints: string[] = [];
    page.on('console', (message) => complaints.push(message.text()));
    page.on('pageerror', (error) => complaints.push(error.message));
    page.on('request', (asked) => {
      if (!asked.url().startsWith(lab.url) && !asked.url().startsWith('blob:')) complaints.push(asked.url());
    });
    await page.goto(lab.url);
    return { page, complaints };
  }
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
