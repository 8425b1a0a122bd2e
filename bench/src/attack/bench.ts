/**
 * Whole attacks, pixels in to pixels out, beside ART, Foolbox and plain PyTorch on the same weights, observations and labels;
 * what they give is compared as well as how long they take.
 */
import { join } from 'node:path';
import { type AttackConfig, createAttack } from '@a2pd/attack';
import { loadSafetensors, tf } from '@a2pd/tensor';
import type { BenchOptions, BenchResult } from '../bench.js';
import { withConstantTensors } from '../constant-tensors.js';
import { numThreads } from '../limits.js';
import { peakBytes } from '../machine.js';
import type { Peer } from '../peer.js';
import { type Contestant, interleavedRounds, millisecondsEach } from '../rounds.js';
import { createRow, type Row, rowFigures } from '../row.js';
import { startTorchPeer, type Timed } from '../torch-peer.js';
import { withTemporaryFolder } from '../workload/temporary-folder.js';
import { describeAgreement } from './agreement.js';
import { createVictim, saveVictim, targetSeed, type Victim } from './victim.js';

const epsilon = 3 / 255;

interface Rival {
  /** As peers/attack.py names it. */
  readonly attack: string;
  readonly name: string;
  readonly goalRatio?: number;
}

interface Duel {
  readonly case: string;
  readonly config: AttackConfig;
  /** Observations a call. */
  readonly size: number;
  /** Calls a round. */
  readonly iterations: number;
  readonly peerOptions: object;
  readonly rivals: readonly Rival[];
}

const duels: readonly Duel[] = [
  {
    case: 'FGSM, batch 50',
    config: { name: 'fgsm', epsilon },
    size: 50,
    iterations: 5,
    peerOptions: { epsilon, size: 50 },
    rivals: [
      { attack: 'art_fgsm', name: 'ART' },
      { attack: 'foolbox_fgsm', name: 'Foolbox' },
      { attack: 'torch_fgsm', name: 'PyTorch' },
    ],
  },
  {
    case: 'PGD-10, batch 50',
    config: { name: 'pgd', epsilon, steps: 10 },
    size: 50,
    iterations: 2,
    peerOptions: { epsilon, steps: 10, size: 50 },
    rivals: [
      { attack: 'art_pgd', name: 'ART', goalRatio: 3 },
      { attack: 'foolbox_pgd', name: 'Foolbox' },
      { attack: 'torch_pgd', name: 'PyTorch', goalRatio: 1.3 },
    ],
  },
  {
    case: 'JSMA, theta 0.1, gamma 0.01, 10 observations',
    config: { name: 'jsma', theta: 0.1, gamma: 0.01 },
    size: 10,
    iterations: 1,
    peerOptions: { theta: 0.1, gamma: 0.01, size: 10 },
    rivals: [{ attack: 'art_jsma', name: 'ART', goalRatio: 20 }],
  },
];

export async function benchAttacks({ rounds = 9, log }: BenchOptions): Promise<BenchResult> {
  return withTemporaryFolder(async (folder) => {
    const victim = createVictim(50);
    await saveVictim(victim, folder);
    const peer = await startTorchPeer('attack.py', log);
    try {
      const { versions } = await peer.ask<{ versions: Record<string, string> }>({
        do: 'prepare',
        threads: numThreads,
        folder,
      });
      const rows: Row[] = [];
      for (const duel of duels) {
        log(`${duel.case} ...`);
        rows.push(...(await fight(duel, victim, peer, folder, rounds)));
      }
      return { rows, notes, versions };
    } finally {
      peer.close();
      victim.model.dispose();
    }
  });
}

const notes =
  'Nature-DQN, 18 actions, observations of Bank Heist, epsilon 3/255, steps of epsilon / 10. A call takes an array of pixels in ' +
  'and gives one back. Pixels count as equal within 1e-6. All of them are limited by the gradient of the input, 98% and more of ' +
  'a call; JSMA needs one an iteration for the observations that are not done yet, and with few of them the weights of the ' +
  'hidden layer, read twice, cost more than the observations do.';

async function fight(duel: Duel, victim: Victim, peer: Peer, folder: string, rounds: number): Promise<Row[]> {
  const { size, iterations, rivals } = duel;
  const ours = ourAttack(duel, victim);
  let peerPeakBytes = 0;
  const theirs = rivals.map(
    ({ attack }): Contestant =>
      async () => {
        const answer = await peer.ask<Timed>({ do: 'attack', name: attack, options: duel.peerOptions, iterations });
        peerPeakBytes = answer.peakBytes;
        return answer.milliseconds;
      },
  );
  const contestants: Record<string, Contestant> = {
    ours: withConstantTensors(duel.case, () => millisecondsEach(iterations, ours.run)),
    ...Object.fromEntries(rivals.map(({ name }, i) => [name, theirs[i]!])),
  };
  const figures = await interleavedRounds(contestants, rounds);
  const perturbed = ours.perturbed();
  ours.dispose();
  const rows: Row[] = [];
  for (const { attack, name, goalRatio } of rivals) {
    const { tensors } = await loadSafetensors(join(folder, `${attack}.safetensors`));
    rows.push(
      createRow(
        {
          bench: 'attack',
          case: duel.case,
          unit: 'ms',
          ...rowFigures(figures.ours!, figures[name]!),
          peerName: name,
          goalRatio,
          oursPeakBytes: peakBytes(),
          peerPeakBytes,
          agreement: describeAgreement(perturbed, tensors.perturbed!.data as Float32Array),
        },
        'lower',
      ),
    );
  }
  return rows;

  function ourAttack({ config }: Duel, { model, inputs, labels }: Victim) {
    const attack = createAttack(config, model);
    const pixelsIn = inputs.subarray(0, size * 84 * 84 * 4);
    const labelsIn = labels.slice(0, size);
    let result = new Float32Array();
    return {
      run() {
        const input = tf.tensor4d(pixelsIn, [size, 84, 84, 4]);
        const actions = tf.tensor1d(labelsIn, 'int32');
        const output = attack.perturb(input, actions, targetSeed);
        result = output.dataSync<'float32'>() as Float32Array<ArrayBuffer>;
        tf.dispose([input, actions, output]);
      },
      perturbed: () => result,
      dispose: () => attack.dispose(),
    };
  }
}
