/** The attacks as docs/attacks.md lists them; a test holds the page to it. */
import { markdownTable } from '@a2pd/core';
import type { AttackFactory } from './define-attack.js';

/** One row for each attack, in Markdown. */
export function attackTable(factories: readonly AttackFactory[]): string {
  return markdownTable(
    ['`--attack`', 'knows', '`--target`', 'what it does', 'source', 'passes'],
    factories.map(({ name, knows, canAim, summary, source, cost }) => [
      `\`${name}\``,
      knows,
      canAim ? 'can' : '-',
      summary,
      source,
      cost,
    ]),
  );
}
