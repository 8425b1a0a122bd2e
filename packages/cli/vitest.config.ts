import { mergeConfig } from 'vitest/config';
import shared from '../../vitest.shared.ts';

/** Most of these tests wait for a command, and they run last of all packages: two files at a time keep two cores busy. */
export default mergeConfig(shared, { test: { maxWorkers: 2 } });
