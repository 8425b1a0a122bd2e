/** Takes one line for the user; the install scripts print it, tests collect it. */
export type Log = (line: string) => void;

export function describeSeconds(milliseconds: number): string {
  return `${(milliseconds / 1000).toFixed(1)} s`;
}
