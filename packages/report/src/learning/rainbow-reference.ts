/**
 * What Rainbow scores after how many emulator frames: Dopamine's published curves of its compact Rainbow, sticky actions
 * 0.25, mean of 5 runs; a range where neighbouring evaluations differ much. Without sticky actions scores are somewhat
 * higher.
 */
export interface ReferencePoint {
  readonly frames: number;
  readonly low: number;
  readonly high: number;
}

const frames = [1e6, 4e6, 10e6, 20e6, 40e6] as const;

const returns: Readonly<Record<string, readonly (number | readonly [low: number, high: number])[]>> = {
  freeway: [0.3, 27.5, 32.2, 32.6, 33.2],
  bank_heist: [13, [37, 304], [631, 896], [874, 919], [1080, 1204]],
  pong: [-20.4, -16.5, 15.2, 18.4, 19.3],
  boxing: [-6, 8.4, 68.4, 95.1, 95.4],
  road_runner: [81, 13_794, 33_413, 43_954, 49_147],
};

/** In order of frames; empty for a game without figures. */
export function rainbowReference(game: string): readonly ReferencePoint[] {
  if (!Object.hasOwn(returns, game)) return [];
  return returns[game]!.map((value, i) => {
    const [low, high] = typeof value === 'number' ? [value, value] : value;
    return { frames: frames[i]!, low, high };
  });
}
