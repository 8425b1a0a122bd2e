/**
 * Training and validation rows. By episode, no validation frame has a near twin in training; by row, as image data sets
 * are split, neighbouring frames leak (the paper does not say which it used).
 */
import { expectationError, type Rng } from '@a2pd/core';

export type SplitBy = 'episode' | 'row';

export interface Split {
  /** Row indices, ascending. */
  readonly training: Int32Array;
  readonly validation: Int32Array;
}

/**
 * @param episodes int32[n], each row's episode
 * @param validationShare Share of the rows to validate on; met as nearly as whole episodes allow.
 * @throws A2pdError INVALID_ARGUMENT when there are too few episodes or rows to have both parts.
 */
export function splitRows(episodes: Int32Array, by: SplitBy, validationShare: number, rng: Rng): Split {
  const isValidation =
    by === 'row'
      ? chooseRows(episodes.length, validationShare, rng)
      : chooseEpisodes(episodes, validationShare * episodes.length, rng);
  const rows = Int32Array.from(episodes.keys());
  return {
    training: rows.filter((row) => !isValidation[row]),
    validation: rows.filter((row) => isValidation[row]),
  };
}

function chooseRows(numRows: number, share: number, rng: Rng): Uint8Array {
  if (numRows < 2) throw expectationError('INVALID_ARGUMENT', 'at least 2 pairs to split', numRows);
  const numValidation = Math.min(numRows - 1, Math.max(1, Math.round(share * numRows)));
  const isValidation = new Uint8Array(numRows);
  const shuffled = rng.shuffle(Int32Array.from(isValidation.keys()));
  for (const row of shuffled.subarray(0, numValidation)) isValidation[row] = 1;
  return isValidation;
}

function chooseEpisodes(episodes: Int32Array, targetRows: number, rng: Rng): Uint8Array {
  const rowsOf = new Map<number, number>();
  for (const episode of episodes) rowsOf.set(episode, (rowsOf.get(episode) ?? 0) + 1);
  if (rowsOf.size < 2) {
    throw expectationError(
      'INVALID_ARGUMENT',
      'pairs of at least 2 episodes',
      rowsOf.size,
      'collect more pairs, use more environments, or split by row',
    );
  }
  const order = rng.shuffle(Int32Array.from(rowsOf.keys()));
  const chosen = new Set<number>();
  let numChosen = 0;
  for (const episode of order) {
    const withIt = numChosen + rowsOf.get(episode)!;
    if (Math.abs(withIt - targetRows) >= Math.abs(numChosen - targetRows)) continue;
    chosen.add(episode);
    numChosen = withIt;
  }
  if (chosen.size === 0) chosen.add(shortest(rowsOf));
  if (chosen.size === rowsOf.size) chosen.delete(order[0]!);
  return Uint8Array.from(episodes, (episode) => (chosen.has(episode) ? 1 : 0));
}

function shortest(rowsOf: ReadonlyMap<number, number>): number {
  const [[episode]] = [...rowsOf].sort(([, a], [, b]) => a - b) as [[number, number]];
  return episode;
}
