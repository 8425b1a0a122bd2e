import type { LearningRecord } from './learning-record.js';

/** Mean returns at which a teacher plays well enough to be distilled from; of the games of the paper. */
const gates: Readonly<Record<string, number>> = {
  pong: 18,
  boxing: 60,
  road_runner: 20_000,
  freeway: 30,
  bank_heist: 600,
};

/** The first evaluation that was at the gate. */
export interface GatePassed {
  readonly gate: number;
  readonly agentSteps: number;
  /** Of training and evaluating; null where the run's event files do not tell. */
  readonly seconds: number | null;
}

/** When a run that began from nothing was at its game's gate; null where it has not been, or its game has none. */
export function gatePassed({ game, agentStepsBefore, evaluations }: LearningRecord): GatePassed | null {
  const gate = gateOf(game);
  const first = evaluations.find(({ meanReturn }) => gate !== undefined && meanReturn >= gate);
  if (gate === undefined || first === undefined || agentStepsBefore > 0) return null;
  return { gate, agentSteps: first.agentSteps, seconds: first.seconds };
}

/** Undefined for other games. */
export function gateOf(game: string): number | undefined {
  return gates[game];
}
