/** Figures and names as the page writes them. */

/** In grey levels, of which an attack of this strength may change each pixel by so many. */
export function epsilonWords(epsilon: number): string {
  return epsilon === 0 ? '0' : `${Number((epsilon * 255).toFixed(1))}/255`;
}

export function titleOf(name: string): string {
  const words = name.replaceAll('_', ' ').replaceAll('-', ' ');
  return words.charAt(0).toUpperCase() + words.slice(1);
}

export function softmax(scores: readonly number[]): number[] {
  const highest = Math.max(...scores);
  const weights = scores.map((score) => Math.exp(score - highest));
  const total = weights.reduce((sum, weight) => sum + weight, 0);
  return weights.map((weight) => weight / total);
}

/** How far the likeliest action is ahead of the next. */
export function gapOf(scores: readonly number[], action: number): number {
  const probabilities = softmax(scores);
  return probabilities[action]! - Math.max(...probabilities.filter((_, other) => other !== action));
}

/** "pgd" is written as its authors do, other names as they are. */
export function attackTitle(name: string): string {
  return /^(fgsm|pgd|cw|jsma|apgd-.*)$/.test(name)
    ? name.toUpperCase().replace('-TARGETED', ' targeted')
    : titleOf(name);
}

/** "stepSize" reads "Step size". */
export function optionTitle(name: string): string {
  const words = name.replace(/[A-Z]/g, (letter) => ` ${letter.toLowerCase()}`);
  return words.charAt(0).toUpperCase() + words.slice(1);
}
