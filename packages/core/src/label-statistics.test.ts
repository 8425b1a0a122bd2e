import { describe, expect, it } from 'vitest';
import { labelStatistics } from './label-statistics.js';

describe('labelStatistics', () => {
  it('counts labels and finds the majority', () => {
    const labels = Int32Array.of(2, 0, 2, 2, 1);
    expect(labelStatistics(labels, 4)).toEqual({ counts: [1, 1, 3, 0], majorityAction: 2, majorityShare: 0.6 });
    expect(labelStatistics(labels, 4, [0, 1])).toEqual({ counts: [1, 0, 1, 0], majorityAction: 0, majorityShare: 0.5 });
  });
});
