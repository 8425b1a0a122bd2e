/** An attack of somebody else's: defined, used as an object, and registered by its name. */
import { compile, type Tensor4D, tf } from '@a2pd/tensor';
import { afterAll, describe, expect, it } from 'vitest';
import { z } from 'zod';
import { observations, testAttack } from './attack-contract.js';
import { type AttackConfig, attackLabel, parseAttackConfig } from './config.js';
import { createAttack } from './create-attack.js';
import { defineAttack } from './define-attack.js';
import { randomModel } from './example-models.js';
import { registerAttack } from './registry.js';

const darken = defineAttack({
  name: 'darken',
  summary: 'every pixel a little darker',
  source: 'this test',
  knows: 'nothing',
  cost: '0',
  schema: z.strictObject({ epsilon: z.number().min(0).max(1).describe('how much darker').default(0.25) }),
  label: ({ epsilon }) => `Darken by ${epsilon}`,
  create({ epsilon }) {
    const change = compile('attack/darken', (clean: Tensor4D) => tf.sub(clean, epsilon) as Tensor4D);
    return {
      generate: (clean) => ({ perturbed: change(clean), evidence: tf.scalar(0) }),
      dispose: () => change.dispose(),
    };
  },
});

registerAttack(darken);
const byName = { name: 'darken', epsilon: 0.1 } as unknown as AttackConfig;
testAttack(byName, { budget: 0.1, norm: 'linf', powerless: { ...byName, epsilon: 0 } as AttackConfig });

describe('an attack of somebody else', () => {
  const model = randomModel(1);
  afterAll(() => model.dispose());

  it('is the same by its object and by its name', () => {
    const input = observations(3, 4);
    const labels = tf.tensor1d([0, 1, 2, 3], 'int32');
    const attacks = [darken.create({ epsilon: 0.1 }, model), createAttack(byName, model)];
    const [first, second] = attacks.map((attack) => attack.perturb(input, labels, 1));
    expect(first!.dataSync()).toEqual(second!.dataSync());
    for (const owned of [input, labels, first!, second!, ...attacks]) owned.dispose();
  });

  it('says its name, its label and its whole configuration', () => {
    expect(parseAttackConfig({ name: 'darken' })).toEqual({ name: 'darken', epsilon: 0.25 });
    expect(attackLabel(byName)).toBe('Darken by 0.1');
    const attack = darken.create({}, model);
    expect(attack).toMatchObject({ name: 'darken', label: 'Darken by 0.25', config: { epsilon: 0.25 } });
    expect(attackLabel(attack)).toBe('Darken by 0.25');
    attack.dispose();
  });

  it.each([
    ['a tensor alone', (clean: Tensor4D) => tf.neg(clean), 'a tensor of shape [2,6,6,2]'],
    ['nothing', () => undefined, 'perturbed: undefined, evidence: undefined'],
    ['another shape', () => ({ perturbed: tf.zeros([2, 3]), evidence: tf.scalar(0) }), 'a tensor of shape [2,3]'],
  ])('is told what to return where it returns %s', (_, generate, received) => {
    const careless = defineAttack({
      ...{ name: 'careless', summary: 'returns what it likes', source: 'this test', knows: 'nothing', cost: '0' },
      schema: z.strictObject({}),
      label: () => 'Careless',
      create: () => ({ generate: generate as never, dispose: () => {} }),
    });
    const attack = careless.create({}, model);
    const input = observations(3, 2);
    const labels = tf.tensor1d([0, 1], 'int32');
    expect(() => attack.perturb(input, labels, 0)).toThrow(
      expect.objectContaining({ code: 'INVALID_ARGUMENT', message: expect.stringContaining(received) }),
    );
    attack.dispose();
    tf.dispose([input, labels]);
  });

  it('is held to its schema', () => {
    expect(() => darken.create({ epsilon: 2 }, model)).toThrow(/epsilon/);
    expect(() => parseAttackConfig({ name: 'darken', steps: 3 })).toThrow(/steps/);
    expect(() => darken.parse({ name: 'lighten' } as never)).toThrow(/name/);
  });

  it('cannot take a name that another has, nor one that no command line could hold', () => {
    expect(() => registerAttack(darken)).not.toThrow();
    expect(() => registerAttack({ ...darken })).toThrow(expect.objectContaining({ code: 'INVALID_ARGUMENT' }));
    expect(() => registerAttack({ ...darken, name: 'pgd' })).toThrow(/"pgd"/);
    expect(() => defineAttack({ ...darkenDefinition, name: 'My Attack' })).toThrow(/plain name/);
  });
});

const darkenDefinition = {
  summary: '-',
  source: '-',
  knows: 'nothing',
  cost: '0',
  schema: z.strictObject({}),
  label: () => '-',
  create: () => ({ generate: (clean: Tensor4D) => ({ perturbed: clean, evidence: tf.scalar(0) }), dispose: () => {} }),
} as const;
