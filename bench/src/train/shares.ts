/** How training's time is shared by its stages, and how much of the emulation is hidden behind learning. */
import { AtariVectorEnvironment } from '@a2pd/atari';
import { median, Rng } from '@a2pd/core';
import { numThreads } from '../limits.js';
import type { Row } from '../row.js';
import { type Stage, timeStages } from './stage-times.js';
import type { Training } from './training.js';

export interface Shares {
  readonly subject: string;
  /** Milliseconds an agent step, medians over the rounds. */
  readonly stageMs: Readonly<Record<Stage, number>>;
  /** What an agent step's emulation takes when nothing else runs. */
  readonly emulationMs: number;
  readonly rows: readonly Row[];
}

const stageNames: Readonly<Record<Stage, string>> = {
  learning: 'learning',
  acting: 'acting',
  sampling: 'sampling and new priorities',
  storing: 'storing in the replay',
  environment: 'waiting for the environments',
  other: 'anything else',
};

export function measureShares(
  subject: string,
  training: Training,
  game: string,
  roundAgentSteps: number,
  rounds: number,
): Shares {
  const measured: Record<Stage, number>[] = [];
  for (let round = 0; round < rounds; round++) {
    let agentSteps = 0;
    const times = timeStages(() => {
      agentSteps = training.run(roundAgentSteps);
    });
    measured.push(mapStages((stage) => times[stage] / agentSteps));
  }
  const stageMs = mapStages((stage) => median(measured.map((times) => times[stage])));
  const rows = stageKeys.map((stage): Row => {
    const oursRounds = measured.map((times) => (100 * times[stage]) / sum(times));
    const figures = { ours: median(oursRounds), oursRounds };
    return { bench: 'train', case: `${subject}: ${stageNames[stage]}`, unit: '% of the time', ...figures };
  });
  return { subject, stageMs, emulationMs: measureEmulation(game, training.numEnvironments), rows };
}

/** In words, as Markdown. */
export function describeShares({ subject, stageMs, emulationMs }: Shares): string {
  const total = sum(stageMs);
  const parts = stageKeys.map((stage) => `${stageNames[stage]} ${stageMs[stage].toFixed(3)} ms`).join(', ');
  const hidden = Math.max(0, 1 - stageMs.environment / emulationMs);
  return (
    `An agent step of ${subject} takes ${total.toFixed(2)} ms: ${parts}. Emulation alone takes ` +
    `${emulationMs.toFixed(2)} ms, of which ${(100 * hidden).toFixed(0)}% is hidden behind learning.`
  );
}

const stageKeys = Object.keys(stageNames) as Stage[];

function mapStages(figure: (stage: Stage) => number): Record<Stage, number> {
  return Object.fromEntries(stageKeys.map((stage) => [stage, figure(stage)])) as Record<Stage, number>;
}

function sum(times: Readonly<Record<Stage, number>>): number {
  return stageKeys.reduce((total, stage) => total + times[stage], 0);
}

/** Milliseconds an agent step. */
function measureEmulation(game: string, numEnvironments: number): number {
  const environment = new AtariVectorEnvironment({ game, numEnvironments, numThreads });
  const rng = new Rng(1);
  const steps = 100;
  const rounds = Array.from({ length: 5 }, () => {
    const began = performance.now();
    for (let step = 0; step < steps; step++) {
      environment.step(Int32Array.from({ length: numEnvironments }, () => rng.integer(environment.numActions)));
    }
    return (performance.now() - began) / (steps * numEnvironments);
  });
  environment.close();
  return median(rounds);
}
