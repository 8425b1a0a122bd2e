/** Fast gradient sign method (Goodfellow et al. 2015): one step of length epsilon along the gradient's sign. */
import { compile, type Model, type Tensor1D, type Tensor4D } from '@a2pd/tensor';
import type { Attack } from './attack.js';
import { balls } from './ball.js';
import { boundedAttack } from './bounded-attack.js';
import type { AttackConfigOf } from './config.js';
import { ascend } from './gradient-ascent.js';

export function createFgsm(config: AttackConfigOf<'fgsm'>, model: Model): Attack {
  const climb = { model, ball: balls.linf, epsilon: config.epsilon, stepSize: config.epsilon };
  const step = compile('attack/fgsm', (clean: Tensor4D, labels: Tensor1D) => ({
    ...ascend(climb, 1, clean, clean, labels),
  }));
  return boundedAttack(config, model, {
    generate: (clean, labels) => step(clean, labels),
    dispose: () => step.dispose(),
  });
}
