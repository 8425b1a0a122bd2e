import { beforeAll, describe, expect, it } from 'vitest';
import { collectExample } from '../testing/example-pairs.js';
import { temporaryFolder } from '../testing/temporary-folder.js';
import { PrescriptionDataSet } from './data-set.js';
import { type DataSetReport, inspectDataSet } from './inspect-data-set.js';

let dataSet: PrescriptionDataSet;
let report: DataSetReport;
beforeAll(async () => {
  dataSet = await PrescriptionDataSet.open(await collectExample(temporaryFolder(), 'pairs'));
  report = await inspectDataSet(dataSet);
});

describe('inspectDataSet', () => {
  it('counts what the rows say', () => {
    const { table, episodes } = dataSet;
    expect(report.actionCounts).toEqual([0, 1, 2].map((action) => table.actions.filter((a) => a === action).length));
    expect(report.exploredShare).toBe(table.takenActions.filter((a, row) => a !== table.actions[row]).length / 120);
    expect(report.episodes.count).toBe(episodes.length);
    expect(report.episodes.returns).toEqual(episodes.filter((e) => e.isComplete).map((e) => e.return));
    expect(report.episodes.distinctStarts).toBe(episodes.length);
  });

  it('knows the prescription gaps', () => {
    const gaps = Array.from({ length: 120 }, (_, row) => {
      const [first, second] = [...dataSet.table.prescriptions.subarray(row * 3, row * 3 + 3)].sort((a, b) => b - a);
      return first! - second!;
    }).sort((a, b) => a - b);
    const { mean, quantiles } = report.prescriptionGap;
    expect(mean).toBeCloseTo(gaps.reduce((sum, gap) => sum + gap, 0) / 120, 6);
    expect(quantiles[0]).toBeCloseTo(gaps[0]!, 6);
    expect(quantiles[0.5]).toBeCloseTo((gaps[59]! + gaps[60]!) / 2, 6);
    expect(quantiles[1]).toBeCloseTo(gaps[119]!, 6);
  });

  it('knows how much worse the other actions are', () => {
    const { qValues } = dataSet.table;
    const regrets = Array.from({ length: 120 }, (_, row) => {
      const scores = [...qValues.subarray(row * 3, row * 3 + 3)];
      return scores.reduce((sum, score) => sum + Math.max(...scores) - score, 0);
    });
    expect(report.meanRegret).toBeCloseTo(regrets.reduce((sum, regret) => sum + regret, 0) / 360, 6);
    expect(report.meanRegret).toBeGreaterThan(0);
  });

  it('finds observations that are the same to the pixel', () => {
    const buffers = dataSet.createBuffers(1);
    const distinct = new Set<string>();
    for (let row = 0; row < 120; row++) {
      dataSet.readBatch([row], buffers);
      distinct.add(Buffer.from(buffers.pixels).toString('latin1'));
    }
    expect(report.duplicates.distinctObservations).toBe(distinct.size);
    expect(report.duplicates.duplicateShare).toBeCloseTo(1 - distinct.size / 120, 9);
    expect(report.duplicates.distinctFrames).toBeLessThanOrEqual(report.size.storedFrames);
  });

  it('measures what is on disk', () => {
    expect(report.size.shards).toBe(3);
    expect(report.size.observationBytes).toBe(120 * 4 * 84 * 84);
    expect(report.size.compressionFactor).toBeGreaterThan(50);
  });
});
