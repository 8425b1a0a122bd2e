import { expect, it } from 'vitest';
import { examineLimits } from './limits.js';

const limits = (
  files: string,
  space: string,
) => `Limit                     Soft Limit           Hard Limit           Units
Max open files            ${files.padEnd(20)} 20000                files
Max address space         ${space.padEnd(20)} unlimited            bytes
`;

it.each([
  ['20000', 'unlimited', ['ok', 'ok']],
  ['64', 'unlimited', ['warning', 'ok']],
  ['unlimited', String(2 ** 30), ['ok', 'warning']],
])('%s open files and %s bytes are %j', (files, space, statuses) => {
  const findings = examineLimits(limits(files, space));
  expect(findings.map(({ status }) => status)).toEqual(statuses);
  for (const { status, remedy } of findings) expect(remedy === undefined).toBe(status === 'ok');
});
