/**
 * Every error a user can meet is an A2pdError with a stable `code`. Messages follow one grammar: what was expected,
 * what came, and how to mend it.
 */
export type ErrorCode =
  /** An argument is outside what the function's contract allows. */
  | 'INVALID_ARGUMENT'
  /** A module of the user's does not load, brings nothing that is known, or takes a name that exists. */
  | 'PLUGIN_UNUSABLE'
  /** A configuration has an unknown key or an impossible value. */
  | 'INVALID_CONFIG'
  /** No game of that name, or its ROM is not one that ALE knows. */
  | 'UNKNOWN_GAME'
  | 'INVALID_ROM'
  /** The action is not in the action set. */
  | 'ILLEGAL_ACTION'
  /** The object was closed or disposed, or is not ready for this call. */
  | 'INVALID_STATE'
  /** A caller-owned buffer has the wrong type or size. */
  | 'INVALID_BUFFER'
  /** A file or folder is missing, unreadable or unwritable. */
  | 'FILE_UNAVAILABLE'
  /** A file does not hold what its manifest or format says. */
  | 'CORRUPT_ARTEFACT'
  /** An artefact is of another kind, version, game or configuration than asked for. */
  | 'INCOMPATIBLE_ARTEFACT'
  /** Another process is at work in the same folder. */
  | 'IN_USE'
  /** The machine, or the limit that was given, has not enough memory for what was asked. */
  | 'OUT_OF_MEMORY'
  /** A native part (ALE, TensorFlow) is not built or cannot be loaded. */
  | 'NATIVE_UNAVAILABLE'
  /** A tool of the machine (Node, Python, pip, a C++ compiler, the network) is missing or too old. */
  | 'TOOL_UNAVAILABLE'
  /** A download did not arrive, or not as pinned. */
  | 'DOWNLOAD_FAILED'
  | 'BUILD_FAILED'
  /** A computation gave NaN or infinity. */
  | 'NOT_FINITE'
  /** A value has no gradient by what it should be differentiated by: some operation cuts them apart. */
  | 'NOT_DIFFERENTIABLE'
  /** A computation cannot be recorded as a TensorFlow function. */
  | 'NOT_RECORDABLE'
  /** A command that another one ran as its job failed; its log says why. */
  | 'JOB_FAILED'
  /** The user asked to stop. */
  | 'INTERRUPTED';

export interface ErrorDetails {
  /** What was expected, in words that complete "Expected ...". */
  expected?: string;
  /** What came instead. */
  received?: unknown;
  /** What the user can do about it. */
  remedy?: string | undefined;
  cause?: unknown;
  /** Anything else that a program may want to read. */
  [field: string]: unknown;
}

export class A2pdError extends Error {
  readonly code: ErrorCode;
  readonly details: Readonly<Record<string, unknown>>;

  constructor(code: ErrorCode, message: string, details: ErrorDetails = {}) {
    const { cause, ...fields } = details;
    super(message, cause === undefined ? undefined : { cause });
    this.name = 'A2pdError';
    this.code = code;
    this.details = Object.freeze(fields);
  }

  /** What the user can do about it, if the error knows. */
  get remedy(): string | undefined {
    const { remedy } = this.details;
    return typeof remedy === 'string' ? remedy : undefined;
  }
}

/** An error in the usual grammar: "Expected {expected} but received {received}; {remedy}". */
export function expectationError(
  code: ErrorCode,
  expected: string,
  received: unknown,
  remedy?: string,
  details: ErrorDetails = {},
): A2pdError {
  const message = `Expected ${expected} but received ${describe(received)}${remedy ? `; ${remedy}` : ''}`;
  return new A2pdError(code, message, { ...details, expected, received, ...(remedy ? { remedy } : {}) });
}

/**
 * @param name What is counted, e.g. "batchSize".
 * @throws A2pdError INVALID_ARGUMENT for all but integers of at least 1.
 */
export function requirePositiveInteger(name: string, value: number): void {
  if (Number.isSafeInteger(value) && value >= 1) return;
  throw expectationError('INVALID_ARGUMENT', `${name} to be an integer of at least 1`, value);
}

/** What a caught value says: anything can be thrown. */
export function messageOf(cause: unknown): string {
  return cause instanceof Error ? cause.message : String(cause);
}

/** Why a file or folder could not be written. An error of ours passes as it is. */
export function unwritable(path: string, cause: unknown): A2pdError {
  if (cause instanceof A2pdError) return cause;
  const isFull = typeof cause === 'object' && cause !== null && 'code' in cause && cause.code === 'ENOSPC';
  const remedy = isFull ? 'free some disk space and run the command again' : 'choose a place that you may write to';
  return new A2pdError('FILE_UNAVAILABLE', `Cannot write ${path}: ${messageOf(cause)}; ${remedy}`, {
    path,
    remedy,
    cause,
  });
}

/** Throws INTERRUPTED when the signal is aborted; long loops call it between steps. */
export function throwIfAborted(signal: AbortSignal | undefined): void {
  if (signal?.aborted) throw new A2pdError('INTERRUPTED', 'Stopped on request', { cause: signal.reason });
}

/** An array within arrays within an array says no more. */
const deepest = 3;

function describe(value: unknown, depth = 0): string {
  if (typeof value === 'string') return JSON.stringify(value.length > 200 ? `${value.slice(0, 200)}…` : value);
  if (typeof value === 'function') return `function ${value.name || '(anonymous)'}`;
  if (ArrayBuffer.isView(value))
    return `${value.constructor.name}(${'length' in value ? value.length : value.byteLength})`;
  if (Array.isArray(value))
    return value.length <= 8 && depth < deepest
      ? `[${value.map((element) => describe(element, depth + 1)).join(', ')}]`
      : `an array of ${value.length}`;
  if (typeof value === 'object' && value !== null) return `${value.constructor?.name ?? 'object'}`;
  return String(value);
}
