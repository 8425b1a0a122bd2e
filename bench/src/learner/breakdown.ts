export function describeBreakdown(_batch: object): string {
  return '';
}
