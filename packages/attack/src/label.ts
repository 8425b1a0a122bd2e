/** Parts of the labels that tables print. */
import { formatEpsilon } from '@a2pd/core';
import type { AutoConfig, BallConfig, ClimbConfig } from './ascent/options.js';

/** "PGD-10", ["ε = 3/255"] -> "PGD-10 (ε = 3/255)". */
export function labelled(title: string, parts: readonly string[]): string {
  return parts.length === 0 ? title : `${title} (${parts.join(', ')})`;
}

/** Of an attack by steps of a fixed length; `others` tells what else sets it apart. */
export function climbLabel(title: string, config: ClimbConfig, others: readonly string[] = []): string {
  const { steps, stepSize, restarts } = config;
  return labelled(`${title}-${steps}`, [
    ...ballParts(config),
    ...(stepSize === undefined ? [] : [`step ${formatEpsilon(stepSize)}`]),
    ...others,
    ...restartParts(restarts),
  ]);
}

/** Of a form of auto-PGD. */
export function autoLabel(title: string, config: AutoConfig, others: readonly string[] = []): string {
  const { steps, randomStart, restarts } = config;
  return labelled(`${title}-${steps}`, [
    ...ballParts(config),
    ...(randomStart ? [] : ['clean start']),
    ...others,
    ...restartParts(restarts),
  ]);
}

export function ballParts({ norm, epsilon }: BallConfig): string[] {
  return [...(norm === 'l2' ? ['L2'] : []), epsilonPart(epsilon)];
}

export function epsilonPart(epsilon: number): string {
  return `ε = ${formatEpsilon(epsilon)}`;
}

export function startParts({ randomStart }: Pick<ClimbConfig, 'randomStart'>): string[] {
  return randomStart ? ['random start'] : [];
}

function restartParts(restarts: number): string[] {
  return restarts > 1 ? [`${restarts} restarts`] : [];
}

/** To four digits. */
export function rounded(value: number): string {
  return String(Number(value.toPrecision(4)));
}
