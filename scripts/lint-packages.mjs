/**
 * Looks at every package as others would get it, packed: publint for what it says of itself, Are the Types Wrong for what
 * TypeScript makes of that. They are ES modules and nothing else, so how CommonJS and Node 10 resolve them is no matter.
 */
import './require-node.mjs';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { basename, join } from 'node:path';
import { checkPackage, createPackageFromTarballData } from '@arethetypeswrong/core';
import { publint } from 'publint';
import { formatMessage } from 'publint/utils';
import { packAll } from './pack.mjs';

const foreignResolutions = new Set(['node10', 'node16-cjs']);
const folder = mkdtempSync(join(tmpdir(), 'a2pd-packed-'));
const complaints = [];
try {
  const files = packAll(folder, { zoo: false });
  for (const file of files) {
    const tarball = readFileSync(file);
    for (const complaint of [...(await publishingProblems(tarball)), ...(await typeProblems(tarball))]) {
      complaints.push(`${basename(file)}: ${complaint}`);
    }
  }
  console.log(complaints.length > 0 ? complaints.join('\n') : `Packed ${files.length} packages. No complaints.`);
} finally {
  rmSync(folder, { recursive: true });
}
process.exitCode = complaints.length > 0 ? 1 : 0;

async function publishingProblems(tarball) {
  const { messages, pkg } = await publint({ pack: { tarball: Uint8Array.from(tarball).buffer }, strict: true });
  return messages.map((message) => formatMessage(message, pkg, { color: false }));
}

async function typeProblems(tarball) {
  const { types, problems } = await checkPackage(createPackageFromTarballData(tarball));
  if (!types) return ['no types'];
  return problems
    .filter(({ resolutionKind }) => !foreignResolutions.has(resolutionKind))
    .map(({ kind, entrypoint = '', resolutionKind = '' }) => `${kind} ${entrypoint} ${resolutionKind}`);
}
