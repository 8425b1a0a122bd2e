/** The audit of a policy, from where it is kept: its entry of the zoo, or the audits of its run. */
import { basename, dirname, join } from 'node:path';
import type { Artefact } from '@a2pd/artefact';
import { type AuditRecord, expectationError } from '@a2pd/core';
import { readAudit } from '@a2pd/evaluate';
import { isRunName, runFolderAt } from '../run/run-folder.js';
import { isArtefact } from '../run/zoo-folder.js';
import { readOwnRecords } from './zoo-records.js';

/** @throws A2pdError FILE_UNAVAILABLE for a policy without one. */
export async function requireAudit(policy: Artefact): Promise<AuditRecord> {
  const { audit } = await readOwnRecords(policy);
  if (audit) return audit;
  const [name, run] = [basename(policy.directory), dirname(policy.directory)];
  // A policy that lies elsewhere has no run.
  const folder = isRunName(basename(run)) ? join(runFolderAt(run).audits, name) : undefined;
  if (folder !== undefined && isArtefact(folder)) return (await readAudit(folder)).record;
  const remedy = 'audit the policy with its run first';
  throw expectationError('FILE_UNAVAILABLE', `an audit of ${name}`, undefined, remedy);
}
