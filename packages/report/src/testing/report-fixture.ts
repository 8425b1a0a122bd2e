/** A made-up run for the tests of this package: the shapes are real, the figures are drawn from a seed and mean nothing. */
import type { Manifest } from '@a2pd/artefact';
import {
  type AuditRecord,
  type CertificationRecord,
  type CertifiedPlayRecord,
  type EpisodeRecord,
  type EvaluationRecord,
  type EvaluationSummary,
  type ResultRow,
  Rng,
} from '@a2pd/core';
import type { ReportInput } from '../input.js';
import { exampleClip } from './example-clip.js';

const attacks = [
  { label: 'No attack', config: null, kept: 1 },
  { label: 'Noise (ε = 3/255)', config: { name: 'noise', epsilon: 3 / 255 }, kept: 0.97 },
  { label: 'FGSM (ε = 3/255)', config: { name: 'fgsm', epsilon: 3 / 255 }, kept: 0.6 },
  { label: 'PGD-10 (ε = 1/255)', config: pgd(10, 1), kept: 0.35 },
  { label: 'PGD-10 (ε = 3/255)', config: pgd(10, 3), kept: 0.1 },
] as const;

export const actionNames = ['NOOP', 'FIRE', 'RIGHT', 'LEFT', 'RIGHTFIRE', 'LEFTFIRE'];

/** A complete input; every part can be replaced. */
export function exampleInput(changes: Partial<ReportInput> = {}): ReportInput {
  const rng = new Rng(11);
  const teacher = evaluationsOf('teacher', 18, (kept) => kept, rng);
  const student = evaluationsOf('student', 17, (kept) => 0.8 + 0.2 * kept, rng);
  const evaluations = [...teacher, ...student];
  const rows = [...rowsOf(teacher), ...rowsOf(student)];
  return {
    runName: 'first-light',
    game: 'pong',
    actionNames,
    comparison: {
      rows,
      randomReturn: -20.7,
      findings: [
        {
          id: 'not-constant',
          check: 'The policy is not constant',
          policyName: 'student',
          verdict: 'holds',
          detail: 'share 41.0%',
        },
        {
          id: 'stronger-attacks',
          check: 'PGD flips at least as many actions as FGSM',
          policyName: 'student',
          verdict: 'flagged',
          detail: 'PGD 3%',
        },
        {
          id: 'more-steps',
          check: 'More PGD steps change little',
          policyName: 'student',
          verdict: 'not measured',
          detail: 'one was tried',
        },
      ],
    },
    evaluations,
    headlinePolicy: 'student',
    paperMethods: { student: 'A2PD' },
    audits: [exampleAudit()],
    certifications: [exampleCertification()],
    certifiedPlay: [exampleCertifiedPlay()],
    worstCases: [
      {
        policyName: 'student',
        epsilon: 3 / 255,
        attackLabels: ['Noise (ε = 3/255)', 'FGSM (ε = 3/255)', 'PGD-10 (ε = 3/255)'],
        returns: student[4]!.summary.returns,
      },
    ],
    training: Array.from({ length: 60 }, (_, i) => ({
      agentSteps: (i + 1) * 5000,
      trainingReturn: -21 + 40 / (1 + Math.exp(-(i - 30) / 6)) + rng.uniform() * 2,
      ...(i % 6 === 5 ? { evaluationReturn: -21 + 42 / (1 + Math.exp(-(i - 28) / 6)) } : {}),
    })),
    distillation: [
      {
        policyName: 'student',
        bestEpoch: 30,
        majorityShare: 0.38,
        points: Array.from({ length: 40 }, (_, i) => ({
          epoch: i + 1,
          trainingLoss: -1.6 + Math.exp(-i / 8),
          validationLoss: -1.5 + Math.exp(-i / 9) + rng.uniform() * 0.03,
          prescriptionAccuracy: 0.95 - 0.55 * Math.exp(-i / 7),
          balancedAccuracy: 0.9 - 0.65 * Math.exp(-i / 9),
        })),
      },
    ],
    scaledDown:
      '3e5 agent steps of teacher training instead of 4e6, 1e4 prescriptions instead of 1e5, 20 episodes of 50',
    fullSizeCommand: 'a2pd pipeline --game pong --preset paper',
    manifests: [{ name: 'student', manifest: manifestOf('policy') }],
    ...changes,
  };
}

