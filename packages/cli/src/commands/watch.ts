/** `a2pd watch`: how a training run in another terminal is doing; or all of them, on a page. */

import { expectationError } from '@a2pd/core';
import { runFolder } from '@a2pd/experiment/folders';
import { type FollowOptions, followRun, lookAtRun } from '@a2pd/experiment/watch';
import { startWatch } from '@a2pd/lab';
import { SweepsWatch } from '@a2pd/sweep/watch';
import { type Command, Option } from 'commander';
import { commandLine, launcher } from '../command-line.js';
import { integer, jsonOption, portOption, type RunOptions, requireBeside, runOption, runsOption } from '../options.js';
import { exitStatus } from '../terminal/failure.js';
import { interrupted, listenForInterruption } from '../terminal/interruption.js';
import { createLiveLines } from '../terminal/live-lines.js';
import { tellAddress } from '../terminal/tell-address.js';
import { remarksOn } from '../watch/remarks.js';
import { plainLine, viewLines } from '../watch/view.js';

interface WatchOptions extends Omit<RunOptions, 'run'> {
  readonly run?: string;
  readonly every: number;
  readonly web?: boolean;
  readonly port: number;
}

const plainLineEveryMs = 10_000;

export function configure(command: Command): Command {
  return command
    .addOption(runOption().makeOptionMandatory(false))
    .addOption(runsOption())
    .addOption(new Option('--every <ms>', 'how often to look').default(1000).argParser(integer(50, 3_600_000)))
    .addOption(new Option('--web', 'open a page: all trainings, distillations and sweeps, or those of --run'))
    .addOption(portOption())
    .addOption(jsonOption())
    .addHelpText(
      'after',
      `
Examples:
  $ a2pd watch --run pong                    until the run is finished, stopped or killed, or Ctrl-C
  $ a2pd watch --run pong --json             its state now, once
  $ a2pd watch --run pong | tee watch.log    plain lines
  $ a2pd watch --web                         a page with all that runs below --runs, until Ctrl-C

A run that has not begun is waited for. The same curves and more: tensorboard --logdir runs. The page is open to this
machine alone, and to whoever has the address with its token.`,
    )
    .action(async (options: WatchOptions) => {
      requireBeside(command, 'web', ['port']);
      if (options.web) return showPage(options);
      if (options.run === undefined) {
        const remedy = 'e.g. a2pd watch --run pong, or a2pd watch --web for all';
        throw expectationError('INVALID_ARGUMENT', '--run, or --web', undefined, remedy);
      }
      const folder = runFolder(options.runs, options.run);
      if (options.json) {
        console.log(JSON.stringify(await lookAtRun(folder)));
        return;
      }
      const interruption = listenForInterruption({ announce: false });
      const display = process.stdout.isTTY ? liveDisplay(options.runs) : plainDisplay(options.runs);
      try {
        await followRun(folder, { signal: interruption.signal, pollMs: options.every, show: display.show });
      } finally {
        display.end();
        interruption.dispose();
      }
    });
}

/** Until Ctrl-C: nothing is kept that would have to be finished. */
async function showPage({ runs, run, every, port, json }: WatchOptions): Promise<void> {
  if (run !== undefined) runFolder(runs, run);
  const interruption = listenForInterruption({ announce: false });
  const page = await startWatch({
    ...{ runs, run, port, pollMs: every },
    sweeps: new SweepsWatch(runs),
    remark: (sight) => remarksOn(sight, runs),
    begin: `${launcher} ${commandLine('train', { game: 'pong', run: run ?? 'pong', runs })}`,
  });
  tellAddress('Watching', page.url, json);
  await interrupted(interruption.signal);
  page.close();
  interruption.dispose();
  process.exitCode = exitStatus.interrupted;
}

interface Display {
  readonly show: FollowOptions['show'];
  readonly end: () => void;
}

function liveDisplay(runs: string): Display {
  const lines = createLiveLines(process.stdout);
  return { show: (state, curves) => lines.draw(viewLines(state, curves, runs)), end: lines.end };
}

/** A line at first, at the end, and now and then in between if there is news. */
function plainDisplay(runs: string): Display {
  let lastLine: string | undefined;
  let lastLineMs = Number.NEGATIVE_INFINITY;
  let lastStatus: string | undefined;
  return {
    show: (state) => {
      const now = performance.now();
      if (state.status === lastStatus && now - lastLineMs < plainLineEveryMs) return;
      const line = plainLine(state, runs);
      if (line !== lastLine) console.log(line);
      lastStatus = state.status;
      lastLine = line;
      lastLineMs = now;
    },
    end: () => {},
  };
}
