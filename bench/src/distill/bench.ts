/**
 * Steps of distillation on batches of 32: A2PD beside PyTorch's double backward, and the paper's Table 3, which sets A2PD
 * beside the adversarial distillation that it is meant to spare; the latter is ours as well.
 */
import { join } from 'node:path';
import { median } from '@a2pd/core';
import {
  type DistillConfig,
  type MethodConfig,
  type Phase,
  type PrescriptionDataSet,
  parseDistillConfig,
  StudentModel,
  Trainer,
} from '@a2pd/distill';
import { saveSafetensors } from '@a2pd/tensor';
import type { BenchOptions, BenchResult } from '../bench.js';
import { withConstantTensors } from '../constant-tensors.js';
import { numThreads } from '../limits.js';
import { peakBytes } from '../machine.js';
import { type MixedCase, mixedRows } from '../mixed-precision.js';
import type { Peer } from '../peer.js';
import { type Contestant, interleavedRounds, millisecondsEach } from '../rounds.js';
import { createRow, type Row, rowFigures } from '../row.js';
import { startTorchPeer, type Timed } from '../torch-peer.js';
import { collectPrescriptions } from '../workload/prescriptions.js';
import { withTemporaryFolder } from '../workload/temporary-folder.js';
import { describeStepCosts } from './step-costs.js';
import { describeTable3, epochPairs } from './table3.js';

/** 18 actions. */
const game = 'bank_heist';
const numBatches = 10;
const adversarial = [4, 10, 20] as const;
const onBounds = ['ibp', 'regret', 'certified-a2pd', 'crown-ibp', 'mtl-ibp', 'sabr'] as const;

interface Stepped extends Timed {
  readonly loss: number;
}

export async function benchDistillation({ rounds = 15, log }: BenchOptions): Promise<BenchResult> {
  return withTemporaryFolder(async (folder) => {
    const config = parseDistillConfig({});
    const pairs = numBatches * config.batchSize;
    const dataSet = await collectPrescriptions(game, pairs, folder);
    const peer = await startTorchPeer('distill.py', log);
    try {
      const { torch } = await preparePeer(peer, folder, config, dataSet);
      const last = { ours: 0, peer: 0, peerPeakBytes: 0 };
      const a2pd = contestant(config.method, config, dataSet, (loss) => {
        last.ours = loss;
      });
      const names = adversarial.map((steps) => `PGD-${steps}`);
      const methods: Record<string, MethodConfig> = {
        'cross-entropy': { name: 'cross-entropy' },
        ...Object.fromEntries(
          adversarial.map((steps, i) => [names[i]!, parseDistillConfig({ method: { name: 'pgd', steps } }).method]),
        ),
        ...Object.fromEntries(onBounds.map((name) => [name, parseDistillConfig({ method: { name } }).method])),
      };
      const rivals = Object.entries(methods).map(
        ([name, method]) => [name, contestant(method, config, dataSet, () => undefined)] as const,
      );
      const askPeer = async () => {
        const answer = await peer.ask<Stepped>({ do: 'a2pd_steps', iterations: numBatches });
        last.peer = answer.loss;
        last.peerPeakBytes = answer.peakBytes;
        return answer.milliseconds;
      };
      const figures = await interleavedRounds(
        {
          ours: a2pd.run,
          peer: askPeer,
          ...Object.fromEntries(rivals.map(([name, { run }]) => [name, run])),
        } as Record<string, Contestant>,
        rounds,
      );
      for (const { dispose } of [a2pd, ...rivals.map(([, rival]) => rival)]) dispose();
      const inEpoch = (stepMs: readonly number[]) => stepMs.map((ms) => (ms * epochPairs) / config.batchSize / 1000);
      const epochSeconds = Object.fromEntries(
        Object.entries({ ...figures, A2PD: figures.ours! }).map(([name, times]) => [name, median(inEpoch(times))]),
      );
      const oursPeakBytes = peakBytes();
      const rows: Row[] = [
        createRow(
          {
            bench: 'distill',
            case: 'A2PD step: double backward, Adam; batch 32',
            unit: 'ms',
            ...rowFigures(figures.ours!, figures.peer!),
            peerName: 'PyTorch',
            goalRatio: 2,
            oursPeakBytes,
            peerPeakBytes: last.peerPeakBytes,
            agreement: `loss ${last.ours.toPrecision(5)} / ${last.peer.toPrecision(5)} after ${(rounds + 1) * numBatches} steps`,
          },
          'lower',
        ),
        ...names.map((name, i) =>
          createRow(
            {
              bench: 'distill',
              case: `A2PD epoch of ${epochPairs} pairs`,
              unit: 's',
              ...rowFigures(inEpoch(figures.ours!), inEpoch(figures[name]!)),
              peerName: `adversarial distillation by ${name}, ours`,
              ...(adversarial[i] === 20 ? { goalRatio: 5 } : {}),
              oursPeakBytes,
            },
            'lower',
          ),
        ),
      ];
      rows.push(...(await mixedRows(mixedCases(config, dataSet), rounds)));
      const { ours, peer: _, ...ofRivals } = figures;
      const notes = [describeTable3(epochSeconds), describeStepCosts({ A2PD: ours!, ...ofRivals })].join('\n\n');
      return { rows, notes, versions: { PyTorch: torch } };
    } finally {
      peer.close();
    }
  });
}

