/**
 * Fast gradient sign method (Goodfellow et al. 2015): one step of length epsilon along the gradient's sign; in L2 along the
 * gradient itself.
 */
import { compile, type Tensor1D, type Tensor4D, tf } from '@a2pd/tensor';
import type { AttackConfigOf } from './config.js';
import { ascend } from './gradient-ascent.js';
import { crossEntropy } from './objective.js';
import { ballOf, type Perturbation, type Setting } from './setting.js';

export function createFgsm({ epsilon, norm }: AttackConfigOf<'fgsm'>, setting: Setting): Perturbation {
  const ball = ballOf(norm, setting);
  const climb = { model: setting.model, objective: crossEntropy, ball, epsilon, stepSize: epsilon, decay: 0 };
  const step = compile('attack/fgsm', (clean: Tensor4D, labels: Tensor1D) => {
    const { perturbed, evidence } = ascend(climb, 1, { clean, labels, targets: labels }, clean, tf.scalar(0));
    return { perturbed, evidence };
  });
  return { generate: (clean, labels) => step(clean, labels), dispose: () => step.dispose() };
}
