/**
 * `pnpm --filter @a2pd/ale soak:sanitized [share]`: builds a second addon under the address and undefined-behaviour
 * sanitizers and runs the fault tests and 1e6 frames with it (RELIABILITY row 3), or a share of them. Linux with GCC.
 */
import { copyFile, cp, mkdir, rm, symlink } from 'node:fs/promises';
import { isAbsolute, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { A2pdError, expectationError } from '@a2pd/core';
import { buildAddon, describeSeconds, findCompiler, type Log, run } from '@a2pd/toolchain';

const root = fileURLToPath(new URL('../..', import.meta.url));
/** A package of its own, with our compiled scripts and its own addon, so that the real one is left alone. */
const directory = join(root, 'vendor', 'sanitized');
const log: Log = (line) => console.log(`sanitized: ${line}`);

async function build(): Promise<void> {
  await rm(join(directory, 'dist'), { recursive: true, force: true });
  await mkdir(join(directory, 'vendor'), { recursive: true });
  for (const name of ['binding.gyp', 'cpp', 'package.json', 'vendor/source', 'vendor/roms']) {
    await rm(join(directory, name), { force: true });
    await symlink(join(root, name), join(directory, name));
  }
  await cp(join(root, 'dist'), join(directory, 'dist'), { recursive: true });
  await buildAddon({ directory, nodeGypArguments: ['--sanitize=1'], log });
  await copyFile(join(directory, 'build', 'Release', 'ale.node'), join(directory, 'vendor', 'ale.node'));
}

/** Node is built without sanitizers and brings a C++ library of its own: theirs must be there before it. */
async function preloaded(): Promise<string> {
  const [compiler = '', ...args] = (await findCompiler()).program.split(' ');
  const libraries: string[] = [];
  for (const name of ['libasan.so', 'libubsan.so', 'libstdc++.so.6']) {
    const path = (await run(compiler, [...args, `-print-file-name=${name}`])).output.trim();
    if (!isAbsolute(path)) throw expectationError('TOOL_UNAVAILABLE', `${name} of GCC`, path, 'give CXX=g++, on Linux');
    libraries.push(path);
  }
  return libraries.join(' ');
}

async function main(share: number): Promise<void> {
  await build();
  const environment = {
    LD_PRELOAD: await preloaded(),
    // Node itself leaves memory behind when it ends.
    ASAN_OPTIONS: 'detect_leaks=0',
    UBSAN_OPTIONS: 'print_stacktrace=1',
  };
  const scripts: [string, ...number[]][] = [
    ['illegal-calls', 1, 100_000 * share],
    ['bad-roms', 7, 10_000 * share],
    ['shared-actions', 10_000 * share],
    ['ended-workers', 1_000 * share],
    ['snapshots', 1_000 * share],
    ['frames', 1_000_000 * share],
  ];
  for (const [script, ...numbers] of scripts) {
    const file = join(directory, 'dist', 'soak', `${script}.js`);
    const args = ['--expose-gc', file, ...numbers.map((number) => String(Math.ceil(number)))];
    const beganAtMs = performance.now();
    const { exitCode, signal, output } = await run(process.execPath, args, { environment });
    if (exitCode !== 0) {
      const received = `${script} to end with ${signal ?? exitCode}:\n${output.slice(-8000)}`;
      throw new A2pdError('INVALID_STATE', `Expected no report of a sanitizer but received ${received}`, { received });
    }
    log(`${script}: ${output.trim().split('\n').at(-1)} in ${describeSeconds(performance.now() - beganAtMs)}`);
  }
}

try {
  await main(Number(process.argv[2] ?? 1));
} catch (error) {
  if (!(error instanceof A2pdError)) throw error;
  console.error(`sanitized: ${error.message}`);
  process.exitCode = 1;
}
