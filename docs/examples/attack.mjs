import { AtariVectorEnvironment } from '@a2pd/atari';
import { createAttack } from '@a2pd/attack';
import { loadStudent } from '@a2pd/distill';
import { policyFolder } from '@a2pd/experiment/folders';
import { pixels, pixelsToInput, tf } from '@a2pd/tensor';

const { student } = await loadStudent(policyFolder('zoo:pong/student-a2pd'));
const environment = new AtariVectorEnvironment({ game: 'pong', preset: 'rainbow', numEnvironments: 8, seed: 1 });
for (let step = 0; step < 100; step++) environment.step(new Int32Array(8).fill(2 + (step % 2)));
const input = pixelsToInput(pixels(environment.observations, 8)); // float32[8, 84, 84, 4]
const actions = tf.argMax(student.logits(input), 1).toInt();
const attack = createAttack({ name: 'apgd-ce', epsilon: 1 / 255, steps: 20 }, student);
const attacked = attack.perturb(input, actions, 0); // in [0, 1], within epsilon of the input
const changed = tf.sum(tf.notEqual(tf.argMax(student.logits(attacked), 1), actions)).dataSync()[0];
console.log(`${changed} of 8 actions changed`);
