import { expect, it } from 'vitest';
import { distillConfigOf } from './distill-terms.js';

it('takes from the preset what it says of the method that is asked for, and no more', () => {
  const methodOf = (terms: Partial<Parameters<typeof distillConfigOf>[0]>) =>
    distillConfigOf({ method: 'a2pd', hyperparameters: 'pipeline', ...terms }).method;
  expect(methodOf({})).toMatchObject({ name: 'a2pd', eta: 1 / 6, beta: 0.01 });
  expect(methodOf({ hyperparameters: 'paper' })).toMatchObject({ eta: 1 / 3 });
  expect(methodOf({ set: ['method.eta=1'] })).toMatchObject({ eta: 1 });
  expect(methodOf({ method: 'kl' })).toEqual({ name: 'kl' });
  expect(methodOf({ method: 'regret', hyperparameters: 'certified-pipeline' })).toMatchObject({ kappa: 0.4 });
  expect(methodOf({ method: 'ibp', hyperparameters: 'certified-pipeline' })).toMatchObject({ kappa: 0.5 });
});
