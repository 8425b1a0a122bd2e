/** The records that the results pages were made of, in one file of JSON. */
import type { MeasuredPolicy } from './gather-policies.js';

/** Its first line says what made it, as that of every generated page does. */
export function encodePaperRecords(command: string, measured: readonly MeasuredPolicy[]): string {
  const policies = measured.map(({ game, policy, standsFor, records }) => ({
    ...{ game, ...policy, standsFor: standsFor ?? null, records },
  }));
  return `${JSON.stringify({ generatedBy: command, policies }, null, 1).replace('\n', '')}\n`;
}
