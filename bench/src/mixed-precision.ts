/** Rows of ours in bfloat16 beside ours in float32. */
import { hasBfloat16, type Precision } from '@a2pd/tensor';
import { type Contestant, interleavedRounds } from './rounds.js';
import { createRow, type Row, rowFigures } from './row.js';

/** Something that computes in one precision from its beginning to its end. */
interface PreciseContestant {
  readonly run: Contestant;
  dispose(): void;
}

export interface MixedCase extends Pick<Row, 'bench' | 'case' | 'unit'> {
  readonly better: 'lower' | 'higher';
  begin(precision: Precision): PreciseContestant;
}

/** None where the processor has no products in bfloat16. */
export async function mixedRows(cases: readonly MixedCase[], rounds: number): Promise<Row[]> {
  if (!hasBfloat16()) return [];
  const rows: Row[] = [];
  for (const { better, begin, ...row } of cases) {
    const mixed = begin('mixed-bfloat16');
    const exact = begin('float32');
    try {
      const figures = await interleavedRounds({ mixed: mixed.run, exact: exact.run }, rounds);
      const named = { ...row, case: `${row.case}, in mixed bfloat16`, peerName: 'the same in float32, ours' };
      rows.push(createRow({ ...named, ...rowFigures(figures.mixed, figures.exact) }, better));
    } finally {
      mixed.dispose();
      exact.dispose();
    }
  }
  return rows;
}
