/** Radii of attacks and certificates, pixels in [0, 1]: somebody wrote them as a fraction, somebody as a decimal number. */
const slack = 1e-6;

export function isSameRadius(a: number, b: number): boolean {
  return Math.abs(a - b) <= slack;
}

/** Each radius once, the smallest first. */
export function distinctRadii(radii: readonly number[]): number[] {
  const distinct: number[] = [];
  for (const radius of [...radii].sort((a, b) => a - b)) {
    if (!distinct.some((each) => isSameRadius(each, radius))) distinct.push(radius);
  }
  return distinct;
}
