/** Where the trained policies that come with the project lie, `zoo/<game>/<name>/`, and how a command line names them. */
import { type Dirent, existsSync, readdirSync, statSync } from 'node:fs';
import { createRequire } from 'node:module';
import { basename, dirname, join, resolve } from 'node:path';
import { A2pdError, expectationError, messageOf } from '@a2pd/core';
import { isFolderOfPolicies, whatThereIs } from './alternatives.js';

/** A policy of the zoo, as `zoo:pong/student-a2pd` names it. */
export interface ZooName {
  readonly game: string;
  readonly name: string;
}

const prefix = 'zoo:';

/** The folder of all entries: $A2PD_ZOO, otherwise the package @a2pd/zoo, otherwise `zoo` where this process works. */
export function zooFolder(): string {
  return resolve(process.env.A2PD_ZOO || zooPackage() || 'zoo');
}

/** A checkout always has it; it is large, so that an installation need not. */
function zooPackage(): string | undefined {
  try {
    return dirname(createRequire(import.meta.url).resolve('@a2pd/zoo/package.json'));
  } catch {
    return undefined;
  }
}

/** "pong/teacher", with or without "zoo:" before it. @throws A2pdError INVALID_ARGUMENT. */
export function parseZooName(text: string): ZooName {
  const [, game, name] = /^(?:zoo:)?([a-z0-9_]{1,40})\/([a-z0-9][a-z0-9.-]{0,60})$/.exec(text) ?? [];
  if (game === undefined || name === undefined) {
    throw expectationError('INVALID_ARGUMENT', 'a policy of the zoo, game/name', text, 'e.g. zoo:pong/teacher');
  }
  return { game, name };
}

/** The folder of an entry, be it there or not. */
export function entryFolder({ game, name }: ZooName): string {
  return join(zooFolder(), game, name);
}

/** All entries that are there, by game, teachers first. */
export function listZoo(): ZooName[] {
  const rank = ({ game, name }: ZooName) => `${game} ${name === 'teacher' ? 0 : 1} ${name}`;
  return foldersIn(zooFolder())
    .flatMap((game) => foldersIn(join(zooFolder(), game)).map((name) => ({ game, name })))
    .filter((entry) => existsSync(join(entryFolder(entry), 'manifest.json')))
    .sort((a, b) => (rank(a) < rank(b) ? -1 : 1));
}

/** Whether `--policy` and the like name a policy of the zoo instead of a folder. */
export function isZooPolicy(policy: string): boolean {
  return policy.startsWith(prefix);
}

/**
 * The folder of a policy: of the zoo where it is called so, otherwise the folder itself.
 * @throws A2pdError INVALID_ARGUMENT for a name that is none, FILE_UNAVAILABLE for a policy that is not there, naming others.
 */
export function policyFolder(policy: string): string {
  if (!isZooPolicy(policy)) {
    if (isArtefact(policy)) return policy;
    const path = resolve(policy);
    // A folder of policies is taken for one of them.
    const remedy = whatThereIs(isFolderOfPolicies(path) ? path : dirname(path));
    const message = `Expected a policy in ${path} but ${whyNone(path)}; ${remedy}`;
    throw new A2pdError('FILE_UNAVAILABLE', message, { path, remedy });
  }
  const entry = parseZooName(policy);
  const folder = entryFolder(entry);
  if (existsSync(join(folder, 'manifest.json'))) return folder;
  const all = listZoo();
  // Of a game that is there, its own policies are what could be meant.
  const ofGame = all.filter(({ game }) => game === entry.game);
  const names = (ofGame.length > 0 ? ofGame : all).map(({ game, name }) => `${prefix}${game}/${name}`);
  const remedy = names.length > 0 ? `there are ${names.join(', ')}` : emptyZoo();
  const message = `Expected a policy ${prefix}${entry.game}/${entry.name} in the zoo but there is none; ${remedy}`;
  throw new A2pdError('FILE_UNAVAILABLE', message, { path: folder, remedy });
}

/** What can be done about a zoo without policies. */
function emptyZoo(): string {
  return `the zoo in ${zooFolder()} is empty: install @a2pd/zoo from its tarball, let A2PD_ZOO name another, or add a policy to it`;
}

/** Whether one lies there, or comes back when it is opened because its replacement was cut off. */
export function isArtefact(folder: string): boolean {
  if (existsSync(join(folder, 'manifest.json'))) return true;
  const above = dirname(resolve(folder));
  const isKept = (name: string) => name.startsWith(`.${basename(folder)}.`) && name.endsWith('.previous');
  return entriesIn(above).some(({ name }) => isKept(name));
}

/** A folder that is none, or that may not be read, is another matter than one that is empty. */
function whyNone(folder: string): string {
  try {
    statSync(join(folder, 'manifest.json'));
  } catch (cause) {
    if ((cause as NodeJS.ErrnoException).code !== 'ENOENT') return messageOf(cause);
  }
  return 'found no manifest.json there';
}

/** The folder of a game's teacher, if the zoo has one. */
export function zooTeacher(game: string): string | undefined {
  const folder = join(zooFolder(), game, 'teacher');
  return existsSync(join(folder, 'manifest.json')) ? folder : undefined;
}

function foldersIn(directory: string): string[] {
  return entriesIn(directory)
    .filter((entry) => entry.isDirectory() && !entry.name.startsWith('.'))
    .map(({ name }) => name);
}

/** None where there is no folder, or none that may be read. */
function entriesIn(directory: string): Dirent[] {
  try {
    return readdirSync(directory, { withFileTypes: true });
  } catch {
    return [];
  }
}
