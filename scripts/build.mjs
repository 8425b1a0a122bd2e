/** Asks turbo for a build, but only when a source changed since the last one: asking alone takes a second. */
import { spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

export const root = dirname(dirname(fileURLToPath(import.meta.url)));
export const workspaceFolders = [
  ...['packages', 'native'].flatMap((group) => readdirSync(join(root, group)).map((name) => join(root, group, name))),
  join(root, 'bench'),
];
const ignored = new Set(['node_modules', 'dist', 'vendor', 'build', '.turbo', '.results', '.python']);

/**
 * @param {string[]} tasks Turbo's tasks, e.g. ["build", "native"].
 * @returns {number} The exit status; 0 when everything is built.
 */
export function buildIfChanged(tasks) {
  const stamp = join(root, 'node_modules', '.a2pd', `${tasks.join('+')}.stamp`);
  const now = fingerprint();
  if (existsSync(stamp) && readFileSync(stamp, 'utf8') === now && isBuilt(tasks)) return 0;
  console.error(`a2pd: building (${tasks.join(', ')})`);
  const status = turbo(['run', ...tasks, '--output-logs=new-only', '--log-order=stream']);
  if (status === 0) {
    mkdirSync(dirname(stamp), { recursive: true });
    writeFileSync(stamp, now);
  }
  return status;
}

/** Runs turbo with its output on standard error, so that a command's own output stays clean. */
export function turbo(args) {
  const { status, error } = spawnSync(
    process.execPath,
    [join(root, 'node_modules', 'turbo', 'bin', 'turbo'), ...args],
    {
      cwd: root,
      stdio: ['ignore', 2, 2],
      // turbo.json has what passed under one Node not pass for another.
      env: { TURBO_TELEMETRY_DISABLED: '1', ...process.env, A2PD_NODE: process.version },
    },
  );
  if (error) console.error(`a2pd: cannot start turbo (${error.message}); run \`pnpm install\``);
  return status ?? 1;
}

/** A digest over names, sizes and times of every source file, and what else the native parts are built by. */
function fingerprint() {
  const digest = createHash('sha256');
  digest.update(JSON.stringify([process.version, process.arch, process.env.A2PD_TENSORFLOW ?? '']));
  for (const folder of workspaceFolders) visit(folder, digest);
  for (const file of ['tsconfig.base.json', 'turbo.json', 'pnpm-lock.yaml']) note(join(root, file), digest);
  return digest.digest('hex');
}

function visit(folder, digest) {
  for (const entry of readdirSync(folder, { withFileTypes: true })) {
    if (ignored.has(entry.name)) continue;
    const path = join(folder, entry.name);
    if (entry.isDirectory()) visit(path, digest);
    else note(path, digest);
  }
}

function note(file, digest) {
  const { size, mtimeMs } = statSync(file);
  digest.update(`${file}\0${size}\0${mtimeMs}\n`);
}

function isBuilt(tasks) {
  const outputs = ['packages/cli/dist/main.js', 'bench/dist/main.js'];
  if (tasks.includes('native'))
    outputs.push('native/ale/vendor/stamp.json', 'native/tensorflow/vendor/binding.stamp.json');
  return outputs.every((path) => existsSync(join(root, path)));
}
