/** A long distillation in few lines, for curves: the zoo must stay small. */

/** Every N-th record, the one whose weights were kept, and the last: about `most`, or all where there are no more. */
export function thinHistory<T extends { readonly isBest: boolean }>(history: readonly T[], most: number): T[] {
  const stride = Math.ceil(history.length / most);
  const best = history.findLastIndex(({ isBest }) => isBest);
  return history.filter((_, i) => i % stride === 0 || i === best || i === history.length - 1);
}
