import { describe, expect, it } from 'vitest';
import { type DistillConfigInput, parseDistillConfig } from './config.js';
import { isAnother, rampProgress, trainedIn } from './schedule.js';

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

describe('the ramp of a method on bounds', () => {
  const config = (other: DistillConfigInput = {}) =>
    parseDistillConfig({ method: { name: 'regret', epsilon: 0.04 }, rampEpochs: 4, ...other });

  it('grows with every step, from the first to full strength at the end of its epochs', () => {
    const steps = [1, 2, 3, 4, 5].flatMap((epoch) => [0.25, 0.5, 1].map((share) => [epoch, share] as const));
    const progress = steps.map(([epoch, share]) => rampProgress(epoch, share, config()));
    expect(progress.slice(0, 3)).toEqual([1 / 16, 1 / 8, 1 / 4]);
    expect(progress.slice(9)).toEqual([13 / 16, 7 / 8, 1, 1, 1, 1]);
    expect(progress).toEqual(progress.toSorted((a, b) => a - b));
  });

  it('waits for the warm-up', () => {
    const warm = config({ warmupEpochs: 2 });
    expect([1, 2].map((epoch) => rampProgress(epoch, 1, warm))).toEqual([0, 0]);
    expect(rampProgress(3, 0.5, warm)).toBe(1 / 8);
    expect(rampProgress(6, 1, warm)).toBe(1);
  });

  it('leaves the radius of the method to the step, and begins no other loss', () => {
    expect(methodsOf({ method: { name: 'regret', epsilon: 0.04 }, rampEpochs: 2 }, 3)).toEqual(
      Array(3).fill('regret 0.040'),
    );
    expect([2, 3, 4].map((epoch) => isAnother(epoch, config()))).toEqual([false, false, false]);
  });

  it('is over at once without ramp epochs, and for an adversary, which grows by the epoch', () => {
    expect(rampProgress(1, 0.01, config({ rampEpochs: 0 }))).toBe(1);
    expect(rampProgress(1, 0.01, parseDistillConfig({ method: pgd, rampEpochs: 3 }))).toBe(1);
  });
});
