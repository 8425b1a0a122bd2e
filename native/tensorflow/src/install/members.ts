import type { Wheel } from './wheel.js';

/** What the binding includes, directly or not. */
const headers = [
  'include/tensorflow/c/',
  'include/tensorflow/core/platform/ctstring',
  'include/tsl/platform/ctstring',
  'include/xla/tsl/c/',
];
const library = /^libtensorflow_(cc|framework)\.(so\.2|2\.dylib)$/;

/** Where a member of a wheel goes in its own folder; undefined for all that no binding needs (Python, most headers). */
export function placeMember(wheel: Wheel, member: string): string | undefined {
  if (!member.startsWith(`${wheel.folder}/`)) return undefined;
  const path = member.slice(wheel.folder.length + 1);
  if (wheel.folder === 'tensorflow') {
    return library.test(path) || headers.some((header) => path.startsWith(header)) ? path : undefined;
  }
  return path.startsWith('include/') || path.endsWith('.py') ? undefined : path;
}
