/** A job of a sweep in words. */
import { visibleWord } from '@a2pd/core';
import { describeNumber, isPoint, type SweepJob } from '@a2pd/sweep';

/** "pong, a2pd, beta 0.01, eta 1/3, seed 1"; "pong, sa-convex, seed 1". */
export function describeJob({ specification }: SweepJob): string {
  if (!isPoint(specification)) {
    if (specification.kind === 'training') return `${specification.game}: network without a defence`;
    return `${specification.game}: ${'train' in specification.teacher ? 'teacher and ' : ''}prescriptions`;
  }
  const { game, method, defence, hyperparameters: _, ...rest } = specification.coordinates;
  const others = Object.entries(rest).map(
    ([name, value]) => `${name} ${typeof value === 'number' ? describeNumber(value) : visibleWord(String(value))}`,
  );
  return [game, defence === 'none' ? 'undefended' : (defence ?? method), ...others].join(', ');
}
