/** Papernot et al.'s search for the most salient pair of pixels (2016, Algorithm 3), exact without looking at every pair. */

export interface Slopes {
  /** float32[F]: how fast the target's score grows with each pixel. */
  readonly target: Float32Array;
  /** float32[F]: how fast the sum of the other scores grows. */
  readonly others: Float32Array;
}

/**
 * The pair p, q that maximises -(α_p + α_q)(β_p + β_q) where the first sum is positive and the second negative; undefined where
 * there is none. Some best pair consists of pixels that at most one other beats in both slopes, since a pixel that two others
 * beat can be replaced by one of them: those few are compared, after one sort.
 * @param direction 1 for brightening, -1 for darkening, which turns both slopes round.
 * @param isMovable bytes[F], 0 for pixels out of the question.
 */
export function bestPair(
  { target, others }: Slopes,
  isMovable: Uint8Array,
  direction: 1 | -1,
): readonly [number, number] | undefined {
  const gain = (pixel: number) => direction * target[pixel]!;
  const relief = (pixel: number) => -direction * others[pixel]!;
  const candidates = beatenAtMostOnce(movablePixels(isMovable), gain, relief);
  let best: readonly [number, number] | undefined;
  let highest = 0;
  for (const [i, p] of candidates.entries()) {
    for (const q of candidates.slice(i + 1)) {
      const [gains, reliefs] = [gain(p) + gain(q), relief(p) + relief(q)];
      if (gains > 0 && reliefs > 0 && gains * reliefs > highest) {
        highest = gains * reliefs;
        best = p < q ? [p, q] : [q, p];
      }
    }
  }
  return best;
}

function movablePixels(isMovable: Uint8Array): Uint32Array {
  const pixels = new Uint32Array(isMovable.length);
  let count = 0;
  for (let pixel = 0; pixel < isMovable.length; pixel++) if (isMovable[pixel]) pixels[count++] = pixel;
  return pixels.subarray(0, count);
}

/** By falling gain, those whose relief at most one before them reaches. */
function beatenAtMostOnce(
  pixels: Uint32Array,
  gain: (pixel: number) => number,
  relief: (pixel: number) => number,
): number[] {
  let highest = Number.NEGATIVE_INFINITY;
  let second = Number.NEGATIVE_INFINITY;
  const kept: number[] = [];
  for (const pixel of pixels.sort((a, b) => gain(b) - gain(a) || relief(b) - relief(a) || a - b)) {
    const own = relief(pixel);
    if (own <= second) continue;
    kept.push(pixel);
    if (own > highest) {
      second = highest;
      highest = own;
    } else {
      second = own;
    }
  }
  return kept;
}
