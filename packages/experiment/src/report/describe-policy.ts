/** What tables and figures say of a policy, read from its manifest and the history beside its weights. */
import type { Artefact, Manifest } from '@a2pd/artefact';
import { type EpochRecord, readHistory } from '@a2pd/distill';
import type { DistillationPoint, PaperDistillation, PaperPolicy } from '@a2pd/report';
import { z } from 'zod';
import { isSmallNetwork } from '../zoo/network-size.js';

/** @param teacherName What the same tables call the policy that it learned from; null where that is not known. */
export async function describePolicy(
  artefact: Artefact,
  policyName: string,
  source: string,
  teacherName: string | null,
): Promise<PaperPolicy> {
  const { manifest, reference } = artefact;
  const { note } = zooSchema.parse(manifest.summary?.zoo ?? {});
  return {
    ...{ policyName, source, teacherName },
    isSmallNetwork: isSmallNetwork(manifest.config.architecture),
    scaledDown: manifest.scaledDown ?? null,
    note: note ?? null,
    manifestSha256: reference.manifestSha256,
    sourceCommit: manifest.tool.sourceCommit,
    distillation: await describeDistillation(artefact),
  };
}

const zooSchema = z.looseObject({ note: z.string().nullable().optional() });

const methodSchema = z.looseObject({
  name: z.string(),
  beta: z.number().optional(),
  eta: z.number().optional(),
  steps: z.number().optional(),
});

async function describeDistillation(artefact: Artefact): Promise<PaperDistillation | null> {
  const { config, summary } = artefact.manifest;
  // Students of the first versions call it a loss.
  const method = methodSchema.safeParse(config.method ?? config.loss).data;
  if (!method) return null;
  const history = (await readHistory(artefact)) ?? [];
  return {
    method: method.name,
    methodLabel: labelOf(method),
    beta: method.beta ?? null,
    eta: method.eta ?? null,
    points: history.map(pointOf),
    epochPairs: epochPairsOf(config, summary),
    secondsPerEpoch: secondsPerEpoch(history),
  };
}

export function pointOf({ epoch, trainingLoss, validationLoss, validation }: EpochRecord): DistillationPoint {
  const { accuracy: prescriptionAccuracy, balancedAccuracy } = validation;
  return { epoch, trainingLoss, validationLoss, prescriptionAccuracy, balancedAccuracy };
}

/** Of the method itself: epochs of warming up are cheaper. Null without one. */
export function secondsPerEpoch(history: readonly EpochRecord[]): number | null {
  const own = history.filter(({ phase }) => phase === 'distill');
  return own.length > 0 ? own.reduce((sum, { trainingSeconds }) => sum + trainingSeconds, 0) / own.length : null;
}

/** An epoch may be of fewer pairs than there are. */
function epochPairsOf({ epochPairs }: Manifest['config'], summary: Manifest['summary']): number | null {
  const trainingRows = typeof summary?.trainingRows === 'number' ? summary.trainingRows : null;
  if (typeof epochPairs !== 'number') return trainingRows;
  return trainingRows === null ? epochPairs : Math.min(epochPairs, trainingRows);
}

function labelOf({ name, steps }: z.infer<typeof methodSchema>): string {
  if (name === 'a2pd') return 'A2PD';
  return name === 'pgd' && steps !== undefined ? `PGD-${steps}` : name;
}
