/** Learning steps on batches of 32: Nature-DQN alone, and a whole Rainbow update, beside plain PyTorch. */
import { join } from 'node:path';
import { Rng } from '@a2pd/core';
import { parseDistillConfig, StudentModel } from '@a2pd/distill';
import { rainbowPresets } from '@a2pd/rainbow';
import { saveSafetensors } from '@a2pd/tensor';
import type { BenchOptions, BenchResult } from '../bench.js';
import { withConstantTensors } from '../constant-tensors.js';
import { numThreads } from '../limits.js';
import { peakBytes } from '../machine.js';
import { type MixedCase, mixedRows } from '../mixed-precision.js';
import type { Peer } from '../peer.js';
import { interleavedRounds, millisecondsEach } from '../rounds.js';
import { createRow, type Row, rowFigures } from '../row.js';
import { startTorchPeer, type Timed } from '../torch-peer.js';
import { playAtRandom } from '../workload/played.js';
import { withTemporaryFolder } from '../workload/temporary-folder.js';
import { describeBreakdown } from './breakdown.js';
import { createCallOverhead } from './call-overhead.js';
import { adamConfig, createDqnStep } from './dqn-step.js';
import { createRainbowUpdate, numTransitions, rainbowConfig } from './rainbow-update.js';

const batchSize = 32;
const game = 'pong';
const iterations = 20;

interface Stepped extends Timed {
  readonly loss: number;
}

export async function benchLearner({ rounds = 15, breakdown, log }: BenchOptions): Promise<BenchResult> {
  return withTemporaryFolder(async (folder) => {
    const peer = await startTorchPeer('learner.py', log);
    try {
      const { torch } = await preparePeer(peer, folder);
      const rows = [
        ...(await dqnRows(peer, rounds)),
        ...(await rainbowRows(peer, folder, rounds)),
        ...(await mixedRows(mixedCases(peer), rounds)),
        await overheadRow(rounds),
      ];
      const notes = breakdown ? breakdownOfDqn() : undefined;
      return { rows, versions: { PyTorch: torch }, ...(notes === undefined ? {} : { notes }) };
    } finally {
      peer.close();
    }
  });
}

function playedBatch() {
  const { observations, numActions } = playAtRandom(game, batchSize);
  const rng = new Rng(3);
  const labels = Int32Array.from({ length: batchSize }, () => rng.integer(numActions));
  return { observations, labels, numActions };
}

function freshStudent(numActions: number): StudentModel {
  return StudentModel.initialise(parseDistillConfig({}).architecture, numActions, 5);
}

/** Hands the peer the weights and the batch that ours begins with. */
async function preparePeer(peer: Peer, folder: string): Promise<{ torch: string }> {
  const { observations, labels, numActions } = playedBatch();
  const student = freshStudent(numActions);
  await saveSafetensors(join(folder, 'weights.safetensors'), student.parameters.toHost());
  student.dispose();
  await saveSafetensors(join(folder, 'batch.safetensors'), {
    pixels: { shape: [batchSize, 4, 84, 84], data: observations },
    labels: { shape: [batchSize], data: labels },
  });
  const { learningRate, epsilon } = adamConfig;
  return peer.ask({ do: 'prepare', threads: numThreads, folder, learning_rate: learningRate, epsilon });
}

function breakdownOfDqn(): string {
  const batch = playedBatch();
  const student = freshStudent(batch.numActions);
  try {
    return describeBreakdown(student, batch);
  } finally {
    student.dispose();
  }
}

async function dqnRows(peer: Peer, rounds: number): Promise<Row[]> {
  const { observations, labels, numActions } = playedBatch();
  const student = freshStudent(numActions);
  const step = createDqnStep(student);
  const last = { ours: 0, peer: 0 };
  let peerPeakBytes = 0;
  const peerStep = (layout: string) => async () => {
    const answer = await peer.ask<Stepped>({ do: 'dqn_step', layout, iterations });
    last.peer = answer.loss;
    peerPeakBytes = answer.peakBytes;
    return answer.milliseconds;
  };
  const figures = await interleavedRounds(
    {
      ours: withConstantTensors('the DQN step', () =>
        millisecondsEach(iterations, () => {
          last.ours = step.run(observations, labels);
        }),
      ),
      contiguous: peerStep('contiguous'),
      channelsLast: peerStep('channels_last'),
    },
    rounds,
  );
  step.dispose();
  student.dispose();
  const common = {
    bench: 'learner',
    case: 'Nature-DQN: forward, backward, Adam; batch 32',
    unit: 'ms',
    goalRatio: 1.5,
    oursPeakBytes: peakBytes(),
    peerPeakBytes,
    agreement: `loss ${last.ours.toPrecision(4)} / ${last.peer.toPrecision(4)} after ${(rounds + 1) * iterations} steps`,
  };
  return [
    createRow({ ...common, ...rowFigures(figures.ours, figures.contiguous), peerName: 'PyTorch' }, 'lower'),
    createRow(
      { ...common, ...rowFigures(figures.ours, figures.channelsLast), peerName: 'PyTorch, channels last' },
      'lower',
    ),
  ];
}

