import { type A2pdError, Rng } from '@a2pd/core';
import { describe, expect, it } from 'vitest';
import {
  Adam,
  clipByGlobalNorm,
  compile,
  conv2d,
  dense,
  type HostTensor,
  type HostTensors,
  heUniform,
  inputGradient,
  numTensors,
  Parameters,
  pixels,
  pixelsToInput,
  relu,
  statelessNormal,
  type Tensor,
  tf,
  valueAndGradients,
  type Weights,
} from './index.js';

const numActions = 6;

/** A network shaped like Nature-DQN, with fewer channels so that the tests are quick. */
function initialWeights(seed: number): HostTensors {
  const rng = new Rng(seed);
  const bias = (size: number): HostTensor => ({ shape: [size], data: new Float32Array(size).fill(0.05) });
  return {
    'conv1/kernel': heUniform([8, 8, 4, 8], rng),
    'conv1/bias': bias(8),
    'conv2/kernel': heUniform([4, 4, 8, 16], rng),
    'conv2/bias': bias(16),
    'conv3/kernel': heUniform([3, 3, 16, 16], rng),
    'conv3/bias': bias(16),
    'hidden/kernel': heUniform([7 * 7 * 16, 64], rng),
    'hidden/bias': bias(64),
    'output/kernel': heUniform([64, numActions], rng),
    'output/bias': bias(numActions),
  };
}

function logits(w: Weights, input: Tensor): Tensor {
  let h: Tensor = relu(conv2d(input, w['conv1/kernel']!, w['conv1/bias']!, 4));
  h = relu(conv2d(h, w['conv2/kernel']!, w['conv2/bias']!, 2));
  h = relu(conv2d(h, w['conv3/kernel']!, w['conv3/bias']!, 1));
  h = relu(dense(tf.reshape(h, [input.shape[0]!, -1]), w['hidden/kernel']!, w['hidden/bias']!));
  return dense(h, w['output/kernel']!, w['output/bias']!);
}

function crossEntropy(output: Tensor, labels: Tensor): Tensor {
  return tf.neg(tf.mean(tf.sum(tf.mul(labels, tf.logSoftmax(output)), -1)));
}

const adamConfig = { learningRate: 1e-3, beta1: 0.9, beta2: 0.999, epsilon: 1e-7 };

function randomPixels(count: number, seed: number): Uint8Array {
  const rng = new Rng(seed);
  return Uint8Array.from({ length: count * 4 * 84 * 84 }, () => rng.integer(256));
}

/** Compares a result recorded and replayed with the one computed operation by operation. */
function expectClose(received: HostTensors, expected: HostTensors, tolerance: number): void {
  expect(Object.keys(received)).toEqual(Object.keys(expected));
  for (const [name, { data }] of Object.entries(expected)) {
    const scale = Math.max(1e-12, ...Array.from(data, Math.abs));
    const difference = Math.max(...Array.from(data, (value, i) => Math.abs(value - received[name]!.data[i]!)));
    expect(difference / scale, name).toBeLessThan(tolerance);
  }
}

interface Trained {
  weights: HostTensors;
  adam: HostTensors;
  losses: number[];
}

