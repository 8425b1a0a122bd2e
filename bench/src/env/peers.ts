/** The peers of the environment bench: one Python process for each, kept between rounds. */
import { atariRequirements } from '@a2pd/ale/parity';
import type { Log } from '@a2pd/toolchain';
import { peerLimits } from '../limits.js';
import { Peer } from '../peer.js';
import { peerPython, peerScript } from '../python.js';

export const peerNames = ['ale-py AtariVectorEnv', 'EnvPool', 'Gymnasium wrappers'] as const;

export interface Measurement {
  readonly game: string;
  readonly numEnvironments: number;
  readonly numThreads: number;
  readonly seconds: number;
}

export interface EnvironmentPeer {
  readonly versions: Readonly<Record<string, string>>;
  /** Agent steps a second. */
  measure(measurement: Measurement): Promise<number>;
  close(): void;
}

/** Installs the peers on demand and starts one. */
export async function startEnvironmentPeer(name: (typeof peerNames)[number], log: Log): Promise<EnvironmentPeer> {
  const python = await peerPython('env', [...atariRequirements, 'envpool==1.2.5'], log);
  const peer = new Peer(python, peerScript('env.py'), peerLimits);
  const { versions } = await peer.ask<Pick<EnvironmentPeer, 'versions'>>({ do: 'prepare', name });
  return {
    versions,
    measure: async (measurement) => (await peer.ask<{ rate: number }>({ do: 'measure', case: measurement })).rate,
    close: () => peer.close(),
  };
}
