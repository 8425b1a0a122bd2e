#!/usr/bin/env node
/** Entry of the `a2pd` command: runs it, tells errors in words, and sets the exit status. */
import { createProgram } from './program.js';
import { reportFailure } from './terminal/failure.js';

try {
  const program = await createProgram(process.argv.slice(2));
  await program.parseAsync();
} catch (error) {
  process.exitCode = reportFailure(error, process.argv.includes('--json'));
}
