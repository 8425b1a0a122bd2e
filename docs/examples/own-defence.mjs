import { AtariVectorEnvironment } from '@a2pd/atari';
import { loadStudent } from '@a2pd/distill';
import { auditPolicy } from '@a2pd/evaluate';
import { policyFolder } from '@a2pd/experiment/folders';
import { tf } from '@a2pd/tensor';

// A defence of one's own: the student is shown pixels in 32 levels. Rounding has no gradient to attack with.
const { student } = await loadStudent(policyFolder('zoo:pong/student-a2pd'));
const rounded = (input) => tf.div(tf.round(tf.mul(input, 32)), 32);
const policy = {
  name: 'rounded',
  numActions: student.numActions,
  logits: (input) => student.logits(rounded(input)), // of float32[N, 84, 84, 4] in [0, 1]
  dispose: () => student.dispose(),
};

// Sixteen screens of the game; `a2pd audit` takes 128 of the policy's own play.
const environment = new AtariVectorEnvironment({ game: 'pong', preset: 'rainbow', numEnvironments: 16 });
environment.reset({ seed: 1 });
for (let step = 0; step < 40; step++) environment.step(Int32Array.from({ length: 16 }, (_, i) => (i + step) % 6));

const size = { steps: 4, restarts: 1, queries: 50 };
const { verdict, checks } = await auditPolicy({ policy, states: environment.observations, epsilon: 1 / 255, size });
console.log(`audit: ${verdict}`);
for (const { verdict, id, detail } of checks) if (verdict === 'fail') console.log(`${id}: ${detail}`);