/** Trains for steps [begin, end); the loss is a cross-entropy plus the norm of the input gradient, differentiated twice. */
function train(end: number, eager: boolean, begin = 0, from?: Trained): Trained {
  const parameters = new Parameters(from?.weights ?? initialWeights(1));
  const adam = new Adam(parameters, adamConfig);
  if (from !== undefined) adam.load(from.adam);
  const step = compile(
    'train',
    (observations: Tensor, labels: Tensor) => {
      const input = pixelsToInput(observations);
      const { value, gradients } = valueAndGradients((weights) => {
        const loss = crossEntropy(logits(weights, input), labels);
        const { gradient } = inputGradient((x) => crossEntropy(logits(weights, x), labels), input);
        return tf.add(loss, tf.sqrt(tf.sum(tf.square(gradient))));
      }, parameters.read());
      const clipped = clipByGlobalNorm(gradients, 0.5);
      adam.apply(clipped.gradients);
      return { loss: value, norm: clipped.norm };
    },
    { eager },
  );
  const labels = tf.tidy(() => tf.oneHot(tf.tensor1d([0, 3, 5], 'int32'), numActions).toFloat());
  const losses: number[] = [...(from?.losses ?? [])];
  for (let i = begin; i < end; i++) {
    const observations = pixels(randomPixels(3, i), 3);
    const { loss, norm } = step(observations, labels);
    losses.push(loss.dataSync()[0]!, norm.dataSync()[0]!);
    tf.dispose([loss, norm, observations]);
  }
  const result = { weights: parameters.toHost(), adam: adam.toHost(), losses };
  for (const owner of [step, adam, parameters, labels]) owner.dispose();
  return result;
}

describe('a compiled training step', () => {
  it('equals the eager one, with double backward, clipping and Adam', () => {
    const eager = train(4, true);
    const compiled = train(4, false);
    expectClose(compiled.weights, eager.weights, 1e-4);
    expectClose(compiled.adam, eager.adam, 1e-3);
    compiled.losses.forEach((loss, i) => {
      expect(loss).toBeCloseTo(eager.losses[i]!, 4);
    });
    expect(compiled.adam.step!.data[0]).toBe(4);
  });

  it('gives the same bits each time, also when saved and recorded anew in between, and frees everything', () => {
    const before = numTensors();
    const whole = train(5, false);
    expect(train(5, false)).toEqual(whole);
    expect(train(5, false, 3, train(3, false))).toEqual(whole);
    expect(numTensors()).toBe(before);
  });

  it('keeps the number of tensors constant over 1,000 steps', () => {
    const parameters = new Parameters({ w: { shape: [16, 4], data: new Float32Array(64).fill(0.1) } });
    const adam = new Adam(parameters, adamConfig);
    const step = compile('small', (x: Tensor) => {
      const { value, gradients } = valueAndGradients((w) => tf.mean(tf.square(tf.matMul(x, w.w!))), parameters.read());
      adam.apply(gradients);
      return value;
    });
    const x = tf.ones([8, 16]);
    step(x).dispose();
    const before = [numTensors(), tf.memory().numTensors];
    for (let i = 0; i < 1000; i++) step(x).dispose();
    expect([numTensors(), tf.memory().numTensors]).toEqual(before);
    for (const owner of [step, adam, parameters, x]) owner.dispose();
  });
});

it('equals eager for an unrolled projected gradient attack', () => {
  const parameters = new Parameters(initialWeights(2));
  const attack = (observations: Tensor, labels: Tensor, seed: Tensor) => {
    const weights = parameters.read();
    const natural = pixelsToInput(observations);
    let perturbed: Tensor = tf.add(natural, tf.mul(statelessNormal(natural.shape, seed), 0.001));
    for (let i = 0; i < 4; i++) {
      const { gradient } = inputGradient((x) => crossEntropy(logits(weights, x), labels), perturbed);
      const moved = tf.clipByValue(tf.add(perturbed, tf.mul(tf.sign(gradient), 0.002)), 0, 1);
      perturbed = tf.add(natural, tf.clipByValue(tf.sub(moved, natural), -0.005, 0.005));
    }
    return perturbed;
  };
  const observations = pixels(randomPixels(2, 3), 2);
  const labels = tf.oneHot(tf.tensor1d([1, 2], 'int32'), numActions).toFloat();
  const compiled = compile('attack', attack);
  const eager = compile('attack', attack, { eager: true });
  for (const seed of [1, 2]) {
    const seeds = tf.tensor1d([seed, 7], 'int32');
    const difference = tf.sub(compiled(observations, labels, seeds), eager(observations, labels, seeds)).abs();
    // A gradient that is zero up to rounding may have either sign.
    expect(tf.mean(difference).dataSync()[0]).toBeLessThan(1e-5);
  }
});

