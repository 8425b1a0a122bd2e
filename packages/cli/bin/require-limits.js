/**
 * Imported before anything else: ends with one sentence where the shell allows so little that Node or TensorFlow would
 * end without a word. Plain JavaScript without dependencies: it is also asked before a checkout is built.
 */
import { readFileSync } from 'node:fs';

const refusal = refusalWithin(ownLimits());
if (refusal !== undefined) {
  const told = process.argv.includes('--json') ? JSON.stringify({ error: refusal }) : `a2pd: ${refusal.message}`;
  console.error(told);
  process.exit(1);
}

/** From these on commands were seen to work. `a2pd doctor` advises more. */
function refusalWithin(limits) {
  const files = limitIn(limits, 'Max open files');
  if (files < 256) {
    const remedy = 'raise the limit: ulimit -n 4096';
    const message = `Expected a limit of at least 256 open files but received ${files}; ${remedy}`;
    return { code: 'FILE_UNAVAILABLE', message, remedy };
  }
  const gibibytes = limitIn(limits, 'Max address space') / 2 ** 30;
  if (gibibytes < 3) {
    const remedy = 'lift the limit: ulimit -v unlimited';
    const message = `Expected at least 3 GiB of address space but received ${gibibytes.toFixed(1)} GiB; ${remedy}`;
    return { code: 'OUT_OF_MEMORY', message, remedy };
  }
  return undefined;
}

/** The one that counts, the soft one. */
function limitIn(limits, name) {
  const soft = new RegExp(`^${name}\\s+(\\d+)`, 'm').exec(limits)?.[1];
  return soft === undefined ? Number.POSITIVE_INFINITY : Number(soft);
}

/** Empty where the system does not write them, as outside Linux. */
function ownLimits() {
  try {
    return readFileSync('/proc/self/limits', 'utf8');
  } catch {
    return '';
  }
}
