/** Names of event files: TensorBoard knows them by their prefix and reads a folder's files in the order of their names. */

const prefix = 'events.out.tfevents.';

/**
 * A name that sorts after all that are there, whatever the clock says.
 * @param existing Names of the folder's files. @param seconds since 1970.
 */
export function nextEventFileName(existing: readonly string[], seconds: number): string {
  const earlier = existing.filter((name) => name.startsWith(prefix));
  const latest = Math.max(0, ...earlier.map((name) => Number.parseInt(name.slice(prefix.length), 10) || 0));
  const stamp = String(Math.max(latest, Math.floor(seconds))).padStart(10, '0');
  const sequence = String(earlier.length).padStart(4, '0');
  return `${prefix}${stamp}.${sequence}.a2pd`;
}
