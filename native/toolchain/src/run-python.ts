import { A2pdError } from '@a2pd/core';
import type { PythonWithPackages } from './python-packages.js';
import { lastLines, run } from './run.js';

/** What the machine happens to have would stand in for a requirement that is not pinned, until another machine lacks it. */
const noSitePackages = '-S';

/**
 * Runs Python with its packages, and no others of the machine, and resolves with what it printed.
 * @param args a script with its arguments, or `-c` and a program.
 * @param environment added to Python's own.
 * Throws TOOL_UNAVAILABLE, with Python's last lines, when it ends with anything but 0.
 */
export async function runPython(
  python: PythonWithPackages,
  args: readonly string[],
  environment: Readonly<Record<string, string>> = {},
): Promise<string> {
  const { exitCode, signal, startFailure, output } = await run(python.program, [noSitePackages, ...args], {
    environment: { ...python.environment, ...environment },
  });
  if (exitCode === 0) return output;
  const end = startFailure ?? signal ?? `exit code ${exitCode}`;
  const shown = args[0] === '-c' ? 'a program' : args[0];
  throw new A2pdError(
    'TOOL_UNAVAILABLE',
    `Expected Python to run ${shown} to its end but it ended with ${end}:\n${lastLines(output, 20)}`,
    { exitCode, signal },
  );
}
