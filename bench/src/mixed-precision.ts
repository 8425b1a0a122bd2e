/** Rows of ours in bfloat16 beside ours in float32, and beside PyTorch's autocast. */
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
  /** The same by PyTorch, with autocast to bfloat16. */
  readonly autocast?: Contestant;
}

/** None where the processor has no products in bfloat16. */
export async function mixedRows(cases: readonly MixedCase[], rounds: number): Promise<Row[]> {
  if (!hasBfloat16()) return [];
  const rows: Row[] = [];
  for (const { better, begin, autocast, ...row } of cases) {
    const mixed = begin('mixed-bfloat16');
    const exact = begin('float32');
    try {
      const contestants: Record<string, Contestant> = { mixed: mixed.run, exact: exact.run };
      if (autocast) contestants.autocast = autocast;
      const figures = await interleavedRounds(contestants, rounds);
      const add = (peer: string, peerName: string) => {
        const named = { ...row, case: `${row.case}, in mixed bfloat16`, peerName };
        rows.push(createRow({ ...named, ...rowFigures(figures.mixed!, figures[peer]!) }, better));
      };
      add('exact', 'the same in float32, ours');
      if (autocast) add('autocast', 'PyTorch, autocast to bfloat16');
    } finally {
      mixed.dispose();
      exact.dispose();
    }
  }
  return rows;
}
