/** Compiled steps and attacks beside their twins, which run operation by operation. */
import { createAttack } from '@a2pd/attack';
import { Rng } from '@a2pd/core';
import { parseDistillConfig, StudentModel, Trainer } from '@a2pd/distill';
import { type RainbowConfig, rainbowPresets } from '@a2pd/rainbow';
import { tf } from '@a2pd/tensor';
import type { Log } from '@a2pd/toolchain';
import { createVictim, targetSeed } from '../attack/victim.js';
import { withConstantTensors } from '../constant-tensors.js';
import { createDqnStep } from '../learner/dqn-step.js';
import { createRainbowUpdate } from '../learner/rainbow-update.js';
import { interleavedRounds, millisecondsEach } from '../rounds.js';
import { createRow, type Row, rowFigures } from '../row.js';
import { playAtRandom } from '../workload/played.js';
import { collectPrescriptions } from '../workload/prescriptions.js';
import { withTemporaryFolder } from '../workload/temporary-folder.js';

export interface Size {
  readonly filters: readonly [number, number, number];
  readonly hiddenUnits: number;
  /** Of Nature-DQN's steps; the others learn from batches of the first. */
  readonly batchSizes: readonly [number, ...number[]];
  /** Transitions in Rainbow's replay. */
  readonly transitions: number;
  /** Observations that are attacked at once. */
  readonly attacked: number;
  /** Steps a round. */
  readonly iterations: number;
}

/** One side of a row. */
interface Side {
  /** What it comes to: a loss, or the mean of what an attack gives. */
  step(): number;
  dispose(): void;
}

interface Twins {
  readonly case: string;
  begin(): Side;
}

const game = 'pong';
const epsilon = 3 / 255;

export function measureTwins(size: Size, rounds: number, log: Log): Promise<Row[]> {
  return withTemporaryFolder(async (folder) => {
    const rows: Row[] = [];
    for (const twins of allTwins(size, await a2pdTwins(size, folder))) {
      log(`${twins.case} ...`);
      rows.push(await compare(twins, size.iterations, rounds));
    }
    return rows;
  });
}

function allTwins(size: Size, a2pd: Twins): Twins[] {
  return [...size.batchSizes.map((batchSize) => dqnTwins(size, batchSize)), rainbowTwins(size), a2pd, ...attacks(size)];
}

async function compare({ case: name, begin }: Twins, iterations: number, rounds: number): Promise<Row> {
  const last = { compiled: 0, eager: 0 };
  const compiled = begin();
  const eager = eagerly(begin);
  try {
    const run = (side: Side, key: keyof typeof last) => () =>
      millisecondsEach(iterations, () => {
        last[key] = side.step();
      });
    const figures = await interleavedRounds(
      {
        compiled: withConstantTensors(name, run(compiled, 'compiled')),
        eager: withConstantTensors(name, () => eagerly(run(eager, 'eager'))),
      },
      rounds,
    );
    const calls = (rounds + 1) * iterations;
    const agreement = `${last.compiled.toPrecision(5)} / ${last.eager.toPrecision(5)} after ${calls} calls`;
    const row = { bench: 'gpu', case: name, unit: 'ms', peerName: 'operation by operation', agreement };
    return createRow({ ...row, ...rowFigures(figures.compiled, figures.eager) }, 'lower');
  } finally {
    compiled.dispose();
    eager.dispose();
  }
}

/** What `work` compiles, and calls, runs operation by operation. */
function eagerly<Result>(work: () => Result): Result {
  const before = process.env.A2PD_EAGER;
  process.env.A2PD_EAGER = '1';
  try {
    return work();
  } finally {
    if (before === undefined) delete process.env.A2PD_EAGER;
    else process.env.A2PD_EAGER = before;
  }
}

function dqnTwins({ filters, hiddenUnits }: Size, batchSize: number): Twins {
  const { observations, numActions } = playAtRandom(game, batchSize);
  const rng = new Rng(3);
  const labels = Int32Array.from({ length: batchSize }, () => rng.integer(numActions));
  const { architecture } = parseDistillConfig({ architecture: { filters, hiddenUnits } });
  return {
    case: `Nature-DQN: forward, backward, Adam; batch ${batchSize}`,
    begin() {
      const student = StudentModel.initialise(architecture, numActions, 5);
      const step = createDqnStep(student);
      return {
        step: () => step.run(observations, labels),
        dispose() {
          step.dispose();
          student.dispose();
        },
      };
    },
  };
}

function rainbowTwins({ hiddenUnits, batchSizes: [batchSize], transitions }: Size): Twins {
  const config: RainbowConfig = { ...rainbowPresets.paper, hiddenUnits, batchSize };
  return {
    case: `Rainbow update, replay included; batch ${batchSize}`,
    begin() {
      const update = createRainbowUpdate(config, transitions);
      return { step: update.run, dispose: update.dispose };
    },
  };
}

async function a2pdTwins({ filters, hiddenUnits, batchSizes: [batchSize] }: Size, folder: string): Promise<Twins> {
  const config = parseDistillConfig({ architecture: { filters, hiddenUnits }, batchSize });
  const dataSet = await collectPrescriptions(game, batchSize, folder);
  const rows = Int32Array.from({ length: batchSize }, (_, row) => row);
  return {
    case: `A2PD step: double backward, Adam; batch ${batchSize}`,
    begin() {
      const student = StudentModel.initialise(config.architecture, dataSet.numActions, 5);
      const trainer = new Trainer(student, dataSet, config);
      const phase = trainer.prepare(config.method);
      return {
        step: () => trainer.trainOn(rows, phase, 1),
        dispose() {
          phase.dispose();
          trainer.dispose();
          student.dispose();
        },
      };
    },
  };
}

function attacks({ filters, hiddenUnits, attacked }: Size): Twins[] {
  const { architecture } = parseDistillConfig({ architecture: { filters, hiddenUnits } });
  const configs = { FGSM: { name: 'fgsm', epsilon }, 'PGD-10': { name: 'pgd', epsilon, steps: 10 } } as const;
  return Object.entries(configs).map(([title, config]) => ({
    case: `${title}; batch ${attacked}`,
    begin() {
      const { model, inputs, labels } = createVictim(attacked, architecture);
      const attack = createAttack(config, model);
      return {
        step: () =>
          tf.tidy(() => {
            const input = tf.tensor4d(inputs, [attacked, 84, 84, 4]);
            const perturbed = attack.perturb(input, tf.tensor1d(labels, 'int32'), targetSeed);
            return tf.mean(perturbed).dataSync()[0]!;
          }),
        dispose() {
          attack.dispose();
          model.dispose();
        },
      };
    },
  }));
}