/** One that differentiates twice, the plainest, and one on bounds. */
function mixedCases(config: DistillConfig, dataSet: PrescriptionDataSet): MixedCase[] {
  const names = { 'An A2PD': 'a2pd', 'A cross-entropy': 'cross-entropy', 'A regret': 'regret' } as const;
  return Object.entries(names).map(([title, name]) => ({
    bench: 'distill',
    case: `${title} step; batch 32`,
    unit: 'ms',
    better: 'lower' as const,
    begin: (precision) =>
      contestant(parseDistillConfig({ method: { name } }).method, { ...config, precision }, dataSet, () => undefined),
  }));
}

/** One method with a student of its own, going round the data set. */
function contestant(
  method: MethodConfig,
  config: DistillConfig,
  dataSet: PrescriptionDataSet,
  observe: (loss: number) => void,
): { readonly run: Contestant; dispose(): void } {
  const student = freshStudent(config, dataSet.numActions);
  const trainer = new Trainer(student, dataSet, config);
  const phase: Phase = trainer.prepare(method);
  let batch = 0;
  const step = () => {
    observe(trainer.trainOn(rowsOf(batch % numBatches, config.batchSize), phase, batch));
    batch++;
  };
  return {
    run: withConstantTensors(`a ${method.name} step`, () => millisecondsEach(numBatches, step)),
    dispose() {
      phase.dispose();
      trainer.dispose();
      student.dispose();
    },
  };
}

function freshStudent(config: DistillConfig, numActions: number): StudentModel {
  return StudentModel.initialise(config.architecture, numActions, 5);
}

function rowsOf(batch: number, batchSize: number): Int32Array {
  return Int32Array.from({ length: batchSize }, (_, i) => batch * batchSize + i);
}

/** Hands the peer the weights and the batches that ours begins with. */
async function preparePeer(
  peer: Peer,
  folder: string,
  config: DistillConfig,
  dataSet: PrescriptionDataSet,
): Promise<{ torch: string }> {
  const student = freshStudent(config, dataSet.numActions);
  await saveSafetensors(join(folder, 'weights.safetensors'), student.parameters.toHost());
  student.dispose();
  const buffers = dataSet.createBuffers(dataSet.size);
  dataSet.readBatch(rowsOf(0, dataSet.size), buffers);
  await saveSafetensors(join(folder, 'batches.safetensors'), {
    pixels: { shape: [numBatches, config.batchSize, 4, 84, 84], data: buffers.pixels },
    labels: { shape: [numBatches, config.batchSize], data: buffers.labels },
  });
  return peer.ask({ do: 'prepare', threads: numThreads, folder, config });
}
