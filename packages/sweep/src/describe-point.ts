/** A point of a grid in words. */
import { visibleWord } from '@a2pd/core';
import type { Coordinates } from './coordinates.js';
import { describeNumber } from './describe-number.js';

/** "pong, a2pd, beta 0.01, eta 1/3, seed 1"; "pong, sa-convex, seed 1". */
export function describePoint({ game, method, defence, hyperparameters: _, ...rest }: Coordinates): string {
  const others = Object.entries(rest).map(
    ([name, value]) => `${name} ${typeof value === 'number' ? describeNumber(value) : visibleWord(String(value))}`,
  );
  return [game, defence === 'none' ? 'undefended' : (defence ?? method), ...others]
    .filter((part) => part !== undefined)
    .join(', ');
}
