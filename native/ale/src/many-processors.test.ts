import { expect, it, vi } from 'vitest';
import { preprocessing } from './test-rom.js';
import { VectorEmulator } from './vector-emulator.js';

vi.mock('node:os', async (importOriginal) => ({
  ...(await importOriginal<object>()),
  availableParallelism: () => 384,
}));

it('runs on a machine with more processors than it can use', () => {
  const options = { ...preprocessing, game: 'pong', numEnvironments: 1, autoresetMode: 'next-step' } as const;
  const emulator = new VectorEmulator(options);
  expect(emulator.aleActions.length).toBeGreaterThan(0);
  emulator.close();
});
