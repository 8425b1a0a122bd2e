/** What is worth saying before a distillation begins. */
import { Artefact, type Manifest } from '@a2pd/artefact';
import { labelStatistics, percent } from '@a2pd/core';
import { collapseShare, type DistillConfig, type Pairs } from '@a2pd/distill';
import type { JobContext } from '../run/context.js';
import { isArtefact } from '../run/zoo-folder.js';

/** Says that the most frequent action may swallow the others, before time is spent on it. */
export function warnOfCollapse(config: DistillConfig, { table, numActions }: Pairs, { say }: JobContext): void {
  const { method, sampling, warmupEpochs } = config;
  if (!('eta' in method) || sampling === 'balanced' || warmupEpochs > 0) return;
  const { majorityShare } = labelStatistics(table.actions, numActions);
  const limit = collapseShare(numActions, method.eta);
  if (majorityShare <= limit) return;
  say(
    `Warning: one action is ${percent(majorityShare)} of the prescriptions; above ${percent(limit)} (actions^-eta) the PGM loss ` +
      'draws a student to playing it always. Sample balanced, warm up with cross-entropy, or take a smaller eta.',
  );
}

/** Says that the prescriptions are of another teacher than the one that the student will be measured beside. */
export async function noticeOtherTeacher(teacher: string | undefined, { parents }: Manifest, { say }: JobContext) {
  if (teacher === undefined || !isArtefact(teacher)) return;
  const { reference } = await Artefact.open(teacher, 'policy');
  if (parents?.some(({ manifestSha256 }) => manifestSha256 === reference.manifestSha256)) return;
  say(`Note: the prescriptions are not of the teacher now in ${teacher}; evaluation compares with that one.`);
}
