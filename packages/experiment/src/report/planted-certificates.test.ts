/** A policy that is certified everywhere because it does not look: the report of its run says so beside what is proved. */
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { romMd5 } from '@a2pd/ale';
import { architectureSchema, StudentModel, saveStudent } from '@a2pd/distill';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { certifyPlay } from '../measure/certify-play.js';
import { certifyNamedPolicy } from '../measure/certify-policy.js';
import { evaluatePolicy } from '../measure/evaluate-policy.js';
import { namedPolicy } from '../run/policy-name.js';
import { type RunFolder, runFolder } from '../run/run-folder.js';
import { writeReport } from './write-report.js';

let runs: string;
let run: RunFolder;
const quiet = { signal: new AbortController().signal, onProgress: () => undefined, say: () => undefined };

beforeAll(async () => {
  runs = await mkdtemp(join(tmpdir(), 'a2pd-planted-'));
  run = runFolder(runs, 'planted');
  await saveConstantStudent(run.student);
});
afterAll(() => rm(runs, { recursive: true }));

/** Of Freeway: always up, by a bias that nothing else comes near. */
async function saveConstantStudent(folder: string): Promise<void> {
  const architecture = architectureSchema.parse({ filters: [2, 2, 2], hiddenUnits: 4 });
  const fresh = StudentModel.initialise(architecture, 3, 1);
  const weights = fresh.parameters.toHost();
  const [last] = Object.keys(weights).filter((name) => name.endsWith('bias') && weights[name]!.shape[0] === 3);
  const student = new StudentModel(architecture, 3, {
    ...weights,
    [last!]: { shape: [3], data: Float32Array.of(0, 1e6, 0) },
  });
  const about = { game: 'freeway', romMd5: romMd5('freeway'), config: { preset: 'rainbow' }, seeds: {} };
  await saveStudent(folder, student, about);
  for (const each of [fresh, student]) each.dispose();
}

it('tells of a policy that is certified everywhere that one action wins everywhere', async () => {
  const policy = namedPolicy('student', run);
  const brief = { episodes: 2, seed: 0, maxAgentSteps: 40 };
  const states = await certifyNamedPolicy(
    {
      ...{ ...brief, policy, states: 20, epsilons: [1 / 255], attackSteps: 0 },
      output: join(run.certifications, 'student'),
    },
    quiet,
  );
  const play = await certifyPlay(
    {
      ...{ ...brief, policy, epsilons: [1 / 255], bounds: ['ibp'], mattersAbove: 0.02 },
      ...{ worstCase: false, searchStates: 1 },
      output: join(run.certifiedPlay, 'student'),
    },
    quiet,
  );
  // What is proved is true.
  expect(states).toMatchObject({ levels: [{ certifiedShare: 1 }], majorityActionShare: 1, cutEpisodes: 2 });
  expect(play.levels).toMatchObject([{ actionCertificationRate: 1, certifiedReturn: play.naturalReturn }]);

  for (const attack of [{ name: 'none' }, { name: 'fgsm' }] as const) {
    await evaluatePolicy(
      {
        ...{ folder: run, policyName: 'student', policy: run.student, attack, episodes: 2, seed: 0 },
        ...{ numEnvironments: 2, explorationEpsilon: 0, perturbFrames: 'all', quantise: false },
        ...{ maxEpisodeAgentSteps: 40, recordedAgentSteps: 0 },
      },
      quiet,
    );
  }
  const { file, tableText, certifiedPlay } = await writeReport(run);
  expect(certifiedPlay).toEqual([play]);
  const doubts =
    'one action wins nearly everywhere, its states are few or alike, its episodes are too few or cut short';
  expect(tableText).toContain(`✗ student: what is proved of it says little: ${doubts}.`);
  expect(await readFile(file, 'utf8')).toContain(`; but ${doubts}`);
});
