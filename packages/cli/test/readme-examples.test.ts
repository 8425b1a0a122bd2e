/** The examples of the library in the documentation, run as it says. */
import { execFile } from 'node:child_process';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { expect, it } from 'vitest';
import { runA2pd } from './run-a2pd.js';
import { saveTinyTeacher } from './tiny-policies.js';

const root = fileURLToPath(new URL('../../..', import.meta.url));
const readme = await readFile(join(root, 'README.md'), 'utf8');
const blocks = [...readme.matchAll(/```js\n([\s\S]*?)```/g)].map(([, code]) => code!);

it.each([
  ['environment.mjs', /^225792 Float64Array\(8\)/],
  ['attack.mjs', /^\d of 8 actions changed$/m],
])('docs/examples/%s is what the README prints, and runs from the root', async (name, output) => {
  expect(readme).toContain(`\`node docs/examples/${name}\``);
  expect(blocks).toContain(await readFile(join(root, 'docs', 'examples', name), 'utf8'));
  expect(await printedBy(name)).toMatch(output);
});

it('a defence of one’s own is audited as docs/evaluation.md says', async () => {
  const documented = await readFile(join(root, 'docs', 'evaluation.md'), 'utf8');
  expect(documented).toContain('`node docs/examples/own-defence.mjs`');
  expect(await printedBy('own-defence.mjs')).toMatch(/^audit: fail\ninput-gradients: 100.0% of the states/);
});

it('the experiment in small goes on where it was, and is what the command finds made already', async () => {
  const name = 'experiment.mjs';
  expect(readme).toContain(`\`node docs/examples/${name}\``);
  expect((await readFile(join(root, 'docs', 'examples', name), 'utf8')).trim().split('\n').length).toBeLessThan(41);
  const runs = await mkdtemp(join(tmpdir(), 'a2pd-example-'));
  try {
    const table = await printedBy(name, runs);
    expect(table).toMatch(/teacher +PGD-10 .*\n.*student +No attack/);
    expect(await printedBy(name, runs)).toBe(table);
    const { status, stderr } = await runA2pd([
      ...['evaluate', '--run', 'example', '--runs', runs, '--policy', 'student', '--attack', 'pgd', '--seed', '1'],
      ...['--steps', '10', '--epsilon', '1/255', '--episodes', '4', '--max-agent-steps', '100'],
    ]);
    expect(status, stderr).toBe(0);
    expect(stderr).toContain('is there already, played just so;');
    const manifest = JSON.parse(await readFile(join(runs, 'example', 'report', 'manifest.json'), 'utf8'));
    expect(manifest.scaledDown).toContain('4 of 50 evaluation episodes');
  } finally {
    await rm(runs, { recursive: true });
  }
});

it('a method of one’s own is distilled as docs/extending.md says', async () => {
  const name = 'own-method.mjs';
  expect((await readFile(join(root, 'docs', 'examples', name), 'utf8')).trim().split('\n').length).toBeLessThan(40);
  expect(await readFile(join(root, 'docs', 'extending.md'), 'utf8')).toContain(`node docs/examples/${name} `);
  const runs = await mkdtemp(join(tmpdir(), 'a2pd-method-'));
  try {
    await saveTinyTeacher(join(runs, 'tiny', 'teacher'));
    const size = ['--pairs', '160', '--environments', '4'];
    const { status, stderr } = await runA2pd(['collect', ...size, '--run', 'tiny', '--runs', runs]);
    expect(status, stderr).toBe(0);
    const printed = await printedBy(name, join(runs, 'tiny', 'prescriptions'));
    expect(printed).toMatch(/^agrees with the teacher on \d+% of the states$/m);
  } finally {
    await rm(runs, { recursive: true });
  }
});

it('an attack of one’s own runs as docs/extending.md says', async () => {
  const name = 'own-attack.mjs';
  expect((await readFile(join(root, 'docs', 'examples', name), 'utf8')).trim().split('\n').length).toBeLessThan(40);
  expect(await readFile(join(root, 'docs', 'extending.md'), 'utf8')).toContain(`node docs/examples/${name}\n`);
  expect(await printedBy(name)).toMatch(/^Heavy ball-5 \(ε = 0.0100\): [01] of 1 action survives$/m);
});

/** From the root, and without the conditions of a test: a reader has built packages, not sources. */
async function printedBy(example: string, ...args: string[]): Promise<string> {
  const { stdout } = await promisify(execFile)(process.execPath, [join('docs', 'examples', example), ...args], {
    cwd: root,
    env: { PATH: process.env.PATH },
  });
  return stdout;
}

it('has no other example, and none that is long', () => {
  expect(blocks).toHaveLength(2);
  for (const code of blocks) expect(code.trim().split('\n').length).toBeLessThan(16);
});
