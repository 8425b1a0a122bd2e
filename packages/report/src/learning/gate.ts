/** Mean returns at which a teacher plays well enough to be distilled from; of the games of the paper. */
const gates: Readonly<Record<string, number>> = {
  pong: 18,
  boxing: 60,
  road_runner: 20_000,
  freeway: 30,
  bank_heist: 600,
};

/** Undefined for other games. */
export function gateOf(game: string): number | undefined {
  return gates[game];
}
