/** The server of `watch --web` as its page meets it, over real runs. */
import { appendFile, mkdir, readFile, rename, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, beforeEach, expect, it } from 'vitest';
import { WebSocket } from 'ws';
import type { RunCard, RunsMessage } from '../protocol/watch-messages.js';
import { startWatch, type WatchPage } from '../server/start-watch.js';
import { TinyRuns } from '../testing/tiny-runs.js';

let runs: TinyRuns;
let page: WatchPage;
let viewer: Viewer;
beforeAll(async () => {
  runs = await TinyRuns.make();
  await runs.train('trained');
  await runs.collect('distilled');
});
afterAll(() => runs.end());
beforeEach(async () => {
  page = await startWatch({ runs: runs.folder, pollMs: 20, remark: ({ kind }) => [`of a ${kind}`], begin: 'begin it' });
  viewer = new Viewer(page);
});
afterEach(() => {
  viewer.leave();
  page.close();
});

it('shows a training that is done with its curves and its film', async () => {
  const card = await viewer.seen('trained', ({ status }) => status === 'finished');
  expect(card).toMatchObject({
    ...{ what: 'Training · Rainbow · Pong', share: 1, extent: '160 of 160 agent steps', remarks: ['of a training'] },
    film: { type: 'gif', title: 'Evaluation at 160 steps' },
  });
  const [returns, losses] = card.curves;
  expect(returns).toMatchObject({ title: 'Evaluation return', unit: 'steps' });
  expect(returns!.lines[0]!.points.map(([at]) => at)).toEqual([80, 160]);
  expect(losses!.lines[0]!.points.length).toBeGreaterThan(3);
  const film = await fetch(page.url + card.film!.address);
  expect(film.headers.get('content-type')).toBe('image/gif');
  expect(Buffer.from(await film.arrayBuffer()).toString('latin1', 0, 6)).toBe('GIF89a');
  expect((await fetch(`${page.url}film/${'0'.repeat(16)}/1`)).status).toBe(404);
});

it('follows a distillation epoch by epoch, until it is stopped, and until it is gone', async () => {
  const distillation = runs.distill('distilled', 'student', 1000);
  const running = await viewer.seen('distilled / student', ({ status, curves }) => {
    return status === 'running' && (curves[0]?.lines[0]?.points.length ?? 0) >= 3;
  });
  expect(running).toMatchObject({
    what: 'Distillation · a2pd · Freeway',
    extent: expect.stringMatching(/of 1,000 epochs$/),
  });
  expect(running.curves.map(({ title }) => title)).toEqual([
    ...['Validation loss', 'Balanced accuracy', 'Prescription gap', 'Jacobian norm'],
  ]);
  expect(running.pace.join()).toMatch(/an epoch,at most .* left/);
  await distillation.stop();
  await viewer.seen('distilled / student', ({ status }) => status === 'stopped');
  await rm(join(runs.folder, 'distilled', 'student-training'), { recursive: true });
  await viewer.lost('distilled / student');
});

it('takes what is half written, damaged or no run as what it is', async () => {
  const metrics = await readFile(join(runs.folder, 'trained', 'metrics.jsonl'), 'utf8');
  const lines = metrics.split('\n').filter((line) => line.includes('"learning"'));
  const folder = join(runs.folder, 'half');
  await mkdir(join(folder, 'student-training'), { recursive: true });
  await mkdir(join(folder, 'student'));
  await writeFile(join(folder, 'student-training', 'manifest.json'), '{"kind":"distil');
  await writeFile(join(folder, 'student', 'manifest.json'), '{"kind":"policy"}');
  await writeFile(join(runs.folder, 'a file'), '');
  await writeFile(join(folder, 'metrics.jsonl'), `${lines[0]}\n${lines[1]!.slice(0, 30)}`);
  // Nobody holds its lock.
  const before = await viewer.seen('half', ({ status }) => status === 'killed');
  expect(before.curves.at(-1)!.lines[0]!.points).toHaveLength(1);
  await appendFile(join(folder, 'metrics.jsonl'), `${lines[1]!.slice(30)}\n`);
  await viewer.seen('half', ({ curves }) => curves.at(-1)!.lines[0]!.points.length === 2);
  expect(viewer.titles().filter((title) => title.startsWith('half'))).toEqual(['half']);
  await rm(join(folder, 'metrics.jsonl'));
  await mkdir(join(folder, 'metrics.jsonl'));
  const unreadable = await viewer.seen('half', ({ status }) => status === 'unreadable');
  expect(unreadable.extent).toMatch(/Cannot read .*metrics\.jsonl/);
  await rm(folder, { recursive: true });
  await viewer.lost('half');
});

