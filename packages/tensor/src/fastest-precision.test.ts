import { describe, expect, it, vi } from 'vitest';
import { choose, findFastestPrecision } from './fastest-precision.js';
import { hasBfloat16, numTensors, type Precision, requireSettled, tf } from './index.js';

/** Products that take a float32 side `ratio` times what they take the other. */
function rehearsals(ratio: number, disposed: Precision[] = []) {
  return (precision: Precision) => {
    const factor = tf.ones([256, 256]);
    const products = precision === 'float32' ? 4 * ratio : 4;
    return {
      step() {
        for (let i = 0; i < products; i++) tf.tidy(() => void tf.matMul(factor as never, factor as never).dataSync());
      },
      dispose() {
        factor.dispose();
        disposed.push(precision);
      },
    };
  };
}

describe('the fastest precision', () => {
  it.runIf(hasBfloat16())('is the one whose steps take less processor time', async () => {
    const disposed: Precision[] = [];
    const before = numTensors();
    const { precision, reason } = await findFastestPrecision(rehearsals(3, disposed));
    expect(precision).toBe('mixed-bfloat16');
    expect(reason).toMatch(/^in bfloat16 a step takes 0\.\d\d \(0\.\d\d to 0\.\d\d\) of float32's processor time$/);
    expect(await findFastestPrecision(rehearsals(0.5))).toMatchObject({ precision: 'float32' });
    expect(disposed.toSorted()).toEqual(['float32', 'mixed-bfloat16']);
    expect(numTensors()).toBe(before);
  });

  it.runIf(hasBfloat16())('is looked for until it is stopped', async () => {
    const disposed: Precision[] = [];
    await expect(findFastestPrecision(rehearsals(1, disposed), AbortSignal.abort())).rejects.toThrow(
      expect.objectContaining({ code: 'INTERRUPTED' }),
    );
    expect(disposed).toHaveLength(2);
  });

  it('is float32 where steps run operation by operation', async () => {
    vi.stubEnv('A2PD_EAGER', '1');
    const found = await findFastestPrecision(() => expect.fail('nothing is to be measured'));
    vi.unstubAllEnvs();
    expect(found.precision).toBe('float32');
  });

  it.each([
    [[0.8, 0.81, 0.79, 0.8, 2], 'mixed-bfloat16'],
    [[0.96, 0.97, 0.94, 0.96], 'float32'],
    [[0.8, 0.8, 1.1, 1.2], 'float32'],
    [[1.2, 1.1, 1.3], 'float32'],
  ] as const)('by shares of %j is %s', (shares, precision) => {
    expect(choose(shares).precision).toBe(precision);
  });

  it('is no precision before it is found', () => {
    expect(requireSettled()).toBe('float32');
    expect(() => requireSettled('fastest')).toThrow(expect.objectContaining({ code: 'INVALID_CONFIG' }));
  });

  it.each([
    ['flags\t\t: fpu avx512f avx512_bf16 clflushopt', true],
    ['flags\t\t: fpu amx_bf16 avx512f', true],
    ['Features\t: fp asimd bf16 i8mm', true],
    ['flags\t\t: fpu avx512f avx512_fp16', false],
    ['model name\t: bf16', false],
    ['', false],
  ])('needs a processor with products in bfloat16: %j', (cpuInfo, hasThem) => {
    expect(hasBfloat16(cpuInfo)).toBe(hasThem);
  });
});
