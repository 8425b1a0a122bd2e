/**
 * `pnpm test` and `pnpm test:parity`: builds, runs every package's tests through turbo (what did not change is taken
 * from its cache), and ends with one line that counts them all.
 */
import './require-node.mjs';
import { existsSync, readFileSync, rmSync } from 'node:fs';
import { basename, join } from 'node:path';
import { stripVTControlCharacters } from 'node:util';
import { buildIfChanged, turbo, workspaceFolders } from './build.mjs';

const parity = process.argv.includes('--parity');
const task = parity ? 'test:parity' : 'test';
const resultFile = parity ? 'parity.json' : 'test.json';
const folders = workspaceFolders.filter((folder) => hasTask(folder, task));

// First, and with its output as it comes: a download takes minutes, and a build may wait for another one.
const built = buildIfChanged(['build', 'native']);
if (built !== 0) process.exit(built);

for (const folder of folders) rmSync(join(folder, '.results', resultFile), { force: true });

// Two at a time: each package's tests are one process, and TensorFlow takes what cores there are.
const status = turbo(['run', task, '--continue', '--concurrency=2', '--output-logs=new-only', '--log-order=grouped']);

let passed = 0;
let failed = 0;
let skipped = 0;
for (const folder of folders) {
  const file = join(folder, '.results', resultFile);
  if (!existsSync(file)) {
    // Its tests never got as far as counting.
    console.error(`failed: ${basename(folder)}: no test results`);
    failed++;
    continue;
  }
  const results = JSON.parse(readFileSync(file, 'utf8'));
  passed += results.numPassedTests;
  failed += results.numFailedTests;
  skipped += results.numPendingTests + results.numTodoTests;
  // A file that cannot be loaded, or whose preparation fails, has no test that fails.
  for (const { status, assertionResults, name, message } of results.testResults) {
    if (status !== 'failed' || assertionResults.some((test) => test.status === 'failed')) continue;
    failed++;
    printFailure(`${basename(folder)}: ${basename(name)}`, message);
  }
  for (const test of results.testResults.flatMap((one) => one.assertionResults)) {
    if (test.status === 'failed')
      printFailure(`${basename(folder)}: ${test.fullName}`, test.failureMessages.join('\n'));
  }
}
console.log(`${passed} passed, ${failed} failed${skipped > 0 ? `, ${skipped} skipped` : ''}`);
process.exit(status !== 0 || failed > 0 ? 1 : 0);

/** Its name, and indented below it why: .ci/run prints both again at its end. */
function printFailure(name, reason) {
  const lines = stripVTControlCharacters(reason).split('\n').slice(0, 20);
  console.error([`failed: ${name}`, ...lines.map((line) => `  | ${line}`)].join('\n'));
}

function hasTask(folder, name) {
  const file = join(folder, 'package.json');
  return existsSync(file) && name in (JSON.parse(readFileSync(file, 'utf8')).scripts ?? {});
}
