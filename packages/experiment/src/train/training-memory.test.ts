import { totalmem } from 'node:os';
import { rainbowPresets, trainingPresets } from '@a2pd/rainbow';
import { expect, it } from 'vitest';
import { availableMemory, checkReplayMemory } from './training-memory.js';

const plan = { config: rainbowPresets.paper, numEnvironments: 8 };
const plenty = 64e9;

it('says what a replay takes', () => {
  expect(checkReplayMemory(plan, { availableBytes: plenty })).toBe(
    'A replay of 1,000,000 transitions takes 7.1 GB; 64 GB of memory are free',
  );
});

it('counts a short run by what it will store', () => {
  const short = { ...plan, config: { ...plan.config, totalAgentSteps: 10_000 } };
  expect(checkReplayMemory(short, { availableBytes: 1e9 })).toContain('takes 326 MB');
});

it('refuses more than is allowed, and names what would fit', () => {
  const check = (replayCapacity: number) =>
    checkReplayMemory(
      { ...plan, config: { ...plan.config, replayCapacity } },
      { replayBytes: 2e9, availableBytes: plenty },
    );
  expect(() => check(1_000_000)).toThrow(expect.objectContaining({ code: 'INVALID_CONFIG' }));
  const [, fits] = /replayCapacity=(\d+)/.exec(messageOf(() => check(1_000_000))) ?? [];
  expect(check(Number(fits))).toContain('2.0 GB');
  expect(() => check(Number(fits) + 1)).toThrow(/replayMemory allows \(2.0 GB\)/);
});

it('refuses more than there is', () => {
  expect(() => checkReplayMemory(plan, { availableBytes: 4e9 })).toThrow(
    expect.objectContaining({ code: 'OUT_OF_MEMORY', remedy: expect.stringContaining('replayCapacity=') }),
  );
});

it('refuses a segment of PQN that does not fit', () => {
  const pqn = { config: { ...trainingPresets.pqn, segmentAgentSteps: 4096 }, numEnvironments: 1024 };
  expect(() => checkReplayMemory(pqn, { availableBytes: plenty })).toThrow(
    expect.objectContaining({ code: 'OUT_OF_MEMORY', message: expect.stringContaining('118 GB') }),
  );
  expect(checkReplayMemory({ ...pqn, config: trainingPresets.pqn }, { availableBytes: plenty })).toContain('925 MB');
});

function messageOf(action: () => unknown): string {
  try {
    action();
  } catch (error) {
    return (error as Error).message;
  }
  return '';
}

it('takes more for available on macOS than the pages that hold nothing', () => {
  expect(availableMemory('darwin')).toBeGreaterThanOrEqual(totalmem() / 2);
  expect(availableMemory('linux')).toBeLessThanOrEqual(totalmem());
});
