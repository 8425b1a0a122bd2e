/** All stages of a run, one after another; what each leaves on disk is what the next one reads. */
import { join } from 'node:path';
import { type AttackConfig, attackLabel } from '@a2pd/attack';
import {
  A2pdError,
  defaultExplorationEpsilon,
  type OptionNames,
  percent,
  percentWithin,
  requireKnownOptions,
  throwIfAborted,
} from '@a2pd/core';
import type { DistillConfig } from '@a2pd/distill';
import { CheckpointStore } from '@a2pd/rainbow';
import { collectPrescriptions } from '../distill/collect-prescriptions.js';
import { distillStudent } from '../distill/distill-student.js';
import { auditNamedPolicy } from '../measure/audit-policy.js';
import { certifyPlay } from '../measure/certify-play.js';
import { certifyNamedPolicy } from '../measure/certify-policy.js';
import { evaluatePolicy } from '../measure/evaluate-policy.js';
import { type WrittenReport, writeReport } from '../report/write-report.js';
import type { JobContext } from '../run/context.js';
import { inheritedScale } from '../run/inherited-scale.js';
import type { NamedPolicy } from '../run/policy-name.js';
import type { RunFolder } from '../run/run-folder.js';
import {
  joinScales,
  scaledDownCollection,
  scaledDownDistillation,
  scaledDownEvaluation,
  scaledDownTraining,
} from '../run/scale.js';
import { resumeTraining, type TrainingPlan, trainTeacher } from '../train/train-teacher.js';
import { adoptPolicy } from './adopt-policy.js';
import type { PipelinePlan } from './pipeline-plan.js';
import { PipelineProgress } from './pipeline-progress.js';

export interface PipelineRequest {
  readonly folder: RunFolder;
  readonly game: string;
  readonly seed: number;
  readonly plan: PipelinePlan;
  /** Begin anew instead of going on from what the same request has come to. */
  readonly restart?: boolean | undefined;
}

const requestNames: OptionNames<PipelineRequest> = {
  folder: true,
  game: true,
  seed: true,
  plan: true,
  restart: true,
};

export interface PipelineResult {
  readonly report: WrittenReport;
  readonly minutes: number;
  /** How it is less than the paper's protocol; null at full size. */
  readonly scaledDown: string | null;
}

/**
 * Does what is not done yet.
 * @throws A2pdError INVALID_STATE where the run is another's, INTERRUPTED, and whatever the stages throw.
 */
export async function runPipeline(request: PipelineRequest, context: JobContext): Promise<PipelineResult> {
  requireKnownOptions(request, requestNames);
  const { folder, game, seed, plan, restart = false } = request;
  const beganAtMs = performance.now();
  const progress = await PipelineProgress.open(folder, { game, seed, plan }, restart);
  const scaledDown = joinScales([
    'policy' in plan.teacher ? await inheritedScale(plan.teacher.policy) : scaledDownTraining(plan.teacher.training),
    scaledDownCollection(plan.collection),
    scaledDownDistillation(plan.distillation),
    scaledDownEvaluation(plan.episodes, plan.maxEpisodeAgentSteps),
  ]);
  if (scaledDown) context.say(`Scaled down: ${scaledDown}.`);
  if (progress.numDone > 0) context.say(`Going on: ${progress.numDone} steps are done already; a restart begins anew.`);
  try {
    await runStages(request, progress, context);
  } catch (error) {
    if (!(error instanceof A2pdError && error.code === 'INTERRUPTED')) throw error;
    throw new A2pdError('INTERRUPTED', 'Stopped; the same command goes on from here', { cause: error });
  }
  context.say('7/7 Writing the report');
  const report = await writeReport(folder);
  return { report, minutes: (performance.now() - beganAtMs) / 60_000, scaledDown: scaledDown ?? null };
}

const studentNames = ['student', 'student-certified'] as const;
const policyNames = ['teacher', ...studentNames] as const;
type PolicyName = (typeof policyNames)[number];

function policyFolderOf({ teacher, student, certifiedStudent }: RunFolder, name: PolicyName): string {
  return { teacher, student, 'student-certified': certifiedStudent }[name];
}

async function runStages(request: PipelineRequest, progress: PipelineProgress, context: JobContext): Promise<void> {
  const { folder, seed, plan } = request;
  await progress.once('teacher', () => provideTeacher(request, context));
  await progress.once('prescriptions', async () => {
    context.say('2/7 Collecting prescriptions');
    const collection = {
      teacher: folder.teacher,
      config: plan.collection,
      numEnvironments: plan.numEnvironments,
      seed,
    };
    await collectPrescriptions({ folder, ...collection }, context);
  });
  await progress.once('student', async () => {
    context.say('3/7 Distilling a student with A2PD');
    await distilInto(folder.student, plan.distillation, request, context);
  });
  await progress.once('certified student', async () => {
    context.say('4/7 Distilling a student whose actions can be proved');
    await distilInto(folder.certifiedStudent, plan.certified, request, context);
  });
  context.say('5/7 Playing teacher and students, clean and attacked');
  for (const policyName of policyNames) {
    for (const attack of plan.attacks) {
      await progress.once(`${policyName}, ${attackLabel(attack)}`, async () => {
        const summary = await evaluateBriefly(policyName, attack, request, context);
        context.say(`    ${policyName}, ${attackLabel(attack)}: mean return ${summary.returns.mean.toFixed(2)}`);
      });
    }
  }
  for (const name of studentNames) {
    for (const [what, check] of Object.entries(checks)) {
      await progress.once(`${name}, ${what}`, async () => {
        context.say(`6/7 Checking ${name}: ${what}`);
        const policy = { name, folder: policyFolderOf(request.folder, name) };
        context.say(`    ${await check(policy, request, context)}`);
      });
    }
  }
}

