/** What is compared, as it is named on a command line: a place, or "label=place". */
import { basename, resolve } from 'node:path';

export interface Labelled {
  readonly label: string;
  readonly place: string;
}

/**
 * A place without a label is called by its last name; where two are called the same, by the whole of what was typed.
 * @param sharesLabels Whether labels that were typed may be those of several places.
 */
export function readLabels(typed: readonly string[], sharesLabels: boolean): Labelled[] {
  const read = typed.map((argument) => {
    const [, label, place = argument] = /^([^=]+)=(.+)$/s.exec(argument) ?? [];
    return { argument, label, place, name: label ?? basename(resolve(place)) };
  });
  return read.map(({ argument, label, place, name }) => {
    const isOwn = read.filter((other) => other.name === name).length === 1;
    return { place, label: isOwn || (sharesLabels && label !== undefined) ? name : argument };
  });
}