function exampleAudit(): AuditRecord {
  return {
    policyName: 'student',
    verdict: 'warn',
    states: 1000,
    episodes: 16,
    epsilon: 1 / 255,
    worstCaseFlipRate: 0.075,
    worstCaseInterval95: [0.05, 0.125],
    checks: [
      {
        ...{ id: 'not-constant', title: 'The policy is not constant', verdict: 'pass', detail: 'share 41.0%' },
        ...{ meaning: 'No attack moves a policy that ignores what it sees.', figures: { majorityShare: 0.41 } },
      },
      {
        ...{ id: 'plateau', title: 'More steps change little', verdict: 'warn', detail: 'PGD-10 5.0%, PGD-50 7.0%' },
        ...{ meaning: 'The attack had not converged: its figure flatters the policy.', figures: { gain: 0.02 } },
      },
    ],
    strengths: [
      { label: 'PGD-10', knows: 'gradients', epsilon: 1 / 255, flipRate: 0.05 },
      { label: 'Square', knows: 'scores', epsilon: 1 / 255, flipRate: 0.03 },
    ],
  };
}

function exampleCertification(): CertificationRecord {
  return {
    ...{ policyName: 'student', method: 'interval bound propagation', states: 1000, episodes: 16, source: 'visited' },
    levels: [
      { epsilon: 1 / 255, certifiedShare: 0.125, certifiedInterval95: [0.1, 0.15], attackedShare: 0.92 },
      { epsilon: 3 / 255, certifiedShare: 0, certifiedInterval95: null, attackedShare: 0.71 },
    ],
    attackLabel: 'PGD-50',
    radius: { min: 0, median: 0.0004, mean: 0.0011, max: 0.012 },
  };
}

function exampleCertifiedPlay(): CertifiedPlayRecord {
  return {
    ...{ policyName: 'student', bounds: ['ibp', 'crown'], episodes: 20, agentSteps: 32_000, cutEpisodes: 0 },
    ...{ naturalReturn: 17.25, explorationEpsilon: 0.001, mattersAbove: 0.02, matteringShare: 0.5 },
    levels: [
      {
        ...{ epsilon: 1 / 255, provedEpisodes: 3, certifiedReturn: -12.5, actionCertificationRate: 0.875 },
        ...{ matteringCertificationRate: 0.9, greedyWorstCaseReturn: -4 },
      },
      {
        ...{ epsilon: 3 / 255, provedEpisodes: 0, certifiedReturn: null, actionCertificationRate: 0.1 },
        ...{ matteringCertificationRate: null, greedyWorstCaseReturn: null },
      },
    ],
  };
}

function evaluationsOf(
  policyName: string,
  natural: number,
  keep: (kept: number) => number,
  rng: Rng,
): EvaluationRecord[] {
  return attacks.map(({ label, config, kept }) => {
    const centre = -20.7 + (natural + 20.7) * keep(kept);
    const episodes = Array.from({ length: 20 }, (_, episode) =>
      episodeOf(episode, Math.round(centre + 4 * (rng.uniform() - 0.5))),
    );
    const summary = summaryOf(policyName, label, config, episodes, keep(kept));
    const isShown = config === null || label.startsWith('PGD-10 (ε = 3');
    return { summary, episodes, clip: isShown ? exampleClip(config ? 3 / 255 : null, 30) : null };
  });
}

function rowsOf(evaluations: readonly EvaluationRecord[]): ResultRow[] {
  const natural = evaluations[0]!.summary.returns.mean;
  const lowest = Math.min(...evaluations.map(({ summary }) => summary.returns.mean));
  return evaluations.map(({ summary }) => {
    const { mean } = summary.returns;
    const isAttacked = summary.attack !== null;
    return {
      summary,
      relativeRobustnessPercent: isAttacked && natural > 0 ? (mean / natural) * 100 : null,
      normalisedRobustnessPercent: isAttacked ? ((mean + 20.7) / (natural + 20.7)) * 100 : null,
      worstAttack: isAttacked && mean === lowest,
    };
  });
}

