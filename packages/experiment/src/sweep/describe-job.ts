/** A job of a sweep in words. */
import { describePoint, isPoint, type SweepJob } from '@a2pd/sweep';

/** A point as `describePoint` says it; or what is prepared for several. */
export function describeJob({ specification }: SweepJob): string {
  if (isPoint(specification)) return describePoint(specification.coordinates);
  if (specification.kind === 'training') return `${specification.game}: network without a defence`;
  return `${specification.game}: ${'train' in specification.teacher ? 'teacher and ' : ''}prescriptions`;
}
