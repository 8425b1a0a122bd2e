import { mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { decodeEvents, EventWriter } from './index.js';
import { smallGif, smallPng } from './testing/pictures.js';

let folder: string;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'a2pd-events-'));
});
afterEach(() => rm(folder, { recursive: true, force: true }));

it('writes version, session start and every value, in order', async () => {
  const writer = await EventWriter.open(folder, { purgeFromStep: 7, wallTimeSeconds: () => 1234.5 });
  writer.scalar('training/loss', 0.25, 8);
  writer.histogram('replay/priority', Float32Array.of(1, 2, 4), 8);
  writer.image('evaluation/episode', smallPng, 2 ** 40);
  await writer.close();
  const events = decodeEvents(await readFile(writer.path));
  expect(events).toMatchObject([
    { step: 0, fileVersion: 'brain.Event:2' },
    { step: 7, isSessionStart: true },
    { step: 8, values: [{ tag: 'training/loss', value: 0.25 }] },
    { step: 8, values: [{ tag: 'replay/priority', countOfValues: 3 }] },
    { step: 2 ** 40, values: [{ tag: 'evaluation/episode' }] },
  ]);
  expect(Buffer.from(events[4]!.values[0]!.encoded!)).toEqual(smallPng);
  expect(events.map(({ wallTimeSeconds }) => wallTimeSeconds)).toEqual(new Array(5).fill(1234.5));
});

it('leaves earlier files as they are', async () => {
  const first = await EventWriter.open(folder, { purgeFromStep: 0 });
  first.scalar('loss', 1, 5);
  await first.close();
  const before = await readFile(first.path);
  const second = await EventWriter.open(folder, { purgeFromStep: 4 });
  second.scalar('loss', 2, 5);
  await second.close();
  expect(await readFile(first.path)).toEqual(before);
  expect((await readdir(folder)).sort()).toEqual(
    [first.path, second.path].map((path) => path.slice(folder.length + 1)),
  );
});

it('has everything in the file after a flush, also what was added while writing', async () => {
  const writer = await EventWriter.open(folder, { purgeFromStep: 0 });
  for (let step = 0; step < 200; step++) {
    writer.scalar('x', step, step);
    if (step % 50 === 0) await new Promise((resolve) => setImmediate(resolve));
  }
  await writer.flush();
  const values = decodeEvents(await readFile(writer.path)).flatMap((event) => event.values);
  expect(values.map(({ value }) => value)).toEqual(Array.from({ length: 200 }, (_, i) => i));
  await writer.close();
});

it('refuses what TensorBoard could not show', async () => {
  const writer = await EventWriter.open(folder, { purgeFromStep: 0 });
  expect(() => writer.image('x', Buffer.from('not a picture'), 0)).toThrow(/PNG or GIF/);
  expect(() => writer.scalar('x', 1, -1)).toThrow(/step of at least 0/);
  expect(() => writer.image('x', smallGif, 0)).not.toThrow();
  await writer.close();
});

it('says which folder cannot be written', async () => {
  const file = join(folder, 'a-file');
  await writeFile(file, '');
  await expect(EventWriter.open(file, { purgeFromStep: 0 })).rejects.toMatchObject({ code: 'FILE_UNAVAILABLE' });
});
