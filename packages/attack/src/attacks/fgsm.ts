/**
 * Fast gradient sign method (Goodfellow et al. 2015): one step of length epsilon along the gradient's sign; in L2 along the
 * gradient itself.
 */
import { compile, type Tensor1D, type Tensor4D, tf } from '@a2pd/tensor';
import { z } from 'zod';
import { ascend } from '../ascent/gradient-ascent.js';
import { aimed, crossEntropy } from '../ascent/objective.js';
import { ballOptions, requireSoundAscent } from '../ascent/options.js';
import { defineAttack } from '../define-attack.js';
import { ballParts, labelled } from '../label.js';
import { ballOf } from '../setting.js';

export const fgsm = defineAttack({
  name: 'fgsm',
  summary: 'one step along the gradient',
  source: 'Goodfellow et al. 2015',
  knows: 'gradients',
  cost: 'f + b',
  canAim: true,
  schema: z.strictObject(ballOptions).superRefine(requireSoundAscent),
  label: (config) => labelled('FGSM', ballParts(config)),
  create({ epsilon, norm }, setting) {
    const ball = ballOf(norm, setting);
    const objective = aimed(crossEntropy, setting.aim);
    const climb = { model: setting.model, objective, ball, epsilon, stepSize: epsilon, decay: 0 };
    const step = compile('attack/fgsm', (clean: Tensor4D, labels: Tensor1D) => {
      const { perturbed, evidence } = ascend(climb, 1, { clean, labels, targets: labels }, clean, tf.scalar(0));
      return { perturbed, evidence };
    });
    return { generate: (clean, labels) => step(clean, labels), dispose: () => step.dispose() };
  },
});
