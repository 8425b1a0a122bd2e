/** The training bench's peers: PyTorch beside ale-py and OpenCV, two sets of Python packages in one process. */
import { delimiter } from 'node:path';
import { atariRequirements } from '@a2pd/ale/parity';
import type { PqnConfig, RainbowConfig } from '@a2pd/rainbow';
import type { Log } from '@a2pd/toolchain';
import { numThreads, peerLimits } from '../limits.js';
import { Peer } from '../peer.js';
import { peerPython, peerScript } from '../python.js';
import { torchPython } from '../torch-peer.js';

/** One environment, played from Python, or eight that ale-py steps natively. */
export type PeerKind = 'single' | 'vector';

export async function startTrainingPeer(log: Log): Promise<TrainingPeer> {
  const torch = await torchPython(log);
  const atari = await peerPython('atari', atariRequirements, log);
  const path = [torch, atari].map(({ environment }) => environment.PYTHONPATH).join(delimiter);
  return new TrainingPeer(new Peer(torch, peerScript('train.py'), { ...peerLimits, PYTHONPATH: path }));
}

export interface PreparedPeer {
  /** Trainable numbers of one network. */
  readonly parameters: number;
  readonly versions: Readonly<Record<string, string>>;
}

export class TrainingPeer {
  readonly #peer: Peer;

  constructor(peer: Peer) {
    this.#peer = peer;
  }

  /** Makes a training of its own, called `name` from here on, and fills its replay. */
  prepare(
    name: string,
    kind: PeerKind,
    game: string,
    config: RainbowConfig,
    filledAgentSteps: number,
  ): Promise<PreparedPeer> {
    return this.#peer.ask({ do: 'prepare', name, kind, game, config, filled: filledAgentSteps, threads: numThreads });
  }

  /** Trains; `rate` is agent steps a second. */
  run(name: string, agentSteps: number): Promise<{ readonly rate: number; readonly updates: number }> {
    return this.#peer.ask({ do: 'run', name, steps: agentSteps });
  }

  /** Makes a PQN beside them, in as many environments as ours. */
  preparePqn(game: string, config: PqnConfig, environments: number): Promise<{ readonly parameters: number }> {
    return this.#peer.ask({ do: 'prepare_pqn', game, config, environments, threads: numThreads });
  }

  /** Trains it for one segment; `rate` is agent steps a second. */
  runPqn(): Promise<{ readonly rate: number }> {
    return this.#peer.ask({ do: 'run_pqn' });
  }

  close(): void {
    this.#peer.close();
  }
}
