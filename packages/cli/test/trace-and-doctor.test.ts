import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { run } from '@a2pd/toolchain';
import { describe, expect, it } from 'vitest';
import { main, runA2pd } from './run-a2pd.js';

const sha256 = /^[0-9a-f]{64}$/;

describe('a2pd trace', () => {
  it('prints one line after the reset and one after each agent step, the same each time', async () => {
    const args = ['trace', '--game', 'breakout', '--preset', 'revisiting-ale', '--random', '20', '--seed', '3'];
    const first = await runA2pd(args);
    expect(first.status).toBe(0);
    expect(await runA2pd(args)).toEqual(first);
    const lines = first.stdout
      .trim()
      .split('\n')
      .map((line) => JSON.parse(line));
    expect(lines).toHaveLength(21);
    expect(Object.keys(lines[0])).toEqual([
      ...['step', 'action', 'screen', 'ram', 'observation', 'reward', 'lives', 'terminated', 'truncated'],
    ]);
    expect(lines[0]).toMatchObject({ step: 0, action: null, reward: 0, lives: 5, terminated: false, truncated: false });
    for (const line of lines) for (const key of ['screen', 'ram', 'observation']) expect(line[key]).toMatch(sha256);
    expect(lines.map(({ step }) => step)).toEqual([...lines.keys()]);
    expect(new Set(lines.map(({ ram }) => ram)).size).toBe(21);
  });

  it('plays another mode and difficulty, and lists them where the game has no such one', async () => {
    const args = ['trace', '--game', 'freeway', '--random', '3'];
    const [plain, harder, none] = [
      await runA2pd(args),
      await runA2pd([...args, '--mode', '2', '--difficulty', '1']),
      await runA2pd([...args, '--mode', '99']),
    ];
    expect(harder.status).toBe(0);
    expect(harder.stdout).not.toBe(plain.stdout);
    expect(none.stderr).toContain('a mode of freeway (0, 1, 2');
  });

  it('reads actions from a file and starts where it is told', async () => {
    const folder = await mkdtemp(join(tmpdir(), 'a2pd-trace-'));
    const file = join(folder, 'actions.txt');
    await writeFile(file, '0 1\n2\t3\n');
    const start = ['--ale-seed', '11', '--noops', '4'];
    const { stdout } = await runA2pd(['trace', '--game', 'pong', '--actions', file, ...start]);
    expect(
      stdout
        .trim()
        .split('\n')
        .map((line) => JSON.parse(line).action),
    ).toEqual([null, 0, 1, 2, 3]);
    await writeFile(file, '0 1 6');
    const refused = await runA2pd(['trace', '--game', 'pong', '--actions', file]);
    expect(refused).toMatchObject({ status: 2, stdout: '', stderr: expect.stringContaining('actions in [0, 6)') });
    await rm(folder, { recursive: true });
  });
});

describe('wrong usage', () => {
  it.each([
    ['trace --game pong --random 1 --noops 3', '--ale-seed beside --noops'],
    ['trace --game pong --radnom 1', "unknown option '--radnom' (Did you mean --random?)"],
    ['trace --game pong --random x', 'Expected an integer'],
    ['trase', "unknown command 'trase'"],
  ])('%s is told in words, and as JSON to a program', async (line, complaint) => {
    const told = await runA2pd(line.split(' '));
    expect(told).toMatchObject({ status: 2, stdout: '' });
    expect(told.stderr.replaceAll('\n', ' ')).toContain(complaint);
    const { status, stdout, stderr } = await runA2pd([...line.split(' '), '--json']);
    expect({ status, stdout }).toEqual({ status: 2, stdout: '' });
    const { code, message } = JSON.parse(stderr).error;
    expect({ code, message }).toEqual({ code: 'INVALID_ARGUMENT', message: expect.stringContaining(complaint) });
  });
});

it.each([['tra\u001b[2Jse\u202e'], ['trace', '--random', '1\u001b[2J\u202e']])(
  'wrong usage does not steer the terminal: %j',
  async (...words) => {
    const { stderr } = await runA2pd(words);
    expect(stderr).toContain('\\u001b[2J');
    for (const steering of ['\u001b', '\u202e']) expect(stderr).not.toContain(steering);
  },
);

describe('a reader that has seen enough', () => {
  it('ends the command without a word', async () => {
    const trace = `"${process.execPath}" "${main}" trace --game pong --random 400`;
    const { exitCode, output } = await run('sh', ['-c', `${trace} | head -n 2`]);
    expect(exitCode).toBe(0);
    expect(
      output
        .trim()
        .split('\n')
        .map((line) => JSON.parse(line).step),
    ).toEqual([0, 1]);
  });
});

it('a2pd install keeps what is there already', async () => {
  const { status, stdout, stderr } = await runA2pd(['install', '--json']);
  expect(status).toBe(0);
  expect(JSON.parse(stdout)).toEqual({ seconds: expect.any(Number) });
  expect(stderr).toMatch(/libraries reused, binding reused/);
  expect(stderr).toMatch(/ALE: as built before/);
});

describe('a2pd doctor', () => {
  it('finds this machine fit', async () => {
    const { status, stdout } = await runA2pd(['doctor', '--json']);
    const { fit, findings } = JSON.parse(stdout);
    expect(findings.filter((finding: { status: string }) => finding.status === 'missing')).toEqual([]);
    expect(fit).toBe(true);
    expect(status).toBe(0);
    expect(findings.find(({ name }: { name: string }) => name === 'ALE').detail).toContain('GPL-2.0-only');
    const names = findings.map(({ name }: { name: string }) => name);
    expect(names).toEqual(
      expect.arrayContaining(['Node', 'C++ compiler', 'Python', 'pip', 'TensorFlow', 'ALE', 'ROMs', 'Cores', 'Disk']),
    );
  });

  it('names a remedy for what is missing', async () => {
    const { status, stdout } = await runA2pd(['doctor', '--json'], {
      environment: { CXX: 'no-such-compiler', A2PD_PYTHON: 'no-such-python' },
    });
    expect(status).toBe(1);
    const missing = JSON.parse(stdout).findings.filter((finding: { status: string }) => finding.status === 'missing');
    expect(missing.map(({ name }: { name: string }) => name)).toEqual(['Python', 'pip', 'C++ compiler']);
    for (const { remedy } of missing) expect(remedy).toContain('install');
  });
});
