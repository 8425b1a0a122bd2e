/**
 * Attacked evaluation as `a2pd evaluate` does it, 50 Pong episodes in lockstep: agent steps a second, the attack's share of the
 * time, and whether cost is linear in the attack's steps and flat in the number of episodes that were played before.
 */
import { AtariVectorEnvironment } from '@a2pd/atari';
import type { AttackConfig } from '@a2pd/attack';
import { median } from '@a2pd/core';
import { parseDistillConfig, StudentModel } from '@a2pd/distill';
import { type Evaluation, evaluate } from '@a2pd/evaluate';
import type { Model } from '@a2pd/tensor';
import type { BenchOptions, BenchResult } from '../bench.js';
import { numThreads } from '../limits.js';
import type { Row } from '../row.js';

const game = 'pong';
const numEpisodes = 50;
const pongActions = 6;
const epsilon = 1 / 255;
/** Of a whole game of Pong, about: what a rate means for 50 of them. */
const agentStepsOfAGame = 1700;
const stepCounts = [0, 1, 10, 50] as const;

export async function benchEvaluation({ rounds = 3, log }: BenchOptions): Promise<BenchResult> {
  const policy = StudentModel.initialise(parseDistillConfig({}).architecture, pongActions, 5);
  const environment = new AtariVectorEnvironment({
    game,
    numEnvironments: numEpisodes,
    numThreads,
    autoresetMode: 'disabled',
  });
  try {
    const measured = new Map<number, Cost[]>();
    for (let round = 0; round < rounds; round++) {
      for (const steps of stepCounts) {
        log(`Round ${round + 1} of ${rounds}: ${steps === 0 ? 'no attack' : `PGD-${steps}`}`);
        measured.set(steps, [...(measured.get(steps) ?? []), await costOf(environment, policy, steps)]);
      }
    }
    log('Many short episodes');
    const flatness = await measureFlatness(environment, policy, rounds);
    return {
      rows: [...stepCounts.map((steps) => rateRow(steps, measured.get(steps)!)), linearity(measured), flatness],
      notes,
    };
  } finally {
    environment.close();
    policy.dispose();
  }
}

function play(
  environment: AtariVectorEnvironment,
  policy: Model,
  { steps, agentSteps, episodes = numEpisodes }: { steps: number; agentSteps: number; episodes?: number },
): Promise<Evaluation> {
  const attack: AttackConfig = { name: 'pgd', epsilon, steps: Math.max(1, steps) };
  return evaluate({
    ...{ environment, policy, maxEpisodeAgentSteps: agentSteps, gradientProbePeriodAgentSteps: 0 },
    ...(steps === 0 ? {} : { attack }),
    seeds: Array.from({ length: episodes }, (_, i) => i),
  });
}

/** Of one agent step, in seconds. */
interface Cost {
  readonly seconds: number;
  readonly attackSeconds: number;
  readonly emulationSeconds: number;
}

/** What more steps cost, so that recording the attack, once an evaluation, does not count. */
async function costOf(environment: AtariVectorEnvironment, policy: Model, steps: number): Promise<Cost> {
  const few = await play(environment, policy, { steps, agentSteps: 2 });
  const many = await play(environment, policy, { steps, agentSteps: steps === 50 ? 8 : 22 });
  const agentSteps = many.summary.agentSteps - few.summary.agentSteps;
  const each = (figure: keyof Cost) => (many.timing[figure] - few.timing[figure]) / agentSteps;
  return { seconds: each('seconds'), attackSeconds: each('attackSeconds'), emulationSeconds: each('emulationSeconds') };
}

function rateRow(steps: number, costs: readonly Cost[]): Row {
  const rates = costs.map(({ seconds }) => 1 / seconds);
  const ours = median(rates);
  const shareOf = (figure: keyof Cost) =>
    `${(100 * median(costs.map((cost) => cost[figure] / cost.seconds))).toFixed(1)}%`;
  const minutes = (numEpisodes * agentStepsOfAGame) / ours / 60;
  return {
    bench: 'evaluate',
    case: steps === 0 ? 'no attack' : `PGD-${steps}`,
    unit: 'agent steps/s',
    ...{ ours, oursRounds: rates },
    agreement:
      `${shareOf('attackSeconds')} of the time in the attack, ${shareOf('emulationSeconds')} waiting for the emulators; ` +
      `${numEpisodes} games take ${minutes.toFixed(1)} min`,
  };
}

/** What five times the steps cost. */
function linearity(measured: ReadonlyMap<number, readonly Cost[]>): Row {
  const attackSeconds = (steps: number) => median(measured.get(steps)!.map((cost) => cost.attackSeconds));
  return {
    ...{ bench: 'evaluate', case: 'attack time, PGD-50 over PGD-10', unit: 'times' },
    ours: attackSeconds(50) / attackSeconds(10),
    goalOurs: 5.25,
  };
}

/** Time of an episode among 1,000 of two agent steps over that among 100. */
async function measureFlatness(environment: AtariVectorEnvironment, policy: Model, rounds: number): Promise<Row> {
  const secondsEach = async (episodes: number) => {
    const beganAtMs = performance.now();
    await play(environment, policy, { steps: 0, agentSteps: 2, episodes });
    return (performance.now() - beganAtMs) / 1000 / episodes;
  };
  const ratios: number[] = [];
  for (let round = 0; round < rounds; round++) ratios.push((await secondsEach(1000)) / (await secondsEach(100)));
  return {
    ...{ bench: 'evaluate', case: 'time an episode, 1,000 recorded over 100', unit: 'times' },
    ...{ ours: median(ratios), oursRounds: ratios, goalOurs: 1.1 },
  };
}

const notes = `The student is the paper's network, ${numEpisodes} environments step as one batch; episodes are cut after a few
agent steps, since every step costs the same. A game of Pong is taken to last ${agentStepsOfAGame} agent steps.`;