it('tells a second viewer everything, whatever the first has seen, and forgets all when both are gone', async () => {
  await viewer.seen('trained', () => true);
  const second = new Viewer(page);
  await second.seen('trained', ({ curves }) => curves.length === 2);
  expect(page.viewers).toBe(2);
  viewer.leave();
  second.leave();
  while (page.viewers > 0) await new Promise(setImmediate);
  const third = new Viewer(page);
  await third.seen('trained', ({ film }) => film !== null);
  third.leave();
});

it('shows one run alone, and what begins one where there is none', async () => {
  const alone = await startWatch({ runs: runs.folder, run: 'later', pollMs: 20, begin: 'begin it' });
  const viewer = new Viewer(alone);
  try {
    expect(await viewer.first()).toMatchObject({ place: runs.folder, begin: 'begin it', order: [] });
    await rename(join(runs.folder, 'trained'), join(runs.folder, 'later'));
    await viewer.seen('later', ({ status }) => status === 'finished');
    expect(viewer.titles()).toEqual(['later']);
  } finally {
    await rename(join(runs.folder, 'later'), join(runs.folder, 'trained'));
    viewer.leave();
    alone.close();
  }
});

it.each([
  ['another origin', { origin: 'http://evil.example' }, (url: string) => `${url}runs`, 403],
  ['no origin', {}, (url: string) => `${url}runs`, 404],
  ['another token', { origin: 'own' }, (url: string) => `${url.slice(0, -2)}x/runs`, 403],
  ['another path', { origin: 'own' }, (url: string) => `${url}session`, 404],
])('refuses %s', async (_, { origin }: { origin?: string }, address, status) => {
  const own = new URL(page.url).origin;
  const socket = new WebSocket(address(page.url.replace('http:', 'ws:')), {
    ...(origin ? { origin: origin === 'own' ? own : origin } : {}),
  });
  const refused = await new Promise((resolve) => {
    socket.once('unexpected-response', (_, response) => resolve(response.statusCode));
    socket.on('error', () => {});
  });
  expect(refused).toBe(status);
});

/** What a page knows. */
class Viewer {
  readonly #socket: WebSocket;
  #cards = new Map<string, RunCard>();
  #last: RunsMessage | undefined;
  #wake: () => void = () => {};

  constructor({ url }: WatchPage) {
    this.#socket = new WebSocket(`${url.replace('http:', 'ws:')}runs`, { origin: new URL(url).origin });
    this.#socket.on('message', (words) => {
      const message = JSON.parse(String(words)) as RunsMessage;
      for (const card of message.cards) this.#cards.set(card.id, card);
      this.#cards = new Map(message.order.map((id) => [id, this.#cards.get(id)!]));
      this.#last = message;
      this.#wake();
    });
  }

  titles(): string[] {
    return [...this.#cards.values()].map(({ title }) => title);
  }

  async first(): Promise<RunsMessage> {
    await this.#until(() => this.#last !== undefined);
    return this.#last!;
  }

  /** Waits for a card that is as asked for. */
  async seen(title: string, isSo: (card: RunCard) => boolean): Promise<RunCard> {
    const find = () => [...this.#cards.values()].find((card) => card.title === title && isSo(card));
    await this.#until(() => find() !== undefined);
    return find()!;
  }

  async lost(title: string): Promise<void> {
    await this.#until(() => !this.titles().includes(title));
  }

  leave(): void {
    this.#socket.terminate();
  }

  async #until(isSo: () => boolean): Promise<void> {
    while (!isSo()) {
      await new Promise<void>((resolve) => {
        this.#wake = resolve;
      });
    }
  }
}
