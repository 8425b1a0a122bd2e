/**
 * Mean return of the uniformly random agent, for normalised robustness: Wang et al. (2016), "Dueling Network
 * Architectures", no-op starts. Games without an entry are not normalised.
 */
export const randomReturns: Readonly<Record<string, number>> = {
  bank_heist: 14.2,
  boxing: 0.1,
  freeway: 0,
  pong: -20.7,
  road_runner: 11.5,
};
