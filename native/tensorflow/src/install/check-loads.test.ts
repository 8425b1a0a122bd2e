import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { checkLoads } from './check-loads.js';

let folder: string;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'a2pd-loads-'));
});
afterAll(() => rm(folder, { recursive: true }));

async function entry(body: string): Promise<URL> {
  const file = join(folder, `${Math.random()}.mjs`);
  await writeFile(file, `export function tensorFlowInformation() { ${body} }`);
  return pathToFileURL(file);
}

it('says what loads, with everything that TensorFlow says while it does', async () => {
  const lines: string[] = [];
  checkLoads(await entry('return { level: process.env.TF_CPP_MIN_LOG_LEVEL };'), (line) => lines.push(line));
  expect(lines).toEqual(['loads: {"level":"0"}']);
});

it('refuses what ends the process, with its last words', async () => {
  const ending = await entry("process.stderr.write('needs AVX'); process.kill(process.pid, 'SIGILL'); while (true);");
  expect(() => checkLoads(ending, () => undefined)).toThrow(
    expect.objectContaining({
      code: 'NATIVE_UNAVAILABLE',
      message: expect.stringMatching(/SIGILL[\s\S]*needs AVX/),
      remedy: expect.stringContaining('pnpm build'),
    }),
  );
});
