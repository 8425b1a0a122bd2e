/** All stages of a run, one after another; what each leaves on disk is what the next one reads. */
import { join } from 'node:path';
import { type AttackConfig, attackLabel } from '@a2pd/attack';
import { throwIfAborted } from '@a2pd/core';
import type { JobContext } from '../job.js';
import { percent } from '../percent.js';
import type { PipelinePlan } from '../pipeline-plan.js';
import type { RunFolder } from '../run-folder.js';
import {
  join as joinScales,
  scaledDownCollection,
  scaledDownDistillation,
  scaledDownEvaluation,
  scaledDownTraining,
} from '../scaled-down.js';
import { adoptPolicy } from './adopt-policy.js';
import { auditNamedPolicy } from './audit-policy.js';
import { certifyNamedPolicy } from './certify-policy.js';
import { collectPrescriptions, scaleOf } from './collect-prescriptions.js';
import { distillStudent } from './distill-student.js';
import { evaluatePolicy } from './evaluate-policy.js';
import { inheritedScale } from './inherited-scale.js';
import { trainTeacher } from './train-teacher.js';
import { type WrittenReport, writeReport } from './write-report.js';

export interface PipelineRequest {
  readonly folder: RunFolder;
  readonly game: string;
  readonly seed: number;
  readonly plan: PipelinePlan;
}

export async function runPipeline(
  { folder, game, seed, plan }: PipelineRequest,
  context: JobContext,
): Promise<{ report: WrittenReport; minutes: number }> {
  const beganAtMs = performance.now();
  const { numEnvironments, episodes, maxEpisodeAgentSteps } = plan;
  const scaledDown = joinScales([
    'policy' in plan.teacher ? await inheritedScale(plan.teacher.policy) : scaledDownTraining(plan.teacher.training),
    scaledDownCollection(plan.collection),
    scaledDownDistillation(plan.distillation),
    scaledDownEvaluation(episodes, maxEpisodeAgentSteps),
  ]);
  if (scaledDown) context.say(`Scaled down: ${scaledDown}.`);

  await provideTeacher({ folder, game, seed, plan }, context);
  throwIfAborted(context.signal);
  context.say('2/6 Collecting prescriptions');
  const collection = { teacher: folder.teacher, config: plan.collection, numEnvironments, seed };
  await collectPrescriptions({ folder, ...collection, restart: true, ...labelled(await scaleOf(collection)) }, context);
  context.say('3/6 Distilling a student with A2PD');
  const { warnings } = await distillStudent(
    { prescriptions: folder.prescriptions, student: folder.student, config: plan.distillation, seed },
    context,
  );
  for (const warning of warnings) context.say(`Warning: ${warning}`);
  context.say('4/6 Playing teacher and student, clean and attacked');
  for (const policyName of ['teacher', 'student'] as const) {
    for (const attack of plan.attacks) {
      const summary = await evaluateBriefly(policyName, attack, { folder, seed, plan }, context);
      context.say(`    ${policyName}, ${attackLabel(attack)}: mean return ${summary.returns.mean.toFixed(2)}`);
    }
  }
  context.say('5/6 Auditing and certifying the student');
  await auditStudent({ folder, seed, plan }, context);
  context.say('6/6 Writing the report');
  const report = await writeReport(folder);
  return { report, minutes: (performance.now() - beganAtMs) / 60_000 };
}

async function provideTeacher(
  { folder, game, seed, plan: { teacher, numEnvironments } }: PipelineRequest,
  context: JobContext,
): Promise<void> {
  if ('policy' in teacher) {
    context.say(`1/6 Taking ${teacher.policy} as the teacher`);
    await adoptPolicy(teacher.policy, folder.teacher);
    return;
  }
  context.say(`1/6 Training a Rainbow teacher on ${game}`);
  const { bestEvaluationReturn } = await trainTeacher(
    folder,
    {
      game,
      preset: 'rainbow',
      config: { ...teacher.training, seed },
      numEnvironments,
      evaluationEpisodes: teacher.evaluationEpisodesInTraining,
      scaledDown: scaledDownTraining(teacher.training),
    },
    context,
  );
  context.say(`    its evaluation return: ${bestEvaluationReturn}`);
}

async function auditStudent({ folder, seed, plan }: StageRequest, context: JobContext): Promise<void> {
  const policy = { name: 'student', folder: folder.student };
  const { size, ...visit } = plan.audit;
  const label = labelled(await inheritedScale(folder.student));
  const audit = await auditNamedPolicy(
    {
      ...{ policy, teacher: folder.teacher, epsilon: 1 / 255, seed, size, output: join(folder.audits, policy.name) },
      ...{ ...visit, ...label },
    },
    context,
  );
  context.say(
    `    audit: ${audit.verdict}; some attack at 1/255 changes ${percent(audit.worstCaseFlipRate)} of its actions`,
  );
  const output = join(folder.certifications, policy.name);
  const { levels } = await certifyNamedPolicy(
    { policy, epsilons: [1 / 255, 3 / 255], attackSteps: 20, seed, output, ...visit, ...label },
    context,
  );
  context.say(`    certified at 1/255: ${percent(levels[0]?.certifiedShare ?? 0)} of states`);
}

type StageRequest = Omit<PipelineRequest, 'game'>;

async function evaluateBriefly(
  policyName: 'teacher' | 'student',
  attack: AttackConfig,
  { folder, seed, plan }: StageRequest,
  context: JobContext,
) {
  const scale = scaledDownEvaluation(plan.episodes, plan.maxEpisodeAgentSteps);
  const { summary } = await evaluatePolicy(
    {
      folder,
      policyName,
      policy: folder[policyName],
      teacher: folder.teacher,
      attack,
      episodes: plan.episodes,
      seed,
      numEnvironments: plan.episodes,
      explorationEpsilon: 0.001,
      perturbFrames: 'all',
      quantise: false,
      recordedAgentSteps: 120,
      ...(plan.maxEpisodeAgentSteps ? { maxEpisodeAgentSteps: plan.maxEpisodeAgentSteps } : {}),
      ...labelled(joinScales([await inheritedScale(folder[policyName]), scale])),
    },
    context,
  );
  return summary;
}

function labelled(scaledDown: string | undefined): { scaledDown?: string } {
  return scaledDown === undefined ? {} : { scaledDown };
}
