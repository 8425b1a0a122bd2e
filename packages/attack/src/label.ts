/** Names of attacks as tables print them. */
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
      return 'Noise';
    case 'fgsm':
      return 'FGSM';
    case 'pgd':
      return `PGD-${config.steps}`;
    case 'jsma':
      return 'JSMA';
  }
}

function describeOptions(config: ResolvedAttackConfig): string[] {
  switch (config.name) {
    case 'none':
      return [];
    case 'noise':
    case 'fgsm':
      return [`ε = ${fraction(config.epsilon)}`];
    case 'pgd':
      return [
        ...(config.norm === 'l2' ? ['L2'] : []),
        `ε = ${fraction(config.epsilon)}`,
        ...(config.stepSize === undefined ? [] : [`step ${fraction(config.stepSize)}`]),
        ...(config.randomStart ? ['random start'] : []),
        ...(config.restarts > 1 ? [`${config.restarts} restarts`] : []),
      ];
    case 'jsma':
      return [`θ = ${round(config.theta)}`, `γ = ${round(config.gamma)}`];
  }
}

/** Pixel amounts read best as grey levels: 3/255, 2.5/255; 0.3 stays 0.3. */
function fraction(amount: number): string {
  const greyLevels = amount * 255;
  const tenths = Math.round(greyLevels * 10) / 10;
  const isFewLevels = greyLevels > 0 && greyLevels < 26 && Math.abs(greyLevels - tenths) < 1e-6;
  return isFewLevels ? `${tenths}/255` : round(amount);
}

function round(value: number): string {
  return String(Number(value.toPrecision(4)));
}
