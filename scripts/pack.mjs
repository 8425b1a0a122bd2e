/** Tarballs of the workspace's packages, as a registry would get them. */
import { spawnSync } from 'node:child_process';
import { mkdirSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { join, relative, sep } from 'node:path';
import { buildIfChanged, root } from './build.mjs';

const { packageManager } = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8'));

/**
 * Packs every package that is not private into `folder`, which is emptied first.
 * @param {string} folder
 * @param {{ zoo: boolean }} options Whether the policies of the zoo are packed too: they take most of the time and room.
 * @returns {string[]} The tarballs.
 */
export function packAll(folder, { zoo }) {
  if (buildIfChanged(['build']) !== 0) throw new Error('Expected the packages to build; see above');
  const folders = ['packages', 'native'].flatMap((group) =>
    readdirSync(join(root, group)).map((name) => `${group}/${name}`),
  );
  for (const name of folders) removeStaleOutputs(join(root, name));
  rmSync(folder, { recursive: true, force: true });
  mkdirSync(folder, { recursive: true });
  const filters = [...folders, ...(zoo ? ['zoo'] : [])].map((name) => `--filter=./${name}`);
  run('npx', ['--yes', packageManager, ...filters, 'pack', '--pack-destination', folder]);
  return readdirSync(folder).map((name) => join(folder, name));
}

/** What was compiled of sources that are gone, or that are tests now: the compiler leaves it where it is. */
function removeStaleOutputs(folder) {
  const dist = join(folder, 'dist');
  const sources = new Set(
    run(join(root, 'node_modules', '.bin', 'tsc'), ['-p', folder, '--listFilesOnly']).split('\n'),
  );
  for (const name of readdirSync(dist, { recursive: true })) {
    const stem = /^(.+?)(?:\.d\.ts|\.js)(?:\.map)?$/.exec(name)?.[1];
    if (stem === undefined || name.startsWith(`tfjs${sep}`) || name.startsWith(`page${sep}`)) continue;
    if (!sources.has(join(folder, 'src', `${stem}.ts`))) rmSync(join(dist, name));
  }
}

/** What the program printed; throws with its last words. */
function run(program, args) {
  const { status, error, stdout, stderr } = spawnSync(program, args, {
    cwd: root,
    encoding: 'utf8',
    maxBuffer: 2 ** 26,
  });
  if (status === 0) return stdout;
  throw new Error(
    `Expected ${relative(root, program)} to end well but received ${error ?? status}\n${stdout}${stderr}`,
  );
}