describe('variables in a compiled function', () => {
  const scalar = (value: number): HostTensor => ({ shape: [], data: Float32Array.of(value) });

  it('are read and assigned in the order written, each call once', () => {
    const parameters = new Parameters({ a: scalar(1), b: scalar(10) });
    const step = compile('order', (x: Tensor) => {
      const before = parameters.read();
      parameters.assign({ a: tf.add(before.a!, x) });
      const between = parameters.read();
      parameters.assign({ b: tf.add(between.b!, between.a!), a: tf.mul(between.a!, 2) });
      return [before.a!, between.a!, parameters.read().a!, parameters.read().b!];
    });
    const seen = [1, 2, 3].map((x) => step(tf.scalar(x)).map((tensor) => tensor.dataSync()[0]));
    // a: 1 -> 2 -> 4; 4 -> 6 -> 12; 12 -> 15 -> 30. b: 10 -> 12 -> 18 -> 33.
    expect(seen).toEqual([
      [1, 2, 4, 12],
      [4, 6, 12, 18],
      [12, 15, 30, 33],
    ]);
    expect(parameters.toHost().a!.data[0]).toBe(30);
  });

  it('are copied from one set to another', () => {
    const online = new Parameters({ w: scalar(3) });
    const target = new Parameters({ w: scalar(0) });
    const update = compile('update', (x: Tensor) => {
      online.assign({ w: tf.add(online.read().w!, x) });
      target.copyFrom(online);
      online.assign({ w: tf.scalar(-1) });
      return target.read().w!;
    });
    expect(update(tf.scalar(1)).dataSync()[0]).toBe(4);
    expect(update(tf.scalar(1)).dataSync()[0]).toBe(0);
    expect(online.toHost().w!.data[0]).toBe(-1);
  });

  it('follow what is loaded into them between calls', () => {
    const parameters = new Parameters({ w: scalar(3) });
    const double = compile('double', (x: Tensor) => tf.mul(parameters.read().w!, x));
    const two = tf.scalar(2);
    expect(double(two).dataSync()[0]).toBe(6);
    parameters.load({ w: scalar(5) });
    expect(double(two).dataSync()[0]).toBe(10);
  });
});

