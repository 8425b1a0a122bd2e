import { readFile } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import { expect, it } from 'vitest';
import { attackCatalogue, attackNames } from './catalogue.js';
import { attackConfigSchema } from './config.js';

it('lists the attacks that there are', () => {
  const schemas = attackConfigSchema.options.map((option) => option.shape.name.value);
  expect([...attackNames].sort()).toEqual([...schemas].sort());
});

it('is told of by the page, with the same sources', async () => {
  const page = await readFile(fileURLToPath(new URL('../../../docs/attacks.md', import.meta.url)), 'utf8');
  const rows = page.split('\n').filter((line) => line.startsWith('| `'));
  expect(rows).toHaveLength(attackNames.length + 1);
  for (const name of attackNames) {
    const row = rows.find((line) => line.startsWith(`| \`${name}\` `));
    expect(row, name).toContain(attackCatalogue[name].source);
  }
});
