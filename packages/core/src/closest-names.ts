/** The names most like `wanted`, by edit distance (Levenshtein); for error messages. */
export function closestNames(wanted: string, names: readonly string[], count: number): string[] {
  const distance = new Map(names.map((name) => [name, editDistance(wanted.slice(0, 64), name)]));
  return [...names].sort((a, b) => distance.get(a)! - distance.get(b)!).slice(0, count);
}

/** What `wanted` was most likely meant to be; undefined where nothing is written alike: a third of it may differ. */
export function likelyName(wanted: string, names: readonly string[]): string | undefined {
  const [closest] = closestNames(wanted, names, 1);
  return closest !== undefined && editDistance(wanted.slice(0, 64), closest) * 3 <= wanted.length ? closest : undefined;
}

function editDistance(a: string, b: string): number {
  let previous = Array.from({ length: b.length + 1 }, (_, column) => column);
  for (let row = 1; row <= a.length; row++) {
    const current = [row];
    for (let column = 1; column <= b.length; column++) {
      const replaced = previous[column - 1]! + (a[row - 1] === b[column - 1] ? 0 : 1);
      current.push(Math.min(replaced, previous[column]! + 1, current[column - 1]! + 1));
    }
    previous = current;
  }
  return previous[b.length]!;
}