describe('compile', () => {
  it('records once for each combination of shapes and types', () => {
    let runs = 0;
    const twice = compile('twice', (x: Tensor) => {
      runs++;
      return tf.add(x, x);
    });
    for (const shape of [[2], [2], [3], [2, 1], [3]]) expect(twice(tf.ones(shape)).shape).toEqual(shape);
    expect(runs).toBe(3);
    expect(twice(tf.ones([2], 'int32')).dataSync()).toEqual(Int32Array.of(2, 2));
    expect(runs).toBe(4);
  });

  it.each([true, false])('returns tensors that the caller owns, whatever they are (eager: %s)', (eager) => {
    const outside = tf.scalar(9);
    const mixed = compile(
      'mixed',
      (x: Tensor) => {
        const y = tf.neg(x);
        return { x, nested: [y, y, tf.reshape(x, [1, 1])], constant: tf.scalar(5), outside };
      },
      { eager },
    );
    const x = tf.tensor1d([4]);
    for (let i = 0; i < 3; i++) {
      const before = numTensors();
      const { x: copy, nested, constant, outside: seen } = mixed(x);
      const all = [copy, ...nested, constant, seen];
      expect(all.map((tensor) => tensor.dataSync()[0])).toEqual([4, -4, -4, 4, 5, 9]);
      expect(all.map(({ shape }) => shape)).toEqual([[1], [1], [1], [1, 1], [], []]);
      for (const tensor of all) tensor.dispose();
      // The arguments are uploaded in the first call.
      if (i > 0) expect(numTensors()).toBe(before);
    }
    expect([x.isDisposed, outside.isDisposed]).toEqual([false, false]);
  });

  it('takes two different tensors for two arguments that were one in the first call', () => {
    const subtract = compile('subtract', (a: Tensor, b: Tensor) => tf.sub(a, b));
    const one = tf.scalar(1);
    expect(subtract(one, one).dataSync()[0]).toBe(0);
    expect(subtract(tf.scalar(5), one).dataSync()[0]).toBe(4);
  });

  it('runs the function itself inside another compiled function and inside a gradient', () => {
    const square = compile('square', (x: Tensor) => tf.square(x));
    const outer = compile('outer', (x: Tensor) => tf.add(square(x), 1));
    const x = tf.scalar(3);
    expect([outer(x), outer(x), square(x)].map((tensor) => tensor.dataSync()[0])).toEqual([10, 10, 9]);
    expect(inputGradient((y) => square(y), x).gradient.dataSync()[0]).toBe(6);
  });

  it('uses tensors from outside, and says so when one was disposed', () => {
    const outside = tf.scalar(7);
    const add = compile('add outside', (x: Tensor) => tf.add(x, outside));
    expect([1, 2].map((x) => add(tf.scalar(x)).dataSync()[0])).toEqual([8, 9]);
    outside.dispose();
    expect(() => add(tf.scalar(1))).toThrow(expect.objectContaining({ code: 'INVALID_STATE' }));
  });

  it('keeps what the function throws, and works afterwards', () => {
    const failing = compile('failing', (x: Tensor) => tf.matMul(x as never, tf.ones([3, 3]) as never));
    const before = numTensors();
    const wrong = tf.ones([2, 2]);
    wrong.dataSync();
    expect(() => failing(wrong)).toThrow(/size-incompatible/);
    wrong.dispose();
    expect(numTensors()).toBeLessThanOrEqual(before + 1);
    expect(failing(tf.ones([3, 3])).shape).toEqual([3, 3]);
  });

  const refused: [string, (x: Tensor) => Tensor, RegExp][] = [
    ['reads values', (x) => tf.scalar(tf.neg(x).dataSync()[0]!), /read of their values/],
    [
      'makes a large constant',
      (x) => tf.add(x, tf.tensor1d(Float32Array.from({ length: 160_000 }, Math.sqrt))),
      /640000 bytes/,
    ],
    ['draws noise', (x) => tf.add(x, tf.randomUniform([2, 2])), /draw at random/],
    ['drops units', (x) => tf.dropout(tf.add(x, tf.ones([2, 2])), 0.5), /draw at random/],
    [
      'disposes of an argument',
      (x) => {
        const y = tf.neg(x);
        x.dispose();
        return y;
      },
      /disposal/,
    ],
    ['keeps a tensor', (x) => tf.neg(tf.keep(tf.neg(x))), /outlive/],
  ];
  it.each(refused)('refuses a function that %s', (_what, fn, message) => {
    const x = tf.scalar(1);
    x.dataSync();
    const call = compile('refused', fn);
    let error: A2pdError | undefined;
    try {
      call(x);
    } catch (thrown) {
      error = thrown as A2pdError;
    }
    expect(error?.code).toBe('NOT_RECORDABLE');
    expect(error?.message).toMatch(message);
    expect(compile('fine', (y: Tensor) => tf.neg(y))(tf.scalar(2)).dataSync()[0]).toBe(-2);
  });

  it('refuses disposed arguments and calls after dispose', () => {
    const negate = compile('negate', (x: Tensor) => tf.neg(x));
    const gone = tf.scalar(1);
    gone.dispose();
    expect(() => negate(gone)).toThrow(expect.objectContaining({ code: 'INVALID_STATE' }));
    negate(tf.scalar(1));
    expect(() => negate(gone)).toThrow(expect.objectContaining({ code: 'INVALID_STATE' }));
    negate.dispose();
    negate.dispose();
    expect(() => negate(tf.scalar(1))).toThrow(expect.objectContaining({ code: 'INVALID_STATE' }));
  });
});
