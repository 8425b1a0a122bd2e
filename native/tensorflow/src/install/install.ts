import { describeSeconds, type Log } from '@a2pd/toolchain';
import { buildBinding } from './build-binding.js';
import { chooseDevice } from './device.js';
import { fetchLibraries } from './fetch-libraries.js';
import { requireGlibc } from './require-glibc.js';
import { wheelsFor } from './wheels.js';

/**
 * Brings TensorFlow's C library from its Python wheel, builds the binding of TensorFlow.js against it and checks that it
 * computes. Nothing is done twice; what was interrupted is done again. Throws an A2pdError with its remedy.
 */
export async function install(log: Log): Promise<void> {
  const began = Date.now();
  requireGlibc(process.platform, process.report.getReport());
  const wheels = wheelsFor(process.platform, process.arch, chooseDevice(process.env));
  const libraries = await fetchLibraries(wheels, log);
  const binding = await buildBinding(wheels.map(({ sha256 }) => sha256).join(), log);
  log(`${wheels[0]?.requirement}: libraries ${libraries}, binding ${binding}, ${describeSeconds(Date.now() - began)}`);
}
