#!/usr/bin/env node
/** Entry of the `a2pd` command: runs it, tells errors in words, and sets the exit status. */
import { createProgram } from './program.js';
import { reportFailure } from './terminal/failure.js';

process.stdout.on('error', (error: NodeJS.ErrnoException) => {
  // Whoever reads our output has seen enough, as with `| head`.
  if (error.code === 'EPIPE') process.exit();
  throw error;
});
process.stderr.on('error', (error: NodeJS.ErrnoException) => {
  // Nobody follows the progress any more: no reason to lose the work.
  if (error.code !== 'EPIPE') throw error;
});

try {
  const program = await createProgram(process.argv.slice(2));
  await program.parseAsync();
} catch (error) {
  process.exitCode = reportFailure(error, process.argv.includes('--json'));
}
