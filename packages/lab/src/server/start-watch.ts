/** A page that shows what runs, live: trainings, distillations and sweeps below a folder of runs. It changes nothing there. */
import { type OptionNames, requireKnownOptions } from '@a2pd/core';
import { Audience } from '../watch/audience.js';
import type { Sight, SweepsSource } from '../watch/sight.js';
import { serve } from './serve.js';

export interface WatchOptions {
  /** 0 for any that is free. */
  readonly port?: number | undefined;
  /** The folder of all runs; "runs" when absent. */
  readonly runs?: string | undefined;
  /** The one run to show; all when absent. */
  readonly run?: string | undefined;
  /** Time between two looks while somebody watches. */
  readonly pollMs?: number | undefined;
  /** Sweeps to show as well: a `SweepsWatch` of @a2pd/sweep. */
  readonly sweeps?: SweepsSource | undefined;
  /** Sentences on what can be done about a run, e.g. how it is continued. */
  readonly remark?: ((sight: Sight) => readonly string[]) | undefined;
  /** A command that begins a run, for a folder without one. */
  readonly begin?: string | undefined;
}

const optionNames: OptionNames<WatchOptions> = {
  port: true,
  runs: true,
  run: true,
  pollMs: true,
  sweeps: true,
  remark: true,
  begin: true,
};

export interface WatchPage {
  /** With the token: whoever has it can watch. */
  readonly url: string;
  readonly port: number;
  /** How many tabs watch now. */
  readonly viewers: number;
  close(): void;
}

/** @throws A2pdError FILE_UNAVAILABLE where the page is not built, INVALID_ARGUMENT for a port that cannot be had. */
export async function startWatch(options: WatchOptions = {}): Promise<WatchPage> {
  requireKnownOptions(options, optionNames);
  const { runs = 'runs', run, pollMs = 1000, sweeps, remark = () => [] } = options;
  const begin = options.begin ?? 'a2pd train --game pong --run pong';
  const audience = new Audience({ runs, run, pollMs, sweeps, remark, begin });
  const { url, port, close } = await serve({
    page: 'watch',
    port: options.port ?? 0,
    socket: 'runs',
    receive: (socket) => audience.welcome(socket),
    find: (path) => audience.film(path),
  });
  return {
    url,
    port,
    get viewers() {
      return audience.size;
    },
    close() {
      audience.dismiss();
      close();
    },
  };
}
