/** The audit of a policy, from where it is kept: the audits of its run, or its entry of the zoo. */
import { basename, dirname, join, resolve } from 'node:path';
import { Artefact } from '@a2pd/artefact';
import { type AuditRecord, expectationError } from '@a2pd/core';
import { readAudit } from '@a2pd/evaluate';
import { runFolder } from '../run/run-folder.js';
import { isArtefact } from '../run/zoo-folder.js';
import { readRecords, recordsFile } from './zoo-records.js';

/** @throws A2pdError FILE_UNAVAILABLE for a policy without one. */
export async function requireAudit(policy: string): Promise<AuditRecord> {
  const path = resolve(policy);
  const artefact = await Artefact.open(path, 'policy');
  if (artefact.manifest.files.some((file) => file.path === recordsFile)) {
    const { audit } = await readRecords(artefact);
    if (audit) return audit;
  }
  const audits = join(runFolder(dirname(dirname(path)), basename(dirname(path))).audits, basename(path));
  if (isArtefact(audits)) return (await readAudit(audits)).record;
  const remedy = 'audit the policy with its run first';
  throw expectationError('FILE_UNAVAILABLE', `an audit of ${basename(path)}`, undefined, remedy);
}
