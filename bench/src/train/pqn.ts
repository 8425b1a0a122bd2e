/** PQN's training, all of it, beside the same in PyTorch, and in bfloat16 where the processor has it. */
import { AtariVectorEnvironment } from '@a2pd/atari';
import { createAgent, type PqnConfig, trainingPresets } from '@a2pd/rainbow';
import { hasBfloat16, type Precision } from '@a2pd/tensor';
import { withConstantTensors } from '../constant-tensors.js';
import { countParameters } from '../count-parameters.js';
import { numThreads } from '../limits.js';
import { type Contestant, interleavedRounds } from '../rounds.js';
import { createRow, type Row, rowFigures } from '../row.js';
import type { TrainingPeer } from './peer.js';

const numEnvironments = 64;

export interface PqnTraining {
  readonly numParameters: number;
  /** Agent steps a second of one segment, which takes a second or so. */
  readonly run: Contestant;
  dispose(): void;
}

/** Plays greedily but for a share of the steps, from its first segment on, as the peer does. */
export function startPqn(game: string, config: PqnConfig, environments = numEnvironments): PqnTraining {
  const environment = new AtariVectorEnvironment({
    ...{ game, numEnvironments: environments, numThreads },
    autoresetMode: 'disabled',
  });
  const agent = createAgent({ ...config, explorationEpsilonStart: config.explorationEpsilonEnd }, environment);
  return {
    numParameters: countParameters(agent.online),
    run: withConstantTensors('training by PQN', () => {
      const [before, began] = [agent.agentSteps, performance.now()];
      agent.step();
      return (1000 * (agent.agentSteps - before)) / (performance.now() - began);
    }),
    dispose() {
      agent.dispose();
      environment.close();
    },
  };
}

export async function measurePqn(game: string, peer: TrainingPeer, rounds: number): Promise<Row[]> {
  const config = trainingPresets.pqn;
  const { parameters } = await peer.preparePqn(game, config, numEnvironments);
  const ours = startPqn(game, config);
  const mixed = hasBfloat16()
    ? startPqn(game, { ...config, precision: 'mixed-bfloat16' satisfies Precision })
    : undefined;
  try {
    const contestants: Record<string, Contestant> = {
      ours: ours.run,
      peer: async () => (await peer.runPqn()).rate,
    };
    if (mixed) contestants.mixed = mixed.run;
    const figures = await interleavedRounds(contestants, rounds);
    const agreement = `${ours.numParameters} / ${parameters} parameters`;
    const row = (name: string, own: string, beside: string, peerName: string) =>
      createRow(
        {
          ...{ bench: 'train', case: name, unit: 'agent steps/s', peerName },
          ...rowFigures(figures[own]!, figures[beside]!),
          ...(beside === 'peer' ? { agreement } : {}),
        },
        'higher',
      );
    const name = `PQN, ${numEnvironments} environments`;
    const rows = [row(name, 'ours', 'peer', 'PyTorch over ale-py, as CleanRL')];
    if (mixed) rows.push(row(`${name}, in mixed bfloat16`, 'mixed', 'ours', 'the same in float32, ours'));
    return rows;
  } finally {
    mixed?.dispose();
    ours.dispose();
  }
}
