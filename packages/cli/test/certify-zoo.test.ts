/** Order on real policies: interval <= CROWN <= α-CROWN <= what an attack leaves, lead by lead. */
import { AtariVectorEnvironment } from '@a2pd/atari';
import { createAttack } from '@a2pd/attack';
import { type BoundsName, boundsNames, leadBounds } from '@a2pd/certify';
import { loadStudent, type StudentModel } from '@a2pd/distill';
import { policyFolder } from '@a2pd/experiment';
import { compile, pixels, pixelsToInput, type Tensor, type Tensor1D, type Tensor4D, tf } from '@a2pd/tensor';
import { expect, it } from 'vitest';

const states = 1;
const epsilon = 0.3 / 255;

/** What a student sees of a game after a while; float32[states, 84, 84, 4]. */
function seenBy(student: StudentModel, game: string): Tensor4D {
  const environment = new AtariVectorEnvironment({ game, preset: 'rainbow', numEnvironments: states });
  environment.reset({ seed: 3 });
  const input = () => tf.tidy(() => pixelsToInput(pixels(environment.observations, states)));
  for (let step = 0; step < 60; step++) {
    const actions = tf.tidy(() => tf.argMax(student.logits(input()), 1).dataSync<'int32'>());
    environment.step(Int32Array.from(actions));
  }
  const seen = input();
  environment.close();
  return seen;
}

function leadsOf(logits: Tensor, labels: Tensor1D): Float32Array {
  return tf
    .tidy(() => {
      const isLabel = tf.oneHot(labels, logits.shape[1]!, 1, 0, 'float32');
      return tf.sub(tf.sum(tf.mul(logits, isLabel), 1, true), logits);
    })
    .dataSync<'float32'>();
}

it.each(['freeway', 'pong'])('on the zoo’s PGD-10 student of %s', async (game) => {
  const { student } = await loadStudent(policyFolder(`zoo:${game}/student-pgd10`));
  const input = seenBy(student, game);
  const labels = tf.tidy(() => tf.argMax(student.logits(input), 1).toInt()) as Tensor1D;
  const boundsBy = (name: BoundsName) => {
    const bounds = compile(name, (x: Tensor, of: Tensor, radius: Tensor) =>
      leadBounds[name](student, x as Tensor4D, of as Tensor1D, radius),
    );
    const leads = bounds(input, labels, tf.fill([states], epsilon)).dataSync<'float32'>();
    bounds.dispose();
    return leads;
  };
  const [interval, crown, alpha] = boundsNames.map(boundsBy);
  const attack = createAttack({ name: 'pgd', epsilon, steps: 20, stepSize: epsilon / 8, randomStart: true }, student);
  const attacked = leadsOf(student.logits(attack.perturb(input, labels, 1)), labels);
  const clean = leadsOf(student.logits(input), labels);
  for (let entry = 0; entry < clean.length; entry++) {
    expect(crown![entry]!).toBeGreaterThanOrEqual(interval![entry]!);
    expect(alpha![entry]!).toBeGreaterThanOrEqual(crown![entry]!);
    expect(Math.min(attacked[entry]!, clean[entry]!)).toBeGreaterThanOrEqual(alpha![entry]!);
  }
  // Intervals know nothing here, CROWN much.
  expect(Math.min(...interval!)).toBeLessThan(-100);
  expect(Math.min(...crown!)).toBeGreaterThan(-5);
  attack.dispose();
  student.dispose();
});
