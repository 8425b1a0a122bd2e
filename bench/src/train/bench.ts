/** Agent steps a second of real training on Pong, beside a Rainbow in PyTorch that plays and learns as much. */
import { type RainbowConfig, rainbowPresets } from '@a2pd/rainbow';
import type { BenchOptions, BenchResult } from '../bench.js';
import { withConstantTensors } from '../constant-tensors.js';
import { median } from '../median.js';
import { interleavedRounds } from '../rounds.js';
import { createRow, type Row, rowFigures } from '../row.js';
import { startTrainingPeer, type TrainingPeer } from './peer.js';
import { describeShares, measureShares, type Shares } from './shares.js';
import { startTraining, type Training } from './training.js';

const game = 'pong';
const parallelEnvironments = 8;
const filledAgentSteps = 10_000;
/** Of a round: a second or so of ours. */
const roundAgentSteps = 160;

/** What is trained, and by which of our presets. */
const subjects = {
  "the paper's network": rainbowPresets.paper,
  'the pipeline network': rainbowPresets.pipeline,
} as const satisfies Record<string, RainbowConfig>;

const conditions = `Agent steps a second of training on Pong, acting, replay and learning included, after ${filledAgentSteps} agent steps
of random play in the replay. The peer is Rainbow in PyTorch with one environment, in the way of Kaixhin/Rainbow: ale-py,
OpenCV, noisy layers that form their weights at each pass, a sum tree in NumPy. Both sides have two threads, batches of 32
and the same hyper-parameters; as many updates an agent step, as the last column shows.`;

export async function benchTraining({ rounds = 7, log }: BenchOptions): Promise<BenchResult> {
  const peer = await startTrainingPeer(log);
  try {
    const rows: Row[] = [];
    const shares: Shares[] = [];
    let versions: Readonly<Record<string, string>> = {};
    for (const [subject, config] of Object.entries(subjects)) {
      const measured = await measure(subject, config, peer, rounds, log);
      rows.push(...measured.rows);
      shares.push(measured.shares);
      versions = measured.versions;
    }
    return { rows, versions, notes: [conditions, ...shares.map(describeShares)].join('\n\n') };
  } finally {
    peer.close();
  }
}

async function measure(
  subject: string,
  config: RainbowConfig,
  peer: TrainingPeer,
  rounds: number,
  log: BenchOptions['log'],
) {
  const { parameters, versions } = await peer.prepare(subject, game, config, filledAgentSteps);
  const vectorised = startTraining({ game, config, numEnvironments: parallelEnvironments, filledAgentSteps });
  const single = startTraining({ game, config, numEnvironments: 1, filledAgentSteps });
  try {
    let peerUpdates = 0;
    const figures = await interleavedRounds(
      {
        vectorised: withConstantTensors(`training of ${subject}`, () => agentStepsPerSecond(vectorised)),
        single: withConstantTensors(`training of ${subject}, one environment`, () => agentStepsPerSecond(single)),
        peer: async () => {
          const { rate, updates } = await peer.run(subject, roundAgentSteps);
          peerUpdates += updates;
          return rate;
        },
      },
      rounds,
    );
    const trained = (rounds + 1) * roundAgentSteps;
    const row = (training: Training, oursRounds: readonly number[], goalRatio?: number) => {
      const { numEnvironments, numParameters, updates } = training;
      return createRow(
        {
          bench: 'train',
          case: `${subject}, ${numEnvironments} ${numEnvironments === 1 ? 'environment' : 'environments'}`,
          unit: 'agent steps/s',
          ...rowFigures(oursRounds, figures.peer),
          peerName: 'PyTorch, as Kaixhin/Rainbow',
          ...(goalRatio === undefined ? {} : { goalRatio }),
          agreement: `${perAgentStep(updates, trained)} / ${perAgentStep(peerUpdates, trained)} updates a step; ${numParameters} / ${parameters} parameters`,
        },
        'higher',
      );
    };
    const rows = [row(vectorised, figures.vectorised, 3), row(single, figures.single)];
    log(
      `${subject}: ${rows.map(({ ours }) => ours.toFixed(0)).join(' and ')}, peer ${median(figures.peer).toFixed(1)}`,
    );
    const shares = measureShares(subject, vectorised, game, roundAgentSteps, rounds);
    return { rows: [...rows, ...shares.rows], shares, versions };
  } finally {
    vectorised.dispose();
    single.dispose();
  }
}

function agentStepsPerSecond(training: Training): number {
  const began = performance.now();
  const agentSteps = training.run(roundAgentSteps);
  return (1000 * agentSteps) / (performance.now() - began);
}

function perAgentStep(updates: number, agentSteps: number): string {
  return (updates / agentSteps).toFixed(3);
}
