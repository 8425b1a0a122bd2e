/** What people call games: ALE's names, written in some way, and the ids of Gym and Gymnasium, which have more around them. */
import { closestNames } from '@a2pd/core';

/** "ALE/BankHeist-v5", "BankHeistNoFrameskip-v4" and "bank heist" are "bankheist". */
function stemOf(id: string): string {
  return id
    .slice(0, 100)
    .replace(/^ALE\//i, '')
    .replace(/-v\d+$/i, '')
    .replace(/(?:NoFrameskip|Deterministic)$/i, '')
    .replaceAll(/[ _-]/g, '')
    .toLowerCase();
}

/** Gym's id of a game, e.g. "BankHeist" of bank_heist, as ALE's own package makes it of the name. */
export function gymId(game: string): string {
  return game
    .replaceAll(/(^|[_\d])([a-z])/g, (_, before: string, letter: string) => before + letter.toUpperCase())
    .replaceAll('_', '');
}

/** The one of `names` that `id` stands for. */
export function nameOf(id: string, names: readonly string[]): string | undefined {
  return names.includes(id) ? id : names.find((name) => stemOf(name) === stemOf(id));
}

/** Shorter beginnings say nothing. */
const leastCharacters = 3;

/** Those most like `id`, kin first: one is the beginning of the other. */
export function similarNames(id: string, names: readonly string[], count: number): string[] {
  const wanted = stemOf(id);
  const isKin = (name: string) => {
    const [shorter, longer] = [stemOf(name), wanted].sort((a, b) => a.length - b.length) as [string, string];
    return shorter.length >= leastCharacters && longer.startsWith(shorter);
  };
  const kin = closestNames(wanted, names.filter(isKin), count);
  const others = closestNames(
    wanted,
    names.filter((name) => !isKin(name)),
    count,
  );
  return [...kin, ...others].slice(0, count);
}
