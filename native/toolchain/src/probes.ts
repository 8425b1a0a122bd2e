/**
 * Finds the tools of the machine that the native parts are built with: Python, pip, a C++17 compiler, make.
 * Each probe runs the tool, so that what is returned is known to start; a missing one is a typed error with its remedy.
 */
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { A2pdError, messageOf } from '@a2pd/core';
import { lastLines, run } from './run.js';

export interface Tool {
  /** What to spawn; of a compiler, what to call as CXX: arguments may follow (`ccache g++`). */
  readonly program: string;
  readonly version: string;
}

const installPython =
  'install Python 3.9 or newer (Debian/Ubuntu `apt-get install python3 python3-pip`, macOS `brew install python`) or point A2PD_PYTHON at one';
const installCompiler =
  'install a C++17 compiler (Debian/Ubuntu `apt-get install g++ make`, Fedora `dnf install gcc-c++ make`, macOS `xcode-select --install`)';

/** The first Python of at least 3.9 among A2PD_PYTHON, `python3` and `python`; throws TOOL_UNAVAILABLE. */
export async function findPython(): Promise<Tool> {
  const own = process.env.A2PD_PYTHON;
  const tried: string[] = [];
  for (const program of own ? [own] : ['python3', 'python']) {
    const { exitCode, output, startFailure } = await run(program, [
      '-c',
      'import sys; print("%d.%d.%d" % sys.version_info[:3])',
    ]);
    const version = output.trim();
    const [major = 0, minor = 0] = version.split('.').map(Number);
    if (exitCode === 0 && (major > 3 || (major === 3 && minor >= 9))) return { program, version };
    tried.push(`${program}: ${exitCode === 0 ? `version ${version}` : (startFailure ?? lastLines(output, 1))}`);
  }
  throw missing('Python 3.9 or newer', tried.join(', '), installPython);
}

/** pip of the Python that `findPython` finds; throws TOOL_UNAVAILABLE. */
export async function findPip(): Promise<Tool> {
  const python = await findPython();
  const { exitCode, output } = await run(python.program, ['-m', 'pip', '--version']);
  const version = /^pip (\S+)/.exec(output)?.[1];
  if (exitCode === 0 && version !== undefined) return { program: python.program, version };
  throw missing(
    `pip for ${python.program} ${python.version}`,
    lastLines(output, 1),
    `install pip (\`${python.program} -m ensurepip\`, or Debian/Ubuntu \`apt-get install python3-pip\`)`,
  );
}

/** A C++ compiler (CXX, else `c++`, `g++`, `clang++`) that has just compiled a C++17 program; throws TOOL_UNAVAILABLE. */
export async function findCompiler(): Promise<Tool> {
  const folder = await mkdtemp(join(tmpdir(), 'a2pd-compiler-')).catch((cause) => {
    const remedy = 'let TMPDIR name a folder that you may write to, or unset it';
    const message = `Expected to write into the temporary folder ${tmpdir()} but received ${messageOf(cause)}; ${remedy}`;
    throw new A2pdError('FILE_UNAVAILABLE', message, { path: tmpdir(), remedy, cause });
  });
  const tried: string[] = [];
  try {
    const source = join(folder, 'probe.cc');
    await writeFile(
      source,
      '#include <optional>\n#include <string_view>\nint main() { return std::optional<int>{}.value_or(0); }\n',
    );
    const own = process.env.CXX?.trim();
    for (const command of own ? [own] : ['c++', 'g++', 'clang++']) {
      const [program = '', ...args] = command.split(/\s+/);
      const compiled = await run(program, [...args, '-std=c++17', '-o', join(folder, 'probe'), source]);
      if (compiled.exitCode === 0) {
        const { output } = await run(program, [...args, '--version']);
        return { program: command, version: output.split('\n', 1)[0] ?? '' };
      }
      tried.push(`${command}: ${compiled.startFailure ?? lastLines(compiled.output, 1)}`);
    }
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
  throw missing('a C++17 compiler', tried.join(', '), installCompiler);
}

/** make (MAKE, else `make`); throws TOOL_UNAVAILABLE. */
export async function findMake(): Promise<Tool> {
  const program = process.env.MAKE?.trim() || 'make';
  const { exitCode, output, startFailure } = await run(program, ['--version']);
  if (exitCode === 0) return { program, version: output.split('\n', 1)[0] ?? '' };
  throw missing('make', `${program}: ${startFailure ?? lastLines(output, 1)}`, installCompiler);
}

function missing(expected: string, received: string, remedy: string): A2pdError {
  return new A2pdError(
    'TOOL_UNAVAILABLE',
    `Expected ${expected} on this machine but found ${received || 'none'}; ${remedy}`,
    {
      expected,
      received,
      remedy,
    },
  );
}
