/**
 * With how many changed pixels an iteration may still begin, which changes two more: so that the share `gamma` is never
 * exceeded. All pixels are as many as there can be.
 */
export function mostTouchedBefore(gamma: number, numPixels: number): number {
  // A share such as 14/28224 times 28224 may fall short of 14 by rounding.
  return gamma === 1 ? numPixels : Math.floor(gamma * numPixels + 1e-6) - 2;
}
