import { spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { loadTensorFlow, tensorFlowInformation } from './index.js';
import { tensorFlowLibraries } from './paths.js';

describe('TensorFlow', () => {
  it('loads once, and is the version that is pinned', () => {
    const tf = loadTensorFlow();
    expect(loadTensorFlow()).toBe(tf);
    expect(tf.getBackend()).toBe('tensorflow');
    expect(tf.add(2, 3).dataSync()[0]).toBe(5);
    const { version, device, installedBytes } = tensorFlowInformation();
    expect(version).toBe('2.21.0');
    expect(['cpu', 'gpu']).toContain(device);
    expect(installedBytes).toBeGreaterThan(1e8);
    for (const library of tensorFlowLibraries()) expect(existsSync(library)).toBe(true);
  });

  it('is what an import of TensorFlow.js finds, and prints nothing while it loads', () => {
    const script = `const { loadTensorFlow } = await import('./dist/index.js');
      const tf = loadTensorFlow();
      const same = (await import('@tensorflow/tfjs')).default;
      const top = tf.topk(tf.tensor1d([1, 3, 2]), 2);
      console.log(same.getBackend(), ...top.values.dataSync());`;
    const { TF_CPP_MIN_LOG_LEVEL: _, ...environment } = process.env;
    const { stdout, stderr } = spawnSync(process.execPath, ['--input-type=module', '--eval', script], {
      encoding: 'utf8',
      env: environment,
    });
    expect(stdout).toBe('tensorflow 3 2\n');
    expect(stderr).toBe('');
  });
});

describe('defineFunction', () => {
  interface Binding {
    defineFunction(name: unknown, graph: unknown, inputs: unknown, outputs: unknown, controls: unknown): void;
    removeFunction(name: unknown): void;
  }
  const { binding } = loadTensorFlow().backend() as unknown as { binding: Binding };

  it('refuses what is no graph, and unknown nodes, with an error', () => {
    expect(() => binding.defineFunction('f', Uint8Array.of(1, 2, 3), [], [], [])).toThrow(/GraphDef/i);
    expect(() => binding.defineFunction('f', new Uint8Array(0), ['x'], [], [])).toThrow(/node named x/);
    expect(() => binding.defineFunction('f', new Uint8Array(0), [], ['y:1'], [])).toThrow(/node named y/);
    expect(() => binding.removeFunction('never defined')).toThrow();
  });

  it.each([
    [[1, new Uint8Array(0), [], [], []]],
    [['f', 'graph', [], [], []]],
    [['f', new Float32Array(1), [], [], []]],
    [['f', new Uint8Array(0), 'inputs', [], []]],
    [['f', new Uint8Array(0), [1], [], []]],
    [['f']],
  ])('refuses arguments of the wrong type: %j', (given) => {
    expect(() => (binding.defineFunction as (...args: unknown[]) => void)(...given)).toThrow(/Expected/);
  });
});
