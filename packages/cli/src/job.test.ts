import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import { runJob } from './job.js';

const printed = vi.spyOn(console, 'log').mockImplementation(() => {});
vi.spyOn(console, 'error').mockImplementation(() => {});
let exitCode: typeof process.exitCode;
beforeEach(() => {
  exitCode = process.exitCode;
});
afterEach(() => {
  process.exitCode = exitCode;
  printed.mockClear();
});

it.each([
  ['tells whoever asked it to stop that it did, though it was done by then', undefined, 130],
  ['but not where stopping is how it is meant to end', false, undefined],
])('%s', async (_, isInterrupted, status) => {
  process.exitCode = undefined;
  await runJob({}, async ({ signal }) => {
    process.emit('SIGINT');
    expect(signal.aborted).toBe(true);
    return { json: {}, text: 'all of it', isInterrupted };
  });
  expect(printed.mock.calls).toEqual([['all of it']]);
  expect(process.exitCode).toBe(status);
});
