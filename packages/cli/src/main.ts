/** Entry of the `a2pd` command: runs it, tells errors in words, and sets the exit status. */
import { unwritable } from '@a2pd/core';
import { createProgram } from './program.js';
import { reportFailure } from './terminal/failure.js';

const asksForJson = process.argv.includes('--json');

process.stdout.on('error', (error: NodeJS.ErrnoException) => {
  // The reader of our output has closed it, as `| head` does.
  if (error.code === 'EPIPE') process.exit();
  process.exit(reportFailure(unwritable('standard output', error), asksForJson));
});
// Progress cannot be shown any more (the reader is gone, the disk is full), which is no reason to lose the work.
process.stderr.on('error', () => {});

try {
  const program = await createProgram(process.argv.slice(2));
  await program.parseAsync();
} catch (error) {
  process.exitCode = reportFailure(error, asksForJson);
}
