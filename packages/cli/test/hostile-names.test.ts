/**
 * RELIABILITY row 11, names: runs, zoo entries, policies, settings and manifests whose names lead elsewhere, are enormous,
 * or mean something to JavaScript. Nothing outside the asked-for folder is touched, and every refusal has a name.
 */
import { mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join, resolve } from 'node:path';
import { A2pdError } from '@a2pd/core';
import { StudentModel, saveStudent } from '@a2pd/distill';
import {
  entryFolder,
  namedPolicy,
  openPolicy,
  parseZooName,
  policyFolder,
  runFolder,
  zooFolder,
} from '@a2pd/experiment';
import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { evaluationName } from '../../experiment/src/measure/evaluation-name.js';
import { runA2pd } from './run-a2pd.js';

const long = 'x'.repeat(100_000);
const hostileNames = [
  ...['', '.', '..', '../x', 'a/../../x', 'a/b', '/etc/passwd', 'a\\b', '..\\x', '~', '-rf', '--json', '.hidden'],
  ...['__proto__', 'a\0b', 'a\nb', ' a', 'a ', 'a%2f..', '$HOME', '`id`', '*', 'é', '\u202eabc', '🎮', long],
];
const anyName = fc.oneof(
  fc.constantFrom(...hostileNames),
  fc.string({ unit: 'binary' }),
  fc.string({ unit: fc.constantFrom('.', '/', '\\', 'a', '0', '-', '_', '\0', ':') }),
);

describe('names', () => {
  it.each(hostileNames)('hostile name %# is no run', (name) => {
    expect(() => runFolder('runs', name)).toThrow(expect.objectContaining({ code: 'INVALID_ARGUMENT' }));
  });

  it('a run lies in the folder of runs, whatever its name', () => {
    fc.assert(
      fc.property(anyName, (name) => {
        const folder = acceptedOrRefused(() => runFolder('runs', name));
        if (folder === undefined) return;
        expect(dirname(folder.path)).toBe(resolve('runs'));
        for (const part of [folder.teacher, folder.student, folder.evaluations])
          expect(dirname(part)).toBe(folder.path);
      }),
      { numRuns: 5_000 },
    );
  });

  it('an entry of the zoo lies in the zoo, whatever its name', () => {
    fc.assert(
      fc.property(anyName, anyName, (game, name) => {
        const entry = acceptedOrRefused(() => parseZooName(`zoo:${game}/${name}`));
        if (entry !== undefined) expect(dirname(dirname(entryFolder(entry)))).toBe(zooFolder());
        expect(acceptedOrRefused(() => policyFolder(`zoo:${name}`))).toBeUndefined();
      }),
      { numRuns: 5_000 },
    );
  });

  it("an evaluation's folder has a plain name, and two policies never share one", () => {
    const seen = new Map<string, string>();
    fc.assert(
      fc.property(anyName, (path) => {
        const { name } = namedPolicy(`./${path}`, undefined);
        const folder = evaluationName(name, 'PGD-10 (ε = 1/255)');
        expect(folder).toMatch(/^[a-z0-9-]{1,100}$/);
        // Plain names that differ in case or punctuation alone do share one, as they always have.
        if (/^[A-Za-z0-9._-]{1,60}$/.test(name)) return;
        expect(seen.get(folder) ?? name).toBe(name);
        seen.set(folder, name);
      }),
      { numRuns: 5_000 },
    );
  });

  it('a message shows the beginning of an enormous name', () => {
    const error = refusalOf(() => runFolder('runs', long));
    expect(error?.message.length).toBeLessThan(500);
  });
});

