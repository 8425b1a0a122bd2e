import { describe, expect, it } from 'vitest';
import { chooseDevice } from './device.js';
import { placeMember } from './members.js';
import { requireGlibc } from './require-glibc.js';
import { wheelsFor } from './wheels.js';

describe('wheelsFor', () => {
  const machines: [string, string, 'cpu' | 'gpu'][] = [
    ['linux', 'x64', 'cpu'],
    ['linux', 'x64', 'gpu'],
    ['linux', 'arm64', 'cpu'],
    ['linux', 'arm64', 'gpu'],
    ['darwin', 'arm64', 'cpu'],
  ];
  it.each(machines)('pins the wheels of %s %s %s', (platform, architecture, device) => {
    const wheels = wheelsFor(platform, architecture, device);
    expect(wheels[0]?.requirement).toMatch(/^tensorflow(-cpu)?==2\.21\.0$/);
    for (const { sha256, fileName, requirement, pipArguments } of wheels) {
      expect(sha256).toMatch(/^[0-9a-f]{64}$/);
      expect(requirement).toContain('==');
      const platforms = pipArguments!.filter((argument) => argument.startsWith('--platform='));
      for (const argument of platforms) expect(fileName).toContain(argument.slice('--platform='.length));
      expect(platforms.length).toBeGreaterThan(0);
    }
  });

  it('brings CUDA where there is CUDA', () => {
    const folders = wheelsFor('linux', 'x64', 'gpu').map(({ folder }) => folder);
    expect(folders).toContain('nvidia/cudnn');
    expect(new Set(folders).size).toBe(folders.length);
    expect(wheelsFor('linux', 'arm64', 'gpu')).toEqual(wheelsFor('linux', 'arm64', 'cpu'));
  });

  it('says which machines there are when this is none of them', () => {
    expect(() => wheelsFor('win32', 'x64', 'cpu')).toThrow(/linux-x64.*win32-x64.*WSL/);
  });
});

describe('requireGlibc', () => {
  it('refuses a Linux without it, and no other machine', () => {
    requireGlibc(process.platform, process.report.getReport());
    requireGlibc('darwin', { header: {} });
    requireGlibc('linux', { header: { glibcVersionRuntime: '2.36' } });
    expect(() => requireGlibc('linux', { header: {} })).toThrow(
      expect.objectContaining({ code: 'NATIVE_UNAVAILABLE', remedy: expect.stringContaining('Debian') }),
    );
  });
});

describe('placeMember', () => {
  const [wheel] = wheelsFor('linux', 'x64', 'cpu');
  const cuda = wheelsFor('linux', 'x64', 'gpu').at(-1)!;

  it.each([
    ['tensorflow/libtensorflow_cc.so.2', 'libtensorflow_cc.so.2'],
    ['tensorflow/include/tensorflow/c/c_api.h', 'include/tensorflow/c/c_api.h'],
    ['tensorflow/include/tensorflow/core/framework/op.h', undefined],
    ['tensorflow/python/framework/ops.py', undefined],
    ['tensorflow-2.21.0.dist-info/RECORD', undefined],
  ])('puts %s at %s', (member, expected) => {
    expect(placeMember(wheel!, member)).toBe(expected);
  });

  it('keeps the libraries of CUDA', () => {
    expect(placeMember(cuda, `${cuda.folder}/lib/library.so.12`)).toBe('lib/library.so.12');
    expect(placeMember(cuda, `${cuda.folder}/include/header.h`)).toBeUndefined();
  });
});

describe('chooseDevice', () => {
  it('does as the user says', () => {
    expect(chooseDevice({ A2PD_TENSORFLOW: 'gpu' })).toBe('gpu');
    expect(chooseDevice({ A2PD_TENSORFLOW: 'cpu' })).toBe('cpu');
    expect(() => chooseDevice({ A2PD_TENSORFLOW: 'tpu' })).toThrow(expect.objectContaining({ code: 'INVALID_CONFIG' }));
  });
});
