/** `a2pd watch`: how a training run in another terminal is doing. */

import { runFolder } from '@a2pd/experiment/folders';
import { type FollowOptions, followRun, lookAtRun } from '@a2pd/experiment/watch';
import { type Command, Option } from 'commander';
import { integer, jsonOption, type RunOptions, runOption, runsOption } from '../options.js';
import { listenForInterruption } from '../terminal/interruption.js';
import { createLiveLines } from '../terminal/live-lines.js';
import { plainLine, viewLines } from '../watch/view.js';

interface WatchOptions extends RunOptions {
  readonly every: number;
}

const plainLineEveryMs = 10_000;

export function configure(command: Command): Command {
  return command
    .addOption(runOption())
    .addOption(runsOption())
    .addOption(new Option('--every <ms>', 'how often to look').default(1000).argParser(integer(50, 3_600_000)))
    .addOption(jsonOption())
    .addHelpText(
      'after',
      `
Examples:
  $ a2pd watch --run pong                    until the run is finished, stopped or killed, or Ctrl-C
  $ a2pd watch --run pong --json             its state now, once
  $ a2pd watch --run pong | tee watch.log    plain lines

A run that has not begun is waited for. The same curves and more: tensorboard --logdir runs`,
    )
    .action(async (options: WatchOptions) => {
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