describe('the manifest of a policy', () => {
  let folder: string;
  let manifest: string;
  beforeAll(async () => {
    folder = join(await mkdtemp(join(tmpdir(), 'a2pd-hostile-')), 'policy');
    const student = StudentModel.initialise({ name: 'nature-dqn', filters: [2, 2, 2], hiddenUnits: 4 }, 6, 1);
    await saveStudent(folder, student, { game: 'pong', config: { preset: 'rainbow' }, seeds: {} });
    student.dispose();
    manifest = await readFile(join(folder, 'manifest.json'), 'utf8');
  });
  afterAll(() => rm(dirname(folder), { recursive: true, force: true }));

  /** A manifest without a seal is believed: that is what somebody who means harm would write. */
  async function claim(path: readonly (string | number)[], value: unknown): Promise<void> {
    const claimed = JSON.parse(manifest);
    delete claimed.seal;
    const parent = path.slice(0, -1).reduce((branch, key) => branch[key], claimed);
    Object.defineProperty(parent, path.at(-1)!, { value, enumerable: true, configurable: true });
    await writeFile(join(folder, 'manifest.json'), `${JSON.stringify(claimed, null, 2)}\n`);
  }

  it('is believed when it is left as it was', async () => {
    await claim(['game'], 'pong');
    const { model, game } = await openPolicy(folder);
    expect(game).toBe('pong');
    model.dispose();
  });

  it.each([
    ...['toString', 'constructor', '__proto__', 'x', long, '', 7, null].map((value) => [['config', 'preset'], value]),
    ...['__proto__', 'toString', long, 7, null].map((value) => [['config', 'architecture', 'name'], value]),
    ...[0, -1, 0.5, 7, 1e6, 1e12, '6', null].map((value) => [['config', 'architecture', 'numActions'], value]),
    ...[1e9, 3, '2'].map((value) => [['config', 'architecture', 'filters', 0], value]),
    ...['../policy/weights.safetensors', '/etc/passwd', 'a\0b', '__proto__', '', long].map((value) => [
      ['files', 0, 'path'],
      value,
    ]),
    [['config'], { ['__proto__']: { preset: 'rainbow' } }],
    [['game'], 7],
    [['game'], undefined],
  ] as [(string | number)[], unknown][])('claim %#, of %j, is refused', async (path, value) => {
    await claim(path, value);
    const error = await openPolicy(folder).catch((reason) => reason);
    expect(error).toBeInstanceOf(A2pdError);
    expect(['CORRUPT_ARTEFACT', 'INCOMPATIBLE_ARTEFACT', 'INVALID_CONFIG']).toContain(error.code);
  });

  it.each(['../../pong', '__proto__', long])('of an unheard-of game (%#) plays nothing', async (game) => {
    await claim(['game'], game);
    const args = ['play', '--policy', folder, '--episodes', '1', '--json'];
    const { status, stderr } = await runA2pd(args);
    expect(JSON.parse(stderr.trim().split('\n').at(-1)!).error.code).toBe('UNKNOWN_GAME');
    expect(status).toBe(2);
    expect(stderr.length).toBeLessThan(5_000);
  });
});

describe('the command', () => {
  it.each([
    [['train', '--game', '__proto__', '--run', 'x'], 'UNKNOWN_GAME'],
    [['watch', '--run', '../../etc'], 'INVALID_ARGUMENT'],
    [['play', '--policy', 'zoo:../../etc'], 'INVALID_ARGUMENT'],
    [['evaluate', '--run', 'x', '--policy', '/dev/null'], 'FILE_UNAVAILABLE'],
  ])('%j is refused with %s and writes nothing', async (args, code) => {
    const runs = await mkdtemp(join(tmpdir(), 'a2pd-hostile-'));
    const where = args[0] === 'play' ? [] : ['--runs', runs];
    const { stderr } = await runA2pd([...args, ...where, '--json']);
    expect(JSON.parse(stderr.trim().split('\n').at(-1)!).error.code).toBe(code);
    expect(await readdir(runs)).toEqual([]);
    await rm(runs, { recursive: true });
  });
});

function acceptedOrRefused<T>(attempt: () => T): T | undefined {
  try {
    return attempt();
  } catch (error) {
    expect(error).toBeInstanceOf(A2pdError);
    return undefined;
  }
}

function refusalOf(attempt: () => unknown): A2pdError | undefined {
  try {
    attempt();
    return undefined;
  } catch (error) {
    return error as A2pdError;
  }
}
