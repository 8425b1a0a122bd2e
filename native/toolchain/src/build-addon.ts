/**
 * Builds a Node addon from its binding.gyp with node-gyp, against the headers that came with this Node when they are
 * there, so that no download is needed.
 */
import { createWriteStream, existsSync, readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { availableParallelism } from 'node:os';
import { dirname, join } from 'node:path';
import { A2pdError } from '@a2pd/core';
import { describeSeconds, type Log } from './log.js';
import { findCompiler, findMake, findPython } from './probes.js';
import { lastLines, run } from './run.js';

export interface BuildAddonOptions {
  /** The folder of `binding.gyp`; node-gyp writes its `build/` there, and the full log goes to `build.log`. */
  readonly directory: string;
  /** Added to `node-gyp rebuild`, e.g. `['--napi_build_version=8']`. */
  readonly nodeGypArguments?: readonly string[];
  readonly log: Log;
}

const heartbeatMs = 10_000;

/** Rebuilds the addon; throws TOOL_UNAVAILABLE for a missing tool and BUILD_FAILED with the compiler's last lines. */
export async function buildAddon({ directory, nodeGypArguments = [], log }: BuildAddonOptions): Promise<void> {
  const [python, compiler] = [await findPython(), await findCompiler(), await findMake()];
  const logFile = join(directory, 'build.log');
  const headers = findNodeHeaders();
  const jobs = availableParallelism();
  log(
    `Compiling with ${compiler.version}, ${jobs} jobs, headers of Node ${process.version} from ${headers ?? 'their download'}`,
  );

  const args = [
    nodeGyp(),
    'rebuild',
    `--python=${python.program}`,
    `--jobs=${jobs}`,
    ...(headers ? [`--nodedir=${headers}`] : []),
  ];
  const file = createWriteStream(logFile);
  // A log that cannot be written, e.g. on a full disk, is told by the build's own failure.
  file.on('error', () => undefined);
  const began = Date.now();
  let compiled = 0;
  const heartbeat = setInterval(
    () => log(`  ${compiled} files compiled, ${describeSeconds(Date.now() - began)}`),
    heartbeatMs,
  );
  try {
    const { exitCode, output, startFailure } = await run(process.execPath, [...args, ...nodeGypArguments], {
      directory,
      // make would look for a compiler of its own.
      environment: { CXX: compiler.program },
      onOutput: (text) => {
        compiled += text.match(/^ {2}(CXX|CC)\b/gm)?.length ?? 0;
        file.write(text);
      },
    });
    if (exitCode !== 0) throw buildError(startFailure ?? output, logFile);
  } finally {
    clearInterval(heartbeat);
    await new Promise((resolve) => file.end(resolve));
  }
  log(`  ${compiled} files compiled in ${describeSeconds(Date.now() - began)}`);
}

function nodeGyp(): string {
  return createRequire(import.meta.url).resolve('node-gyp/bin/node-gyp.js');
}

/** The prefix whose `include/node` holds this very Node's headers, if the machine has them. */
function findNodeHeaders(): string | undefined {
  const prefixes = [dirname(dirname(process.execPath)), '/usr', '/usr/local'];
  return prefixes.find((prefix) => {
    const header = join(prefix, 'include', 'node', 'node_version.h');
    return existsSync(header) && headerVersion(readFileSync(header, 'utf8')) === process.versions.node;
  });
}

function headerVersion(header: string): string {
  const part = (name: string) => new RegExp(`#define NODE_${name}_VERSION (\\d+)`).exec(header)?.[1];
  return `${part('MAJOR')}.${part('MINOR')}.${part('PATCH')}`;
}

function buildError(output: string, logFile: string): A2pdError {
  const errors = output
    .split('\n')
    .filter((line) => /\berror\b|undefined reference|No space left/i.test(line))
    .slice(0, 8);
  const said = errors.length > 0 ? errors.join('\n') : lastLines(output, 12);
  const remedy = /No space left/i.test(output)
    ? 'free some disk space and run the command again'
    : `the whole log is in ${logFile}`;
  return new A2pdError('BUILD_FAILED', `Expected the addon to compile but the build failed; ${remedy}\n${said}`, {
    expected: 'a compiled addon',
    received: said,
    remedy,
    logFile,
  });
}
