import { describe, expect, it } from 'vitest';
import { type DistillConfigInput, parseDistillConfig } from './config.js';
import { isAnother, trainedIn } from './schedule.js';

const pgd = { name: 'pgd', epsilon: 0.04, steps: 2 } as const;

function methodsOf(config: DistillConfigInput, epochs: number): string[] {
  return Array.from({ length: epochs }, (_, i) => {
    const method = trainedIn(i + 1, parseDistillConfig(config));
    return 'epsilon' in method ? `${method.name} ${method.epsilon.toFixed(3)}` : method.name;
  });
}

describe('the schedule', () => {
  it('is the method alone by default', () => {
    expect(methodsOf({ method: pgd }, 2)).toEqual(['pgd 0.040', 'pgd 0.040']);
  });

  it('warms up with cross-entropy, then lets the adversary grow', () => {
    expect(methodsOf({ method: pgd, warmupEpochs: 1, rampEpochs: 3 }, 6)).toEqual([
      ...['cross-entropy', 'pgd 0.010', 'pgd 0.020', 'pgd 0.030', 'pgd 0.040', 'pgd 0.040'],
    ]);
  });

  it('says where the search for the best weights begins anew', () => {
    const config = parseDistillConfig({ method: pgd, warmupEpochs: 2, rampEpochs: 1 });
    expect([2, 3, 4, 5, 6].map((epoch) => isAnother(epoch, config))).toEqual([false, true, true, false, false]);
  });

  it('has no ramp without an adversary', () => {
    expect(() => parseDistillConfig({ rampEpochs: 2 })).toThrow(expect.objectContaining({ code: 'INVALID_CONFIG' }));
  });
});
