/** The paper's Table 3, seconds an epoch of distillation, beside what was measured here. */

/** Pairs of an epoch there: 90% of 1e5. */
export const epochPairs = 90_000;

/** Means over the five games, on an RTX 2080 Ti; cross-entropy is not in the paper. */
const paperSeconds: Readonly<Record<string, number>> = { A2PD: 18.38, 'PGD-4': 26.02, 'PGD-10': 41.09, 'PGD-20': 68.1 };

const reference = 'PGD-20';

/**
 * @param epochSeconds By method: `A2PD`, `cross-entropy`, `PGD-4`, `PGD-10`, `PGD-20`.
 * @returns Markdown
 */
export function describeTable3(epochSeconds: Readonly<Record<string, number>>): string {
  const share = (seconds: Readonly<Record<string, number>>, name: string) => {
    const [own, whole] = [seconds[name], seconds[reference]];
    return own === undefined || whole === undefined ? '' : (own / whole).toFixed(2);
  };
  const rows = ['A2PD', 'cross-entropy', 'PGD-4', 'PGD-10', 'PGD-20'].map((name) =>
    [
      name,
      epochSeconds[name]?.toFixed(1),
      paperSeconds[name]?.toFixed(2),
      share(epochSeconds, name),
      share(paperSeconds, name),
    ]
      .map((cell) => cell || 'n/a')
      .join(' | '),
  );
  return [
    `Table 3 of the paper: seconds an epoch of ${epochPairs} pairs, here extrapolated from the steps measured; the paper's ran on an RTX 2080 Ti.`,
    '',
    `| method | s an epoch | paper | of ${reference} | paper |`,
    '| --- | --- | --- | --- | --- |',
    ...rows.map((row) => `| ${row} |`),
  ].join('\n');
}
