import { expectationError } from '@a2pd/core';

/**
 * @param norms Of each weight's gradient, in the order of `names`.
 * @throws A2pdError NOT_FINITE unless the loss and the norm of the gradient are numbers, naming the first weight that diverged.
 */
export function requireFinite(
  loss: number,
  gradientNorm: number,
  norms: ArrayLike<number>,
  names: readonly string[],
): void {
  if (Number.isFinite(loss) && Number.isFinite(gradientNorm)) return;
  const first = names.find((_, i) => !Number.isFinite(norms[i]));
  const where = first === undefined ? '' : `, first not finite in ${first}`;
  const received = `a loss of ${loss} and a gradient of norm ${gradientNorm}${where}`;
  const remedy = 'lower the learning rate, or check the rewards; the last checkpoint is from before';
  throw expectationError('NOT_FINITE', 'a finite loss and gradient', received, remedy);
}
