/**
 * `pnpm test:install`: what a user of the packages meets. Packs them, installs the tarballs with npm into an empty folder
 * outside the workspace, and runs there the examples of the README and of every package, and the command. With `--all`
 * once for each of Node 20, 22 and 24, whose binaries come with npm's package `node`; with `--keep` the folders stay.
 */
import './require-node.mjs';
import { spawnSync } from 'node:child_process';
import {
  cpSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { delimiter, dirname, join } from 'node:path';
import { root } from './build.mjs';
import { packAll } from './pack.mjs';

const folder = mkdtempSync(join(tmpdir(), 'a2pd-install-'));
const counts = { passed: 0, failed: 0 };
try {
  const tarballs = packAll(join(folder, 'packed'), { zoo: true });
  for (const node of process.argv.includes('--all') ? ['20', '22', '24'].map(nodeOf) : [process.execPath]) {
    testInstallation(node, tarballs);
  }
} finally {
  if (process.argv.includes('--keep')) console.log(`Kept ${folder}`);
  else rmSync(folder, { recursive: true });
}
console.log(`${counts.passed} passed, ${counts.failed} failed`);
process.exitCode = counts.failed > 0 ? 1 : 0;

/** The binary of a major version, with its headers beside it. */
function nodeOf(major) {
  const place = join(folder, `node-${major}`);
  mkdirSync(place);
  writeFileSync(join(place, 'package.json'), '{}');
  const { status, output } = run('npm', ['install', '--no-audit', '--no-fund', `node@${major}`], { cwd: place });
  if (status !== 0) throw new Error(`Expected npm to bring Node ${major} but received\n${output}`);
  const packages = join(place, 'node_modules', 'node', 'node_modules');
  const binaries = readdirSync(packages).map((name) => join(packages, name, 'bin', 'node'));
  return binaries.find((path) => existsSync(path));
}

function testInstallation(node, tarballs) {
  const version = run(node, ['--version'], { cwd: folder }).output.trim();
  const cwd = join(folder, `with-${version}`);
  mkdirSync(cwd);
  writeFileSync(join(cwd, 'package.json'), '{ "private": true, "type": "module" }');
  // TensorFlow for GPUs takes 3 GB, and is installed in the same way.
  const env = { A2PD_TENSORFLOW: 'cpu', ...process.env, PATH: `${dirname(node)}${delimiter}${process.env.PATH}` };
  const test = (name, program, args, expected = {}) =>
    check(`Node ${version}: ${name}`, program, args, { cwd, env }, expected);

  test('npm install', 'npm', ['install', '--no-audit', '--no-fund', ...tarballs]);
  if (counts.failed > 0) return;
  test('TypeScript of a user', join(root, 'node_modules', '.bin', 'tsc'), typeCheck(cwd));
  for (const name of readdirSync(join(cwd, 'node_modules', '@a2pd'))) {
    const code = exampleIn(join(cwd, 'node_modules', '@a2pd', name, 'README.md'));
    if (code === undefined) continue;
    writeFileSync(join(cwd, `${name}.mjs`), code);
    test(`README of @a2pd/${name}`, 'node', [`${name}.mjs`]);
  }
  for (const name of ['environment.mjs', 'attack.mjs']) {
    cpSync(join(root, 'docs', 'examples', name), join(cwd, name));
    test(`docs/examples/${name}`, 'node', [name]);
  }
  test('a2pd doctor', 'npx', ['a2pd', 'doctor'], { output: /GPL-2\.0-only[\s\S]*Ready\. Next: npx a2pd pipeline/ });
  test('a2pd pipeline --help', 'npx', ['a2pd', 'pipeline', '--help'], { output: /Examples:/ });
  test('a2pd trace', 'npx', ['a2pd', 'trace', '--game', 'pong', '--random', '5'], { output: /^(\{.+\}\n){6}$/ });
  test('a2pd zoo verify', 'npx', ['a2pd', 'zoo', 'verify', 'pong/teacher'], { output: /acts as it did/ });
  const small = ['--run', 'small', '--episodes', '1', '--environments', '1', '--max-agent-steps', '20'];
  test('a2pd evaluate', 'npx', ['a2pd', 'evaluate', '--policy', 'zoo:freeway/teacher', '--attack', 'pgd', ...small]);

  const notBuilt = { status: 1, output: /run `npx a2pd install`/ };
  without(join(cwd, 'node_modules', '@a2pd', 'ale', 'vendor'), () =>
    test('a missing ALE names the command', 'node', ['environment.mjs'], notBuilt),
  );
  without(join(cwd, 'node_modules', '@a2pd', 'tensorflow', 'vendor'), () =>
    test('a missing TensorFlow names the command', 'node', ['tensor.mjs'], notBuilt),
  );
  test('a2pd install', 'npx', ['a2pd', 'install'], {
    output: /libraries reused, binding reused[\s\S]*as built before/,
  });
}

/** @returns {string | undefined} The first block of JavaScript of a page. */
function exampleIn(page) {
  return /^```js\n(.*?)^```/ms.exec(readFileSync(page, 'utf8'))?.[1];
}

/** A strict program that imports every library; the arguments to check it. */
function typeCheck(cwd) {
  const names = readdirSync(join(cwd, 'node_modules', '@a2pd')).filter((name) => !['cli', 'zoo'].includes(name));
  const lines = names.map((name) => `export * as ${name} from '@a2pd/${name}';\n`);
  writeFileSync(join(cwd, 'libraries.mts'), lines.join(''));
  return ['--strict', '--noEmit', '--module', 'nodenext', '--target', 'es2023', '--skipLibCheck', 'libraries.mts'];
}

function without(path, work) {
  renameSync(path, `${path}.away`);
  try {
    work();
  } finally {
    renameSync(`${path}.away`, path);
  }
}

/** Runs a program and counts whether it ended, and said, as expected. */
function check(name, program, args, options, { status: expectedStatus = 0, output: pattern = /(?:)/ }) {
  const began = Date.now();
  const { status, output } = run(program, args, options);
  const seconds = ((Date.now() - began) / 1000).toFixed(1);
  const isAsExpected = status === expectedStatus && pattern.test(output);
  counts[isAsExpected ? 'passed' : 'failed']++;
  console.log(`${isAsExpected ? '✓' : '✗'} ${name} (${seconds} s)`);
  if (isAsExpected) return;
  console.error(`failed: ${name}`);
  const lines = [
    `expected status ${expectedStatus} and ${pattern}, received ${status}`,
    ...output.trimEnd().split('\n'),
  ];
  for (const line of lines.slice(-40)) console.error(`  | ${line}`);
}

function run(program, args, options) {
  const { status, error, stdout, stderr } = spawnSync(program, args, {
    ...options,
    encoding: 'utf8',
    maxBuffer: 2 ** 26,
  });
  return { status, output: error ? String(error) : `${stdout}${stderr}` };
}
