/** What Nature-DQN's step spends its time on, and how far it is from what this machine can multiply. */

import { median } from '@a2pd/core';
import type { StudentModel } from '@a2pd/distill';
import { compile, matMul, type Tensor, tf } from '@a2pd/tensor';
import { millisecondsEach } from '../rounds.js';
import { createDqnStep } from './dqn-step.js';
import { timeOperations } from './operation-times.js';

const runs = 20;

/** The first pattern that fits names an operation's class. */
const classes: readonly (readonly [name: string, operations: RegExp])[] = [
  ['convolutions, forward', /^Conv2D$/],
  ['convolutions, gradient of the filter', /^Conv2DBackpropFilter/],
  ['convolutions, gradient of the image', /^Conv2DBackpropInput/],
  ['matrix products', /MatMul/],
  ['Adam', /^ResourceApplyAdam$/],
  ['pixels and layouts', /^(Cast|Transpose|RealDiv|DepthToSpace|Reshape)$/],
  [
    'elementwise and sums',
    /^(Relu|ReluGrad|BiasAdd|BiasAddGrad|Mul|Add|AddV2|Sub|Neg|Sum|Mean|Exp|LogSoftmax|Softmax)$/,
  ],
  ['other', /./],
];

/** Multiplications and additions of one observation's forward pass by layer; conv1 needs no gradient of its image. */
const layers = [
  { name: 'conv1', operations: 2 * 20 * 20 * 32 * 8 * 8 * 4, passes: 2 },
  { name: 'conv2', operations: 2 * 9 * 9 * 64 * 4 * 4 * 32, passes: 3 },
  { name: 'conv3', operations: 2 * 7 * 7 * 64 * 3 * 3 * 64, passes: 3 },
  { name: 'hidden', operations: 2 * 3136 * 512, passes: 3 },
] as const;

export interface BreakdownBatch {
  /** uint8[B, 4, 84, 84]. */
  readonly observations: Uint8Array;
  /** int32[B]. */
  readonly labels: Int32Array;
}

/** A table in Markdown. The student is trained meanwhile. */
export function describeBreakdown(student: StudentModel, { observations, labels }: BreakdownBatch): string {
  const direct = createDqnStep(student, { eager: true });
  const compiled = createDqnStep(student);
  try {
    for (let run = 0; run < runs; run++) direct.run(observations, labels);
    const byClass = sumByClass(timeOperations(() => direct.run(observations, labels), runs));
    const stepMs = median(
      Array.from({ length: runs + 5 }, () => millisecondsEach(1, () => compiled.run(observations, labels))),
    );
    return describe(byClass, stepMs, matMulRate(), labels.length);
  } finally {
    direct.dispose();
    compiled.dispose();
  }
}

function sumByClass(times: ReadonlyMap<string, number>): Map<string, number> {
  const sums = new Map(classes.map(([name]) => [name, 0]));
  for (const [operation, ms] of times) {
    const [name] = classes.find(([, operations]) => operations.test(operation))!;
    sums.set(name, sums.get(name)! + ms);
  }
  return sums;
}

/** Floating-point operations a millisecond in a product of large square matrices: the best of several. */
function matMulRate(): number {
  const side = 1024;
  const multiply = compile('bench/matmul', (a: Tensor, b: Tensor) => matMul(a, b));
  const matrix = tf.fill([side, side], 0.5);
  const times = Array.from({ length: 10 }, () => millisecondsEach(1, () => multiply(matrix, matrix).dispose()));
  matrix.dispose();
  multiply.dispose();
  return (2 * side ** 3) / Math.min(...times);
}

function describe(byClass: ReadonlyMap<string, number>, stepMs: number, rate: number, batchSize: number): string {
  const total = [...byClass.values()].reduce((sum, ms) => sum + ms, 0);
  const operations = batchSize * layers.reduce((sum, layer) => sum + layer.operations * layer.passes, 0);
  const leastMs = operations / rate;
  const lines = [...byClass].map(
    ([name, ms]) => `| ${name} | ${ms.toFixed(2)} | ${((100 * ms) / total).toFixed(0)}% |`,
  );
  return [
    'Nature-DQN, forward, backward and Adam, batch 32, operation by operation:',
    '',
    '| operations | ms a step | share |',
    '| --- | --- | --- |',
    ...lines,
    `| together | ${total.toFixed(2)} | 100% |`,
    '',
    `Compiled: ${stepMs.toFixed(2)} ms. Its ${(operations / 1e9).toFixed(2)} GFLOP would take ${leastMs.toFixed(2)} ms at the ` +
      `${(rate / 1e6).toFixed(0)} GFLOP/s of a large matrix product here: the step reaches ` +
      `${((100 * leastMs) / stepMs).toFixed(0)}% of that limit.`,
  ].join('\n');
}
