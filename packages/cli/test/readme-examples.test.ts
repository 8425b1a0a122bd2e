/** The README's examples of the library, run as it says. */
import { execFile } from 'node:child_process';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { expect, it } from 'vitest';

const root = fileURLToPath(new URL('../../..', import.meta.url));
const readme = await readFile(join(root, 'README.md'), 'utf8');
const blocks = [...readme.matchAll(/```js\n([\s\S]*?)```/g)].map(([, code]) => code!);

it.each([
  ['environment.mjs', /^225792 Float64Array\(8\)/],
  ['attack.mjs', /^\d of 8 actions changed$/m],
])('docs/examples/%s is what the README prints, and runs from the root', async (name, output) => {
  const file = join('docs', 'examples', name);
  expect(readme).toContain(`\`node docs/examples/${name}\``);
  expect(blocks).toContain(await readFile(join(root, file), 'utf8'));
  // Without the conditions of a test: a reader has built packages, not sources.
  const { stdout } = await promisify(execFile)(process.execPath, [file], {
    cwd: root,
    env: { PATH: process.env.PATH },
  });
  expect(stdout).toMatch(output);
});

it('has no other example, and none that is long', () => {
  expect(blocks).toHaveLength(2);
  for (const code of blocks) expect(code.trim().split('\n').length).toBeLessThan(15);
});
