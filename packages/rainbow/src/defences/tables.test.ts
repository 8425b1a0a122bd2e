import { readFile } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import { expect, it } from 'vitest';
import { defences } from './defences.js';
import { defenceOptionTable, defenceTable } from './tables.js';

it('docs/training.md has the tables that the definitions make', async () => {
  const page = await readFile(fileURLToPath(new URL('../../../../docs/training.md', import.meta.url)), 'utf8');
  const blocks = page.split('\n\n');
  expect(blocks).toContain(defenceTable(defences));
  expect(blocks).toContain(defenceOptionTable(defences));
});
