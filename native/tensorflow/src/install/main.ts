/**
 * `pnpm native`: brings TensorFlow's C library from its Python wheel, builds the binding of tfjs-node-gpu against it and
 * checks that it computes. Nothing is done twice; what was interrupted is done again.
 */
import { spawnSync } from 'node:child_process';
import { A2pdError } from '@a2pd/core';
import { describeSeconds } from '@a2pd/toolchain';
import { buildBinding } from './build-binding.js';
import { chooseDevice } from './device.js';
import { fetchLibraries } from './fetch-libraries.js';
import { wheelsFor } from './wheels.js';

const log = (line: string) => console.log(`tensorflow: ${line}`);

try {
  const began = Date.now();
  const wheels = wheelsFor(process.platform, process.arch, chooseDevice(process.env));
  const libraries = await fetchLibraries(wheels, log);
  const binding = await buildBinding(wheels.map(({ sha256 }) => sha256).join(), log);
  if (libraries === 'built' || binding === 'built') checkLoads();
  log(`${wheels[0]?.requirement}: libraries ${libraries}, binding ${binding}, ${describeSeconds(Date.now() - began)}`);
} catch (error) {
  console.error(error instanceof A2pdError ? `tensorflow: ${error.message}` : error);
  process.exitCode = 1;
}

/** In a process of its own: a library that does not fit this machine may end the process that loads it. */
function checkLoads(): void {
  const entry = new URL('../index.js', import.meta.url).href;
  const script = `const { tensorFlowInformation } = await import(${JSON.stringify(entry)});
    console.log(JSON.stringify(tensorFlowInformation()));`;
  const { status, signal, stdout, stderr } = spawnSync(process.execPath, ['--input-type=module', '--eval', script], {
    encoding: 'utf8',
  });
  if (status === 0) {
    log(`loads: ${stdout.trim()}`);
    return;
  }
  throw new A2pdError(
    'NATIVE_UNAVAILABLE',
    `Expected TensorFlow to load but it ended with ${signal ?? status}\n${stderr}`,
    {
      expected: 'TensorFlow to load',
      received: signal ?? status,
    },
  );
}
