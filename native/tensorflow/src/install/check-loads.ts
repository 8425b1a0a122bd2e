import { spawnSync } from 'node:child_process';
import { A2pdError } from '@a2pd/core';
import type { Log } from '@a2pd/toolchain';
import { installCommand } from '@a2pd/toolchain/install-command';
import { packageFolder } from '../paths.js';

/**
 * Loads the module at `entry`, ours but for tests, and asks what TensorFlow it has: in a process of its own, for a library
 * that does not fit this machine may end the process that loads it. Throws NATIVE_UNAVAILABLE with its last words.
 */
export function checkLoads(entry: URL, log: Log): void {
  const script = `const { tensorFlowInformation } = await import(${JSON.stringify(entry.href)});
    console.log(JSON.stringify(tensorFlowInformation()));`;
  const { status, signal, stdout, stderr } = spawnSync(process.execPath, ['--input-type=module', '--eval', script], {
    encoding: 'utf8',
    // Whatever is said while it loads may be why it does not.
    env: { ...process.env, TF_CPP_MIN_LOG_LEVEL: '0' },
  });
  if (status === 0) {
    log(`loads: ${stdout.trim()}`);
    return;
  }
  const received = String(signal ?? status);
  const remedy = `mend what is said below, or use another machine, and run \`${installCommand(packageFolder)}\` again`;
  throw new A2pdError(
    'NATIVE_UNAVAILABLE',
    `Expected TensorFlow to load but it ended with ${received}; ${remedy}\n${stderr}`,
    { expected: 'TensorFlow to load', received, remedy },
  );
}
