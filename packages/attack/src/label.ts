/** Names of attacks as tables print them. */
import { formatEpsilon } from '@a2pd/core';
import { type AttackConfig, parseAttackConfig, type ResolvedAttackConfig } from './config.js';

/** The attack's name with all that sets it apart, e.g. "PGD-10 (ε = 3/255)". */
export function attackLabel(config: AttackConfig): string {
  const resolved = parseAttackConfig(config);
  const options = describeOptions(resolved);
  return options.length === 0 ? title(resolved) : `${title(resolved)} (${options.join(', ')})`;
}

function title(config: ResolvedAttackConfig): string {
  switch (config.name) {
    case 'none':
      return 'No attack';
    case 'noise':
      return config.distribution === 'uniform' ? 'Uniform noise' : 'Noise';
    case 'fgsm':
      return 'FGSM';
    case 'pgd':
      return `PGD-${config.steps}`;
    case 'momentum':
      return `Momentum PGD-${config.steps}`;
    case 'clipped-pgd':
      return `Clipped PGD-${config.steps}`;
    case 'cw':
      return `CW margin-${config.steps}`;
    case 'minq':
      return `MinQ-${config.steps}`;
    case 'maxdiff':
      return `MaxDiff-${config.steps}`;
    case 'apgd-ce':
      return `APGD-CE-${config.steps}`;
    case 'apgd-dlr':
      return `APGD-DLR-${config.steps}`;
    case 'apgd-targeted':
      return `APGD-targeted-${config.steps}`;
    case 'square':
      return `Square-${config.queries}`;
    case 'jsma':
      return config.saliency === 'pairs' ? 'JSMA by pairs' : 'JSMA';
  }
}

function describeOptions(config: ResolvedAttackConfig): string[] {
  switch (config.name) {
    case 'none':
      return [];
    case 'noise':
      return [`ε = ${formatEpsilon(config.epsilon)}`];
    case 'square':
      return [
        `ε = ${formatEpsilon(config.epsilon)}`,
        ...(config.initialShare === 0.8 ? [] : [`first squares of ${round(config.initialShare)}`]),
      ];
    case 'fgsm':
      return describeBall(config);
    case 'pgd':
    case 'momentum':
    case 'clipped-pgd':
    case 'cw':
    case 'minq':
    case 'maxdiff':
      return [
        ...describeBall(config),
        ...(config.stepSize === undefined ? [] : [`step ${formatEpsilon(config.stepSize)}`]),
        ...(config.name === 'momentum' && config.decay !== 1 ? [`decay ${round(config.decay)}`] : []),
        ...(config.randomStart && config.name !== 'maxdiff' ? ['random start'] : []),
        ...describeRestarts(config),
      ];
    case 'apgd-ce':
    case 'apgd-dlr':
    case 'apgd-targeted':
      return [
        ...describeBall(config),
        ...(config.randomStart ? [] : ['clean start']),
        ...(config.name === 'apgd-targeted' && config.targets !== 9 ? [`${config.targets} targets`] : []),
        ...describeRestarts(config),
      ];
    case 'jsma':
      return [`θ = ${round(config.theta)}`, `γ = ${round(config.gamma)}`];
  }
}

function describeBall({ norm, epsilon }: { norm: 'linf' | 'l2'; epsilon: number }): string[] {
  return [...(norm === 'l2' ? ['L2'] : []), `ε = ${formatEpsilon(epsilon)}`];
}

function describeRestarts({ restarts }: { restarts: number }): string[] {
  return restarts > 1 ? [`${restarts} restarts`] : [];
}

function round(value: number): string {
  return String(Number(value.toPrecision(4)));
}
