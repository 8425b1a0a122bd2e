/** The browser of the tests, where there is one. */
import { existsSync } from 'node:fs';
import axe from 'axe-core';
import { type Browser, type BrowserContextOptions, chromium, type Page } from 'playwright-core';
import { expect } from 'vitest';

/** Undefined where no Chromium is installed: what needs it is skipped. */
export const chromiumPath = [
  process.env.CHROMIUM ?? '',
  ...['chromium', 'chromium-browser', 'google-chrome'].map((name) => `/usr/bin/${name}`),
].find((path) => existsSync(path));
if (chromiumPath === undefined) {
  console.warn('Pages are not tried in a browser: no Chromium was found; install it, or name it by CHROMIUM.');
}

export const patienceMs = 600_000;

/** Windows that a page must be accessible in. */
export const windows = [
  { width: 1320, colorScheme: 'light' },
  { width: 1320, colorScheme: 'dark' },
  { width: 390, colorScheme: 'light' },
] as const;

export function launchChromium(): Promise<Browser> {
  return chromium.launch({ executablePath: chromiumPath!, args: ['--no-sandbox'] });
}

interface VisitOptions extends BrowserContextOptions {
  /** Whether nothing is painted for a while, as on a machine that is busy: what the server says comes before. */
  readonly isPaintedLate?: boolean;
}

/** Opens a page. Its complaints are what it says on the console, and whatever it asks of another address than its own. */
export async function visit(browser: Browser, url: string, { isPaintedLate, ...options }: VisitOptions = {}) {
  const page = await browser.newPage({ viewport: { width: 1320, height: 900 }, ...options });
  if (isPaintedLate) await page.addInitScript(paintLate);
  page.setDefaultTimeout(patienceMs);
  const complaints: string[] = [];
  page.on('console', (message) => complaints.push(message.text()));
  page.on('pageerror', (error) => complaints.push(error.message));
  page.on('request', (asked) => {
    if (!asked.url().startsWith(url) && !asked.url().startsWith('blob:')) complaints.push(asked.url());
  });
  await page.goto(url);
  return { page, complaints };
}

/** By the rules of axe, and nothing sticks out of the window. */
export async function expectAccessible(page: Page): Promise<void> {
  // As an own script of the page it would need a looser policy for content.
  await page.evaluate(axe.source);
  const found = `axe.run().then(({ violations }) => violations.map(({ id, nodes }) => id + ': ' + nodes[0].html))`;
  expect(await page.evaluate(found)).toEqual([]);
  expect(await page.evaluate('document.documentElement.scrollWidth - innerWidth')).toBeLessThanOrEqual(0);
}

/** Puts off what a page does after it has been painted, until a second after its sockets have spoken. */
const paintLate = `
  const { setTimeout } = globalThis;
  const opened = new Promise((resolve) => {
    globalThis.WebSocket = class extends WebSocket {
      constructor(address) {
        super(address);
        this.addEventListener('message', () => setTimeout(resolve, 1000), { once: true });
      }
    };
  });
  globalThis.requestAnimationFrame = (paint) => void opened.then(() => paint(performance.now()));
  globalThis.setTimeout = (act, ms) => void opened.then(() => setTimeout(act, ms));
`;
