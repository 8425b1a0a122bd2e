import { availableParallelism } from 'node:os';
import { mergeConfig } from 'vitest/config';
import shared from '../../vitest.shared.ts';

/** Most of these tests wait for a command, and for most of their time no other package's run beside them. */
export default mergeConfig(shared, { test: { maxWorkers: Math.min(2, availableParallelism()) } });
