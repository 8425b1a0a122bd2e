import { expectationError } from '@a2pd/core';

/**
 * Throws NATIVE_UNAVAILABLE on a Linux with another C library than glibc (Alpine's musl): TensorFlow has no wheels for it.
 * @param report Node's `process.report.getReport()`, which names glibc's version where it runs on it.
 */
export function requireGlibc(platform: string, report: object): void {
  if (platform !== 'linux') return;
  const { glibcVersionRuntime } = (report as { header: { glibcVersionRuntime?: string } }).header;
  if (glibcVersionRuntime !== undefined) return;
  const remedy = 'use a distribution with glibc (Debian, Ubuntu, Fedora and most others), or a container of one';
  throw expectationError('NATIVE_UNAVAILABLE', 'a Linux with glibc', 'one without it (musl)', remedy);
}
