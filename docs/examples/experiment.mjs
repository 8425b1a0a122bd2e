import { collectPresets, distillPresets, parseCollectConfig, parseDistillConfig } from '@a2pd/distill';
import * as a2pd from '@a2pd/experiment';

// The paper's experiment on Pong, made so small that it takes a minute: `a2pd pipeline` without the command line. Stopped or
// killed, the same script goes on where it was; what is finished is not done again.
const run = a2pd.runFolder(process.argv[2] ?? 'runs', 'example');
const context = a2pd.jobContext({ say: (line) => console.error(line) });
const seed = 1;

if (!a2pd.isArtefact(run.teacher)) await a2pd.adoptPolicy('zoo:pong/teacher', run.teacher);
const collection = parseCollectConfig({ ...collectPresets.pipeline, pairs: 400 });
const collecting = { folder: run, teacher: run.teacher, config: collection, numEnvironments: 8, seed };
await a2pd.collectPrescriptions(collecting, context);

const network = { filters: [8, 8, 8], hiddenUnits: 32 };
const config = parseDistillConfig({ ...distillPresets.pipeline, maxEpochs: 4, architecture: network });
const { student } = run;
await a2pd.distillStudent({ prescriptions: [run.prescriptions], student, config, seed }, context);

const protocol = { explorationEpsilon: 0.001, perturbFrames: 'all', quantise: false, recordedAgentSteps: 120 };
for (const policyName of ['teacher', 'student']) {
  for (const attack of [{ name: 'none' }, { name: 'pgd', epsilon: 1 / 255, steps: 10 }]) {
    const playing = { folder: run, policyName, policy: run[policyName], teacher: run.teacher, attack, seed };
    const games = { ...protocol, episodes: 4, numEnvironments: 4, maxEpisodeAgentSteps: 100 };
    await a2pd.evaluatePolicy({ ...playing, ...games }, context);
  }
}

const policy = { name: 'student', folder: student };
const visit = { policy, states: 16, episodes: 2, maxAgentSteps: 50, seed };
const auditing = { teacher: run.teacher, epsilon: 1 / 255, size: { steps: 4, restarts: 1, queries: 20 } };
await a2pd.auditNamedPolicy({ ...visit, ...auditing, output: `${run.audits}/student` }, context);
const certifying = { epsilons: [1 / 2550, 1 / 255], attackSteps: 4, scaledDown: await a2pd.inheritedScale(student) };
await a2pd.certifyNamedPolicy({ ...visit, ...certifying, output: `${run.certifications}/student` }, context);

const { tableText, file } = await a2pd.writeReport(run);
console.log(`${tableText}\nReport: ${file}`);