async function provideTeacher(
  { folder, game, seed, plan: { teacher, numEnvironments } }: PipelineRequest,
  context: JobContext,
): Promise<void> {
  if ('policy' in teacher) {
    context.say(`1/7 Taking ${teacher.policy} as the teacher`);
    await adoptPolicy(teacher.policy, folder.teacher);
    return;
  }
  const hasBegun = (await new CheckpointStore(folder.training).list()).length > 0;
  context.say(`1/7 Training a Rainbow teacher on ${game}`);
  const training: TrainingPlan = {
    game,
    preset: 'rainbow',
    config: { ...teacher.training, seed },
    numEnvironments,
    evaluationEpisodes: teacher.evaluationEpisodesInTraining,
  };
  const { bestEvaluationReturn } = await (hasBegun
    ? resumeTraining(folder, context)
    : trainTeacher(folder, training, context));
  throwIfAborted(context.signal);
  context.say(`    its evaluation return: ${bestEvaluationReturn}`);
}

async function distilInto(
  student: string,
  config: DistillConfig,
  { folder, seed }: PipelineRequest,
  context: JobContext,
): Promise<void> {
  const { warnings } = await distillStudent({ prescriptions: [folder.prescriptions], student, config, seed }, context);
  for (const warning of warnings) context.say(`Warning: ${warning}`);
}

/** Says in words what it came to. */
type Check = (policy: NamedPolicy, request: PipelineRequest, context: JobContext) => Promise<string>;

const audit: Check = async (policy, { folder, seed, plan }, context) => {
  const { size, ...visit } = plan.audit;
  const output = join(folder.audits, policy.name);
  const request = { policy, teacher: folder.teacher, epsilon: 1 / 255, seed, size, output, ...visit };
  const { verdict, worstCaseFlipRate, worstCaseInterval95 } = await auditNamedPolicy(request, context);
  return `audit ${verdict}; some attack at 1/255 changes ${percentWithin(worstCaseFlipRate, worstCaseInterval95)} of its actions`;
};

const certify: Check = async (policy, { folder, seed, plan }, context) => {
  const { size: _, ...visit } = plan.audit;
  const output = join(folder.certifications, policy.name);
  const scaledDown = await inheritedScale(policy.folder);
  const { levels } = await certifyNamedPolicy(
    { policy, epsilons: [1 / 255, 3 / 255], attackSteps: 20, seed, output, ...visit, scaledDown },
    context,
  );
  return `certified at 1/255: ${percent(levels[0]?.certifiedShare ?? 0)} of states`;
};

const proveReturn: Check = async (policy, { folder, seed, plan }, context) => {
  const scaledDown = await inheritedScale(policy.folder);
  const play = await certifyPlay(
    {
      policy,
      teacher: folder.teacher,
      epsilons: [1 / 255],
      bounds: ['ibp'],
      seed,
      scaledDown,
      episodes: plan.provedEpisodes,
      maxAgentSteps: plan.maxEpisodeAgentSteps,
      mattersAbove: 0.02,
      worstCase: true,
      searchStates: plan.searchStates,
      output: join(folder.certifiedPlay, policy.name),
    },
    context,
  );
  const decided = percent(play.levels[0]!.actionCertificationRate);
  return `proved at 1/255: ${decided} of the decisions of ${plan.provedEpisodes} episodes`;
};

/** What is found out about a student beside its returns. */
const checks: Readonly<Record<string, Check>> = { audit, certificates: certify, 'certified play': proveReturn };

async function evaluateBriefly(
  policyName: PolicyName,
  attack: AttackConfig,
  { folder, seed, plan }: PipelineRequest,
  context: JobContext,
) {
  const { summary } = await evaluatePolicy(
    {
      folder,
      policyName,
      policy: policyFolderOf(folder, policyName),
      teacher: folder.teacher,
      attack,
      episodes: plan.episodes,
      seed,
      numEnvironments: plan.episodes,
      explorationEpsilon: defaultExplorationEpsilon,
      perturbFrames: 'all',
      quantise: false,
      recordedAgentSteps: 120,
      maxEpisodeAgentSteps: plan.maxEpisodeAgentSteps,
    },
    context,
  );
  return summary;
}
