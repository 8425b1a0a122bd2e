import { describe, expect, it } from 'vitest';
import { applySettings, precision } from './settings.js';

describe('settings', () => {
  it('are quiet and float32 unless the user says otherwise', () => {
    const environment: NodeJS.ProcessEnv = {};
    applySettings(environment);
    expect(environment).toEqual({
      TF_CPP_MIN_LOG_LEVEL: '2',
      TF_FORCE_GPU_ALLOW_GROWTH: 'true',
      NVIDIA_TF32_OVERRIDE: '0',
    });
    const own = { TF_CPP_MIN_LOG_LEVEL: '0', TF_FORCE_GPU_ALLOW_GROWTH: 'false', NVIDIA_TF32_OVERRIDE: '1' };
    const asGiven = { ...own };
    applySettings(own);
    expect(own).toEqual(asGiven);
  });

  it('turn bfloat16 on by A2PD_PRECISION', () => {
    const environment: NodeJS.ProcessEnv = { A2PD_PRECISION: 'bfloat16' };
    applySettings(environment);
    expect(environment.ONEDNN_DEFAULT_FPMATH_MODE).toBe('BF16');
    expect(() => precision({ A2PD_PRECISION: 'half' })).toThrow(expect.objectContaining({ code: 'INVALID_CONFIG' }));
  });
});
