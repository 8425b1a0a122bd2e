/** How a failure is told: one line with its remedy for a person, one JSON object for a program. */
import { A2pdError, type ErrorCode, optionFlag, visible } from '@a2pd/core';
import type { Hint } from '@a2pd/experiment';
import { CommanderError, InvalidArgumentError } from 'commander';
import { remedyFor } from './hints.js';

/** Exit statuses: 0 done, 1 failed, 2 wrong usage or bad input, 130 stopped on request. */
export const exitStatus = { failed: 1, badInput: 2, interrupted: 130 } as const;

const badInputCodes = new Set([
  'INVALID_ARGUMENT',
  'INVALID_CONFIG',
  'UNKNOWN_GAME',
  'ILLEGAL_ACTION',
  'PLUGIN_UNUSABLE',
]);

/** What can be done in any case of a kind, where the error itself knows no better. */
const remedies: Readonly<Record<ErrorCode | 'DEFECT', string>> = {
  INVALID_ARGUMENT: 'give what was expected; --help shows how',
  INVALID_CONFIG: 'mend the named keys; --help shows how',
  PLUGIN_UNUSABLE: 'mend the module that --plugin names',
  UNKNOWN_GAME: "give ALE's name of a game, e.g. pong",
  INVALID_ROM: 'bring the ROM that ALE knows, by a2pd install',
  ILLEGAL_ACTION: 'give an action of the action set',
  INVALID_STATE: 'run the command again',
  INVALID_BUFFER: 'give a buffer as it was expected',
  FILE_UNAVAILABLE: 'check the path, and that you may read and write there',
  CORRUPT_ARTEFACT: 'restore it from a copy or make it again',
  INCOMPATIBLE_ARTEFACT: 'name one that fits',
  IN_USE: 'wait for the other process, or stop it',
  OUT_OF_MEMORY: 'ask for less, or give the process more memory',
  NATIVE_UNAVAILABLE: 'run a2pd install; a2pd doctor says what is lacking',
  TOOL_UNAVAILABLE: 'a2pd doctor says what is lacking',
  DOWNLOAD_FAILED: 'check the network, and run the command again',
  BUILD_FAILED: 'a2pd doctor says what is lacking',
  NOT_FINITE: 'use smaller steps, e.g. a smaller learning rate',
  NOT_DIFFERENTIABLE: 'keep every operation between the two differentiable',
  NOT_RECORDABLE: 'leave out what cannot be recorded',
  JOB_FAILED: 'read its log',
  INTERRUPTED: 'run the command again',
  DEFECT: 'report it, with this message and the command',
};

/** Writes the failure to standard error and returns the exit status. */
export function reportFailure(failure: unknown, json: boolean): number {
  const error = withinLimits(failure);
  if (error instanceof CommanderError) return reportUsage(error, json);
  if (error instanceof A2pdError) {
    const { code } = error;
    const { message, remedy } = inCommands(error);
    if (json) tell(JSON.stringify({ error: { code, message, remedy: remedy ?? remedies[code] } }));
    else tell(`a2pd: ${message}${remedy && !message.includes(remedy) ? `\n  Remedy: ${remedy}` : ''}`);
    if (code === 'INTERRUPTED') return exitStatus.interrupted;
    return badInputCodes.has(code) ? exitStatus.badInput : exitStatus.failed;
  }
  // Anything else is a defect of ours: show where it came from.
  const message = error instanceof Error ? (error.stack ?? error.message) : String(error);
  if (json) tell(JSON.stringify({ error: { code: 'DEFECT', message, remedy: remedies.DEFECT } }));
  else tell(`a2pd: an unexpected error (a defect; please report it)\n${message}`);
  return exitStatus.failed;
}

/** The system's own limits are no defect of ours. */
function withinLimits(error: unknown): unknown {
  for (let cause = error; cause instanceof Error; cause = cause.cause) {
    if (!['EMFILE', 'ENFILE'].includes((cause as NodeJS.ErrnoException).code ?? '')) continue;
    const remedy = 'raise the limit, e.g. ulimit -n 4096, and run the command again';
    const message = `Expected to open another file but the system allows no more open ones (${cause.message}); ${remedy}`;
    return new A2pdError('FILE_UNAVAILABLE', message, { remedy, cause: error });
  }
  return error;
}

interface Told {
  readonly message: string;
  readonly remedy: string | undefined;
}

/** A remedy that a library says for every caller, and a message that ends with it, as what to type here. */
function inCommands(error: A2pdError): Told {
  const { message, remedy } = inOptions(error);
  const { hint } = error.details;
  if (remedy === undefined || hint === undefined) return { message, remedy };
  const typed = remedyFor(hint as Hint);
  return { message: message.replace(remedy, () => typed), remedy: typed };
}

/** Arguments that a library names, as the options that they are here. */
function inOptions({ message, remedy, details: { arguments: names = [] } }: A2pdError): Told {
  const typed = (text: string) =>
    (names as readonly string[]).reduce((told, name) => told.replace(wordOf(name), () => optionFlag(name)), text);
  return { message: typed(message), remedy: remedy === undefined ? undefined : typed(remedy) };
}

/** An argument where it stands alone: not in the name of a file. */
function wordOf(name: string): RegExp {
  return new RegExp(`(?<![\\w./-])${name}(?![\\w/-])`, 'g');
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
