/** Everything that is seen at one look: trainings and distillations of runs, sweeps, and the jobs of sweeps at work. */
import { RunsWatch, type WatchedDistillation, type WatchedFolder, type WatchedTraining } from '@a2pd/experiment/watch';

type Folder = WatchedFolder['folder'];

export interface SweepSight {
  readonly name: string;
  readonly status: 'running' | 'stopped' | 'finished';
  readonly jobs: number;
  /** When each job that is done was done, in milliseconds since 1970, in this order. */
  readonly doneAtMs: readonly number[];
  readonly beganAtMs: number;
  readonly remainingSeconds: number | null;
}

/** Sweeps below the folder of runs, as `SweepsWatch` of @a2pd/sweep tells of them. */
export interface SweepsSource {
  /** Where their jobs are: folders of runs. */
  readonly folder: { readonly points: string; readonly prepared: string };
  look(nowMs: number): Promise<readonly SweepSight[]>;
  /** Whether a job was done at the last look. */
  isDone(job: string): boolean;
}

export type Sight =
  | { readonly kind: 'training'; readonly folder: Folder; readonly training: WatchedTraining }
  | { readonly kind: 'distillation'; readonly folder: Folder; readonly distillation: WatchedDistillation }
  | { readonly kind: 'sweep'; readonly sweep: SweepSight }
  | { readonly kind: 'unreadable'; readonly folder: Folder; readonly problem: string };

/** One of a run's sights has the run's film. */
export type Seen = Sight & { readonly film?: WatchedFolder['film'] };

export class Lookout {
  readonly #runs: RunsWatch;
  readonly #sweeps: SweepsSource | undefined;
  readonly #jobs: readonly RunsWatch[];

  constructor(runs: string, { run, sweeps }: { run?: string | undefined; sweeps?: SweepsSource | undefined }) {
    this.#runs = new RunsWatch(runs, { run });
    this.#sweeps = run === undefined ? sweeps : undefined;
    const places = this.#sweeps ? [this.#sweeps.folder.prepared, this.#sweeps.folder.points] : [];
    this.#jobs = places.map((place) => new RunsWatch(place, { isPassedOver: (job) => this.#sweeps!.isDone(job) }));
  }

  /** What runs first, by name; then the rest, the newest first. */
  async look(): Promise<Seen[]> {
    const sweeps = ((await this.#sweeps?.look(Date.now())) ?? []).map((sweep) => ({ kind: 'sweep', sweep }) as const);
    const folders = await this.#runs.look();
    for (const jobs of this.#jobs) folders.push(...(await jobs.look()));
    const seen: Seen[] = [...sweeps, ...folders.flatMap(sightsOf)];
    const [atWork, others] = [seen.filter(isAtWork), seen.filter((sight) => !isAtWork(sight))];
    return [...atWork, ...others.sort((a, b) => timeOf(b) - timeOf(a))];
  }
}

function sightsOf({ folder, training, distillations, film, problem }: WatchedFolder): Seen[] {
  if (problem !== undefined) return [{ kind: 'unreadable', folder, problem }];
  const sights: Sight[] = [
    ...(training ? [{ kind: 'training', folder, training } as const] : []),
    ...distillations.map((distillation) => ({ kind: 'distillation', folder, distillation }) as const),
  ];
  const shown = sights.find(isAtWork) ?? sights[0];
  return sights.map((sight) => (sight === shown && film ? { ...sight, film } : sight));
}

function isAtWork(sight: Sight): boolean {
  switch (sight.kind) {
    case 'training':
      return sight.training.state.status === 'running' || sight.training.state.status === 'waiting';
    case 'distillation':
      return sight.distillation.status === 'running';
    case 'sweep':
      return sight.sweep.status === 'running';
    case 'unreadable':
      return false;
  }
}

function timeOf(sight: Sight): number {
  switch (sight.kind) {
    case 'training':
      return sight.training.writtenAtMs ?? 0;
    case 'distillation':
      return sight.distillation.writtenAtMs ?? 0;
    case 'sweep':
      return sight.sweep.doneAtMs.at(-1) ?? sight.sweep.beganAtMs;
    case 'unreadable':
      return 0;
  }
}
