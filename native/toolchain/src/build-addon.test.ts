import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, it, vi } from 'vitest';
import { buildAddon } from './build-addon.js';
import { findCompiler, findMake, findPip, findPython } from './probes.js';
import { run } from './run.js';

const which = async (program: string) => (await run('sh', ['-c', `command -v ${program}`])).output.trim();

let directory: string;
const lines: string[] = [];
const log = (line: string) => lines.push(line);

const source = (returned: string) => `#include <node_api.h>
NAPI_MODULE_INIT() { napi_value answer; napi_create_int32(env, 42, &answer); return ${returned}; }
`;

beforeAll(async () => {
  directory = await mkdtemp(join(tmpdir(), 'a2pd-addon-'));
  await writeFile(join(directory, 'binding.gyp'), "{'targets': [{'target_name': 'answer', 'sources': ['answer.c']}]}");
});
afterAll(() => rm(directory, { recursive: true }));

it('builds an addon that loads, and keeps the log', async () => {
  await writeFile(join(directory, 'answer.c'), source('answer'));
  await buildAddon({ directory, log });
  const addon: unknown = createRequire(import.meta.url)(join(directory, 'build', 'Release', 'answer.node'));
  expect(addon).toBe(42);
  expect(lines.join('\n')).toMatch(/1 files compiled in/);
  expect(await readFile(join(directory, 'build.log'), 'utf8')).toContain('gyp info ok');
});

it('builds with the compiler that was found, arguments and all', async () => {
  const real = (await findCompiler()).program;
  const tools = await mkdtemp(join(directory, 'tools-'));
  await writeFile(join(tools, 'c++'), `#!/bin/sh\nexec ${await which(real)} "$@"\n`, { mode: 0o755 });
  await writeFile(join(tools, 'g++'), '#!/bin/sh\nexit 1\n', { mode: 0o755 });
  await writeFile(join(directory, 'answer.c'), source('answer'));
  vi.stubEnv('PATH', `${tools}:${process.env.PATH}`);
  await buildAddon({ directory, log });
  vi.stubEnv('CXX', 'env c++');
  expect((await findCompiler()).program).toBe('env c++');
  await buildAddon({ directory, log });
  expect(await readFile(join(directory, 'build', 'Makefile'), 'utf8')).toContain('env c++');
  vi.unstubAllEnvs();
});

it('shows the errors of the compiler', async () => {
  await writeFile(join(directory, 'answer.c'), source('nothing_of_that_name'));
  await expect(buildAddon({ directory, log })).rejects.toMatchObject({
    code: 'BUILD_FAILED',
    message: expect.stringMatching(/nothing_of_that_name/),
    remedy: expect.stringContaining('build.log'),
  });
});

it('finds the tools of this machine, and says how to install a missing one', async () => {
  expect((await findPython()).version).toMatch(/^3\./);
  expect((await findPip()).version).toMatch(/^\d/);
  expect((await findMake()).version).not.toBe('');
  expect((await findCompiler()).version).not.toBe('');
  vi.stubEnv('CXX', join(directory, 'no-compiler'));
  await expect(findCompiler()).rejects.toMatchObject({
    code: 'TOOL_UNAVAILABLE',
    message: expect.stringContaining('apt-get install g++ make'),
  });
  vi.stubEnv('MAKE', join(directory, 'no-make'));
  await expect(findMake()).rejects.toMatchObject({ code: 'TOOL_UNAVAILABLE' });
  vi.unstubAllEnvs();
});