function summaryOf(
  policyName: string,
  attackLabel: string,
  attack: Record<string, unknown> | null,
  episodes: readonly EpisodeRecord[],
  kept: number,
): EvaluationSummary {
  const returns = episodes.map((episode) => episode.return);
  const mean = returns.reduce((a, b) => a + b) / returns.length;
  const ifAttacked = (value: number) => (attack ? value : null);
  return {
    policyName,
    attackLabel,
    attack,
    attackModel: null,
    labels: 'teacher',
    perturbFrames: 'all',
    quantise: false,
    strikes: null,
    target: null,
    explorationEpsilon: 0.001,
    returns: {
      episodes: episodes.length,
      distinctEpisodes: episodes.length - 2,
      mean,
      standardDeviation: 1.1,
      min: Math.min(...returns),
      max: Math.max(...returns),
      interquartileMean: mean + 0.05,
      interquartileMeanInterval95: [mean - 0.6, mean + 0.7],
      bootstrapResamples: 2000,
    },
    truncatedEpisodes: attackLabel === 'No attack' ? 1 : 0,
    cutEpisodes: 0,
    agentSteps: 32_345,
    frames: 129_380,
    attackedStates: ifAttacked(32_345),
    attackedShare: ifAttacked(1),
    cleanPrescriptionGap: policyName === 'student' ? 0.82 : 0.03,
    attackedPrescriptionGap: ifAttacked((policyName === 'student' ? 0.9 : 0.1) * kept - 0.1),
    teacherPrescriptionGap: 0.03,
    actionFlipRate: ifAttacked(1 - kept),
    attackSuccessRate: ifAttacked(1 - kept * 0.9),
    targetRate: null,
    cleanTargetRate: null,
    teacherAgreement: policyName === 'teacher' ? 1 : 0.93,
    attackedTeacherAgreement: ifAttacked(kept * 0.93),
    teacherScoreLoss: 0.02 + (1 - kept) * 0.3,
    flipScoreLoss: ifAttacked((1 - kept) * 0.3),
    maxPerturbation: ifAttacked(3 / 255),
    majorityActionShare: 0.41,
    teacherMajorityActionShare: 0.38,
    teacherKappa: 0.85,
    zeroGradientShare: 0,
    tinyGradientShare: 0.02,
    meanGradientNorm: 0.1,
  };
}

function episodeOf(episode: number, score: number): EpisodeRecord {
  return {
    episode,
    seed: 1000 + episode,
    aleSeed: 77_000 + episode,
    noops: episode % 30,
    return: score,
    agentSteps: 1600,
    frames: 6400,
    terminated: true,
    truncated: false,
    longestScorelessAgentSteps: null,
    seconds: 12.5,
    trajectorySha256: String(episode).padStart(64, '0'),
    cleanPrescriptionGap: 0.8,
    attackedPrescriptionGap: null,
    teacherPrescriptionGap: null,
    actionFlipRate: null,
    attackSuccessRate: null,
    targetRate: null,
    cleanTargetRate: null,
    teacherAgreement: null,
    attackedTeacherAgreement: null,
    teacherScoreLoss: null,
    flipScoreLoss: null,
    maxPerturbation: null,
    attackedStates: null,
    actionCounts: [1600, 0, 0, 0, 0, 0],
    teacherActionCounts: null,
    gradientProbe: null,
  };
}

export function manifestOf(kind: Manifest['kind']): Manifest {
  return {
    schemaVersion: 1,
    kind,
    createdAt: '2026-01-02T03:04:05.000Z',
    game: 'pong',
    romMd5: '60e0ea3cbe0913d39803477945e9e5ec',
    tool: {
      version: '0.1.0',
      sourceCommit: '0123456789abcdef0123456789abcdef01234567',
      node: 'v20.20.2',
      platform: 'linux x64',
    },
    config: { loss: 'a2pd', beta: 0.01 },
    seeds: { distill: 123 },
    files: [{ path: 'weights.safetensors', bytes: 6_700_000, sha256: 'ab'.repeat(32) }],
  };
}

function pgd(steps: number, greyLevels: number) {
  return { name: 'pgd', norm: 'linf', epsilon: greyLevels / 255, steps, randomStart: false, restarts: 1 };
}
