/** How a failure is told: one line with its remedy for a person, one JSON object for a program. */
import { A2pdError, visible } from '@a2pd/core';
import type { Hint } from '@a2pd/experiment';
import { CommanderError, InvalidArgumentError } from 'commander';
import { remedyFor } from './hints.js';

/** Exit statuses: 0 done, 1 failed, 2 wrong usage or bad input, 130 stopped on request. */
export const exitStatus = { failed: 1, badInput: 2, interrupted: 130 } as const;

const badInputCodes = new Set(['INVALID_ARGUMENT', 'INVALID_CONFIG', 'UNKNOWN_GAME', 'ILLEGAL_ACTION']);

/** Writes the failure to standard error and returns the exit status. */
export function reportFailure(error: unknown, json: boolean): number {
  if (error instanceof CommanderError) return reportUsage(error, json);
  if (error instanceof A2pdError) {
    const { code } = error;
    const { message, remedy } = inCommands(error);
    if (json) tell(JSON.stringify({ error: { code, message, remedy } }));
    else tell(`a2pd: ${message}${remedy && !message.includes(remedy) ? `\n  Remedy: ${remedy}` : ''}`);
    if (code === 'INTERRUPTED') return exitStatus.interrupted;
    return badInputCodes.has(code) ? exitStatus.badInput : exitStatus.failed;
  }
  // Anything else is a defect of ours: show where it came from.
  const message = error instanceof Error ? (error.stack ?? error.message) : String(error);
  if (json) tell(JSON.stringify({ error: { code: 'DEFECT', message } }));
  else tell(`a2pd: an unexpected error (a defect; please report it)\n${message}`);
  return exitStatus.failed;
}

/** A remedy that a library says for every caller, and a message that ends with it, as what to type here. */
function inCommands({ message, remedy, details: { hint } }: A2pdError): {
  message: string;
  remedy: string | undefined;
} {
  if (remedy === undefined || hint === undefined) return { message, remedy };
  const typed = remedyFor(hint as Hint);
  return { message: message.replace(remedy, () => typed), remedy: typed };
}

/** Help that was asked for comes this way too, with exit code 0. */
function reportUsage(error: CommanderError, json: boolean): number {
  if (error.exitCode === 0) return 0;
  const message = error.message.replace(/^error: /, '').replaceAll('\n', ' ');
  if (json) {
    const usage = { code: 'INVALID_ARGUMENT', message, remedy: '--help shows how' };
    tell(JSON.stringify({ error: usage }));
  } else if (error instanceof InvalidArgumentError) {
    // Commander prints its own errors, but not what an action throws in its name.
    tell(`a2pd: ${message}`);
  }
  return exitStatus.badInput;
}

/** A message may quote a file or a queue of anybody's. */
function tell(text: string): void {
  console.error(visible(text));
}
