import { readFile } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import { optionTable } from '@a2pd/artefact';
import { expect, it } from 'vitest';
import { attackFactories } from './registry.js';
import { attackTable } from './tables.js';

it('docs/attacks.md has the tables that the definitions make', async () => {
  const page = await readFile(fileURLToPath(new URL('../../../docs/attacks.md', import.meta.url)), 'utf8');
  const tables = page.split('\n\n').filter((block) => block.startsWith('| '));
  expect(tables).toEqual([attackTable(attackFactories()), optionTable(attackFactories())]);
});

it('every attack and every option says what it is', () => {
  for (const { name, summary, source, cost, options } of attackFactories()) {
    for (const text of [summary, source, cost]) expect(text, name).not.toBe('');
    for (const option of options) expect(option.description, `${name}: ${option.name}`).not.toBe('');
  }
});
