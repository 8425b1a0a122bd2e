import { spawnSync } from 'node:child_process';
import { expect, it } from 'vitest';
import { onFirstUse } from './on-first-use.js';

it('loads nothing before the first use, and then once', () => {
  let loads = 0;
  let thing: { value: number; double?: () => number } = onFirstUse(() => {
    loads++;
    thing = { value: 3 };
    return thing;
  });
  const early = thing;
  expect(loads).toBe(0);
  expect(early.value).toBe(3);
  expect([thing.value, thing === early, loads]).toEqual([3, false, 1]);
});

it('this package is imported without TensorFlow, and has it when it is asked for', () => {
  const script = `
    const { tf, numTensors, relu } = await import('./dist/index.js');
    const isLoaded = () => process.report.getReport().sharedObjects.some((file) => /tfjs_binding/.test(file));
    const before = isLoaded();
    console.log(before, ...relu(tensor()).dataSync(), numTensors() > 0, isLoaded());
    function tensor() { return tf.tensor1d([-1, 2]); }`;
  const { stdout, stderr } = spawnSync(process.execPath, ['--input-type=module', '--eval', script], {
    encoding: 'utf8',
  });
  expect({ stdout, stderr }).toEqual({ stdout: 'false 0 2 true true\n', stderr: '' });
});
