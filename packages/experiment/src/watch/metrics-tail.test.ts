import { appendFile, mkdtemp, rename, rm, truncate, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { MetricsTail } from './metrics-tail.js';

let folder: string;
let file: string;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'a2pd-tail-'));
  file = join(folder, 'metrics.jsonl');
});
afterEach(() => rm(folder, { recursive: true }));

const line = (agentSteps: number) => `${JSON.stringify({ kind: 'evaluation', agentSteps, meanReturn: 1 })}\n`;

async function stepsRead(tail: MetricsTail) {
  const read = await tail.read();
  return read && { restarted: read.restarted, agentSteps: read.lines.map(({ agentSteps }) => agentSteps) };
}

it('waits for the file, then gives each line once, when it is whole', async () => {
  const tail = new MetricsTail(file);
  expect(await tail.read()).toBeUndefined();
  await writeFile(file, line(1) + line(2) + line(3).slice(0, 20));
  expect(await stepsRead(tail)).toEqual({ restarted: false, agentSteps: [1, 2] });
  expect(await stepsRead(tail)).toEqual({ restarted: false, agentSteps: [] });
  await appendFile(file, line(3).slice(20) + line(4));
  expect(await stepsRead(tail)).toEqual({ restarted: false, agentSteps: [3, 4] });
});

it('begins anew when the file was cut', async () => {
  const tail = new MetricsTail(file);
  await writeFile(file, line(1) + line(2));
  await tail.read();
  await truncate(file, line(1).length);
  expect(await stepsRead(tail)).toEqual({ restarted: true, agentSteps: [1] });
});

it('begins anew when another file took its place, even a longer one', async () => {
  const tail = new MetricsTail(file);
  await writeFile(file, line(1) + line(2));
  await tail.read();
  await writeFile(`${file}.new`, line(1) + line(5) + line(6));
  await rename(`${file}.new`, file);
  expect(await stepsRead(tail)).toEqual({ restarted: true, agentSteps: [1, 5, 6] });
});

it('leaves out a damaged line', async () => {
  await writeFile(file, `${line(1)}\0\0\0{\n${line(2)}`);
  expect(await stepsRead(new MetricsTail(file))).toEqual({ restarted: false, agentSteps: [1, 2] });
});

it('says what cannot be read', async () => {
  await expect(new MetricsTail(folder).read()).rejects.toMatchObject({ code: 'FILE_UNAVAILABLE' });
});
