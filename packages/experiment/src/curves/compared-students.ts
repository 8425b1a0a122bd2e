/** Students to compare, read from their folders or from the zoo. */
import { Artefact } from '@a2pd/artefact';
import { type EpochRecord, requireHistory } from '@a2pd/distill';
import type { AuditedEpoch } from '@a2pd/report';
import { requireAudit } from '../records/audit-of.js';
import { policyFolder } from '../run/zoo-folder.js';
import { readLabels } from './labelled.js';

export interface ComparedStudent {
  readonly label: string;
  readonly artefact: Artefact;
  readonly history: readonly EpochRecord[];
}

/**
 * @param typed Each "student" or "label=student": a folder, or zoo:<game>/<name>.
 * @throws A2pdError for what is no policy, and for a policy that was not distilled.
 */
export function readComparedStudents(typed: readonly string[]): Promise<ComparedStudent[]> {
  return Promise.all(
    readLabels(typed, false).map(async ({ label, place }) => {
      const artefact = await Artefact.open(policyFolder(place), 'policy');
      return { label, artefact, history: await requireHistory(artefact) };
    }),
  );
}

/**
 * The weights of a student are those of one epoch of its history.
 * @throws A2pdError FILE_UNAVAILABLE for a student without an audit.
 */
export async function readAuditedEpoch({ label, artefact, history }: ComparedStudent): Promise<AuditedEpoch> {
  const { summary, game } = artefact.manifest;
  const { epoch, validation } = history.find(({ epoch }) => epoch === summary?.bestEpoch) ?? history.at(-1)!;
  const { vanishingGradientShare } = validation;
  return { label, game, epoch, vanishingGradientShare, audit: await requireAudit(artefact) };
}
