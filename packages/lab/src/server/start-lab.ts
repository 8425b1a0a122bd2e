/** The lab: its page, and a session for one tab at a time. */
import { type OptionNames, requireKnownOptions } from '@a2pd/core';
import type { NamedPolicy } from '@a2pd/experiment/folders';
import type { WebSocket } from 'ws';
import { requireBeginning } from '../protocol/commands.js';
import { serve } from './serve.js';
import { closeCodes, Visit, type VisitOptions } from './visit.js';

export interface LabOptions {
  /** 0 for any that is free. */
  readonly port?: number | undefined;
  /** The folder of all runs; "runs" when absent. */
  readonly runs?: string | undefined;
  /** Policies to begin with, one or two; Freeway's teacher and certified student of the zoo when absent. */
  readonly policies?: readonly NamedPolicy[] | undefined;
  /** Of the first game. */
  readonly seed?: number | undefined;
  /** Files with attacks of one's own, as `loadPlugin` takes them. */
  readonly plugins?: readonly string[] | undefined;
  /** Modules that the process of a session loads first, as URLs. */
  readonly imports?: readonly string[] | undefined;
  /** What starts the command on lines that a visitor may copy. */
  readonly launcher?: string | undefined;
}

const optionNames: OptionNames<LabOptions> = {
  port: true,
  runs: true,
  policies: true,
  seed: true,
  plugins: true,
  imports: true,
  launcher: true,
};

export interface Lab {
  /** With the token: whoever has it can play. */
  readonly url: string;
  readonly port: number;
  /** The process of the session that is on, if one is. */
  readonly sessionPid: number | undefined;
  close(): Promise<void>;
}

/**
 * @throws A2pdError FILE_UNAVAILABLE where the page is not built, INVALID_ARGUMENT for a port that cannot be had or a beginning
 *   that the page could not ask for.
 */
export async function startLab(options: LabOptions = {}): Promise<Lab> {
  requireKnownOptions(options, optionNames);
  const visit = visitOptions(options);
  const { named, seed } = visit.session;
  requireBeginning(
    named.map(({ name }) => name),
    seed,
  );
  const reception = new Reception(visit);
  const { url, port, close } = await serve({
    page: 'lab',
    port: options.port ?? 0,
    socket: 'session',
    receive: (socket, query) => void reception.receive(socket, query.has('take')),
  });
  return {
    url,
    port,
    get sessionPid() {
      return reception.visit?.pid;
    },
    async close() {
      await reception.visit?.end(closeCodes.ended);
      close();
    },
  };
}

/** One visitor at a time: a second one is told so, and may take over. */
class Reception {
  readonly #options: VisitOptions;
  visit: Visit | undefined;

  constructor(options: VisitOptions) {
    this.#options = options;
  }

  async receive(socket: WebSocket, takesOver: boolean): Promise<void> {
    if (this.visit?.isOpen && !takesOver) {
      socket.send(JSON.stringify({ type: 'occupied', isTakenOver: false }));
      return socket.close(closeCodes.occupied);
    }
    const earlier = this.visit;
    const visit = new Visit(socket, this.#options);
    this.visit = visit;
    void visit.ended.then(() => {
      if (this.visit === visit) this.visit = undefined;
    });
    earlier?.say({ type: 'occupied', isTakenOver: true });
    await earlier?.end(closeCodes.takenOver);
  }
}

function visitOptions(options: LabOptions): VisitOptions {
  const { runs = 'runs', policies = [], seed = 0, plugins = [], imports = [], launcher = 'a2pd' } = options;
  return { session: { runs, named: policies, seed, plugins, launcher }, imports };
}
