/** Takes one line for the user; the install scripts print it, tests collect it. */
export type Log = (line: string) => void;

/** A size as people read it, in powers of ten as pip prints them: 11460017 -> "11.5 MB". */
export function describeBytes(bytes: number): string {
  if (bytes < 1e3) return `${bytes} bytes`;
  if (bytes < 1e6) return `${(bytes / 1e3).toFixed(1)} kB`;
  if (bytes < 1e9) return `${(bytes / 1e6).toFixed(1)} MB`;
  return `${(bytes / 1e9).toFixed(2)} GB`;
}

export function describeSeconds(milliseconds: number): string {
  return `${(milliseconds / 1000).toFixed(1)} s`;
}
