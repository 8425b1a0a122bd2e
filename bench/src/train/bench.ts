/** Agent steps a second of real training on Pong, beside Rainbows in PyTorch that play and learn as much. */
import { type RainbowConfig, rainbowPresets } from '@a2pd/rainbow';
import type { BenchOptions, BenchResult } from '../bench.js';
import { withConstantTensors } from '../constant-tensors.js';
import { type MixedCase, mixedRows } from '../mixed-precision.js';
import { resultsFolder } from '../results.js';
import { interleavedRounds } from '../rounds.js';
import { createRow, type Row, rowFigures } from '../row.js';
import { measureDefences } from './defence-costs.js';
import { hoursToGate, type Rates } from './hours-to-gate.js';
import { type PeerKind, startTrainingPeer, type TrainingPeer } from './peer.js';
import { measurePqn } from './pqn.js';
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

/** Whose updates with defences are measured. */
const defended = {
  "DQN's network": rainbowPresets.dqn,
  'the small DQN network': rainbowPresets['dqn-two-cores'],
} as const satisfies Record<string, RainbowConfig>;

const peerNames: Readonly<Record<PeerKind, string>> = {
  single: 'PyTorch, as Kaixhin/Rainbow, 1 environment',
  vector: 'PyTorch, 8 environments of ale-py',
};

const conditions = `Agent steps a second of training on Pong, acting, replay and learning included, after ${filledAgentSteps} agent steps
of random play in the replay. The peers are Rainbow in PyTorch, with noisy layers that form their weights at each pass and a
sum tree in NumPy: one with one environment, ale-py and OpenCV from Python, in the way of Kaixhin/Rainbow; one with eight
that ale-py steps natively, whose actions are chosen in one batch. All have two threads, batches of 32 and the same
hyper-parameters; as many updates an agent step, as the last column shows. PQN plays and learns from its first step on, and its peer is the
same in PyTorch, in the way of CleanRL. The last rows are updates with each defence at 1/255, in updates of the same network
without one.`;

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
    rows.push(...(await measurePqn(game, peer, rounds)));
    rows.push(...(await mixedRows(Object.entries(subjects).map(mixedCase), rounds)));
    const gates = await hoursToGate(resultsFolder, ratesOf(rows));
    rows.push(...gates.rows);
    for (const [subject, config] of Object.entries(defended)) {
      rows.push(...(await measureDefences(subject, config, rounds)));
    }
    return {
      rows,
      versions,
      notes: [conditions, gates.notes, ...shares.map(describeShares)].filter(Boolean).join('\n\n'),
    };
  } finally {
    peer.close();
  }
}

/** The teachers' own networks: that of `two-cores` is the pipeline's. */
function ratesOf(rows: readonly Row[]): Readonly<Record<string, Rates>> {
  const cases = { Rainbow: 'the pipeline network, 8 environments', PQN: 'PQN, 64 environments' };
  return Object.fromEntries(
    Object.entries(cases).flatMap(([algorithm, name]) => {
      const row = rows.findLast(({ case: measured }) => measured === name);
      if (row?.peer === undefined || row.peerName === undefined) return [];
      return [[algorithm, { ours: row.ours, peer: row.peer, peerName: row.peerName }]];
    }),
  );
}

function mixedCase([subject, config]: readonly [string, RainbowConfig]): MixedCase {
  return {
    bench: 'train',
    case: `${subject}, ${parallelEnvironments} environments`,
    unit: 'agent steps/s',
    better: 'higher',
    begin(precision) {
      const precise = { ...config, precision };
      const training = startTraining({
        game,
        config: precise,
        numEnvironments: parallelEnvironments,
        filledAgentSteps,
      });
      const name = `training of ${subject} in ${precision}`;
      return {
        run: withConstantTensors(name, () => agentStepsPerSecond(training)),
        dispose: () => training.dispose(),
      };
    },
  };
}

async function measure(
  subject: string,
  config: RainbowConfig,
  peer: TrainingPeer,
  rounds: number,
  log: BenchOptions['log'],
) {
  const names = { single: `${subject}, single`, vector: `${subject}, vector` };
  await peer.prepare(names.vector, 'vector', game, config, filledAgentSteps);
  const { parameters, versions } = await peer.prepare(names.single, 'single', game, config, filledAgentSteps);
  const vectorised = startTraining({ game, config, numEnvironments: parallelEnvironments, filledAgentSteps });
  const single = startTraining({ game, config, numEnvironments: 1, filledAgentSteps });
  try {
    const peerUpdates = { single: 0, vector: 0 };
    const peerTraining = (kind: PeerKind) => async () => {
      const { rate, updates } = await peer.run(names[kind], roundAgentSteps);
      peerUpdates[kind] += updates;
      return rate;
    };
    const figures = await interleavedRounds(
      {
        vectorised: withConstantTensors(`training of ${subject}`, () => agentStepsPerSecond(vectorised)),
        single: withConstantTensors(`training of ${subject}, one environment`, () => agentStepsPerSecond(single)),
        peerSingle: peerTraining('single'),
        peerVector: peerTraining('vector'),
      },
      rounds,
    );
    const trained = (rounds + 1) * roundAgentSteps;
    const row = (training: Training, oursRounds: readonly number[], kind: PeerKind, goalRatio?: number) => {
      const { numEnvironments, numParameters, updates } = training;
      return createRow(
        {
          bench: 'train',
          case: `${subject}, ${numEnvironments} ${numEnvironments === 1 ? 'environment' : 'environments'}`,
          unit: 'agent steps/s',
          ...rowFigures(oursRounds, kind === 'single' ? figures.peerSingle : figures.peerVector),
          peerName: peerNames[kind],
          ...(goalRatio === undefined ? {} : { goalRatio }),
          agreement: `${perAgentStep(updates, trained)} / ${perAgentStep(peerUpdates[kind], trained)} updates a step; ${numParameters} / ${parameters} parameters`,
        },
        'higher',
      );
    };
    const rows = [
      row(single, figures.single, 'single', 3),
      row(vectorised, figures.vectorised, 'vector'),
      row(vectorised, figures.vectorised, 'single'),
    ];
    for (const { case: name, ours, peer: theirs, peerName } of rows) {
      log(`${name}: ${ours.toFixed(0)} agent steps/s, ${peerName} ${theirs.toFixed(0)}`);
    }
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