async function rainbowRows(peer: Peer, folder: string, rounds: number): Promise<Row[]> {
  const update = createRainbowUpdate();
  const framesFile = join(folder, 'frames.safetensors');
  const numFrames = update.frames.length / (84 * 84);
  await saveSafetensors(framesFile, { frames: { shape: [numFrames, 84, 84], data: update.frames } });
  const { parameters } = await peer.ask<{ parameters: number }>({
    do: 'prepare_rainbow',
    frames_file: framesFile,
    transitions: numTransitions,
    num_actions: update.numActions,
    config: rainbowConfig,
  });
  let peerPeakBytes = 0;
  const figures = await interleavedRounds(
    {
      ours: withConstantTensors('the Rainbow update', () => millisecondsEach(iterations, update.run)),
      peer: async () => {
        const answer = await peer.ask<Stepped>({ do: 'rainbow_update', autocast: false, iterations });
        peerPeakBytes = answer.peakBytes;
        return answer.milliseconds;
      },
    },
    rounds,
  );
  update.dispose();
  const figure = {
    bench: 'learner',
    case: 'Rainbow update, replay included; batch 32',
    unit: 'ms',
    ...rowFigures(figures.ours, figures.peer),
    peerName: 'PyTorch, as Kaixhin/Rainbow',
    goalRatio: 3,
    oursPeakBytes: peakBytes(),
    peerPeakBytes,
    agreement: `${update.numParameters} / ${parameters} parameters`,
  };
  return [createRow(figure, 'lower')];
}

/** @param peer Prepared for both. */
const mixedCases = (peer: Peer): MixedCase[] => [
  {
    autocast: async () => {
      const { milliseconds } = await peer.ask<Stepped>({ do: 'dqn_step', layout: 'autocast', iterations });
      return milliseconds;
    },
    bench: 'learner',
    case: 'Nature-DQN: forward, backward, Adam; batch 32',
    unit: 'ms',
    better: 'lower',
    begin(precision) {
      const { observations, labels, numActions } = playedBatch();
      const student = freshStudent(numActions);
      const step = createDqnStep(student, { precision });
      return {
        run: withConstantTensors(`the DQN step in ${precision}`, () =>
          millisecondsEach(iterations, () => void step.run(observations, labels)),
        ),
        dispose() {
          step.dispose();
          student.dispose();
        },
      };
    },
  },
  ...(['paper', 'two-cores'] as const).map(
    (preset): MixedCase => ({
      ...(preset === 'paper' ? { autocast: autocastUpdate(peer) } : {}),
      bench: 'learner',
      case: `Rainbow update of ${preset}, replay included; batch 32`,
      unit: 'ms',
      better: 'lower',
      begin(precision) {
        const update = createRainbowUpdate({ ...rainbowPresets[preset], precision });
        return {
          run: withConstantTensors(`the update of ${preset} in ${precision}`, () =>
            millisecondsEach(iterations, update.run),
          ),
          dispose: update.dispose,
        };
      },
    }),
  ),
];

const autocastUpdate = (peer: Peer) => async () => {
  const { milliseconds } = await peer.ask<Stepped>({ do: 'rainbow_update', autocast: true, iterations });
  return milliseconds;
};

async function overheadRow(rounds: number): Promise<Row> {
  const overhead = createCallOverhead();
  const figures = await interleavedRounds(
    {
      compiled: withConstantTensors('a compiled call', overhead.compiled),
      direct: withConstantTensors('a direct call', overhead.direct),
    },
    rounds,
  );
  overhead.dispose();
  const figure = {
    bench: 'learner',
    case: 'one call of a compiled operation',
    unit: 'µs',
    ...rowFigures(figures.compiled, figures.direct),
    peerName: 'TensorFlow.js, not compiled',
    goalOurs: 60,
  };
  return createRow(figure, 'lower');
}
