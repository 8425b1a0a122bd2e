// An attack of one's own: momentum PGD on the margin of the logits. Run this file, or hand it to the command:
// a2pd evaluate --plugin docs/examples/own-attack.mjs --run pong --attack heavy-ball --steps 20
import { ascend, ballOf, defineAttack, margin } from '@a2pd/attack';
import { compile, tf } from '@a2pd/tensor';
import { z } from 'zod';

export const heavyBall = defineAttack({
  name: 'heavy-ball',
  summary: 'momentum PGD on the margin of the logits',
  source: 'an example',
  knows: 'gradients',
  cost: 'K · (f + b)',
  schema: z.strictObject({
    epsilon: z.number().min(0).max(1).describe('largest change, pixels in [0, 1]').default(0.01),
    steps: z.int().min(1).max(50).describe('steps along the velocity').default(10),
  }),
  label: ({ epsilon, steps }) => `Heavy ball-${steps} (ε = ${epsilon.toFixed(4)})`,
  create({ epsilon, steps }, setting) {
    const { model } = setting;
    const ball = ballOf('linf', setting); // on all frames, or on the newest alone
    const climb = { model, objective: margin, ball, epsilon, stepSize: (2 * epsilon) / steps, decay: 1 };
    const run = compile('attack/heavy-ball', (clean, labels) => {
      const { perturbed, evidence } = ascend(climb, steps, { clean, labels, targets: labels }, clean, tf.scalar(0));
      return { perturbed, evidence };
    });
    return { generate: (clean, labels) => run(clean, labels), dispose: () => run.dispose() };
  },
});

if (process.argv[1]?.endsWith('own-attack.mjs')) {
  const { loadStudent } = await import('@a2pd/distill');
  const { survivalShare } = await import('@a2pd/evaluate');
  const { student: policy } = await loadStudent('zoo/pong/student-a2pd');
  const attack = heavyBall.create({ steps: 5 }, policy);
  const states = new Uint8Array(4 * 84 * 84).map((_, pixel) => pixel % 87); // a screen of stripes
  console.log(`${attack.label}: ${await survivalShare({ policy, states, attack })} of 1 action survives`);
}
