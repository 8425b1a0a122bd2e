/** A distillation from outside: its epochs so far, from the checkpoint that it keeps or the student that it left. */
import { stat } from 'node:fs/promises';
import { basename, join } from 'node:path';
import { Artefact, isArtefactLocked } from '@a2pd/artefact';
import { type EpochRecord, readHistory } from '@a2pd/distill';
import { Rate } from './rate.js';

export interface WatchedDistillation {
  /** The student's name in its run. */
  readonly student: string;
  /** `stopped`: on request, or killed, after its first checkpoint; before it nothing is left. */
  readonly status: 'running' | 'stopped' | 'finished';
  /** Null before the first checkpoint, as all else that only a manifest tells. */
  readonly game: string | null;
  readonly method: string | null;
  readonly maxEpochs: number | null;
  readonly history: readonly EpochRecord[];
  /** With its validation, of the last epochs that were seen to end; before, of their training steps. */
  readonly secondsPerEpoch: number | null;
  /** At most: it may stop earlier, where it no longer gains. */
  readonly remainingSeconds: number | null;
  /** When what is known was written, in milliseconds since 1970. */
  readonly writtenAtMs: number | null;
}

/** What a folder said when its manifest was last another one. */
interface Read {
  readonly inode: number;
  readonly changedAtMs: number;
  /** Undefined for what was not distilled. */
  readonly about: Known | undefined;
}

interface Known {
  readonly writtenAtMs: number;
  readonly game: string | null;
  readonly method: string | null;
  readonly maxEpochs: number | null;
  readonly history: readonly EpochRecord[];
}

/** The rate is that of so many epochs, or so many checkpoints. */
const rateLength = 5;

export class DistillationWatch {
  readonly #student: string;
  readonly #checkpoint: string;
  readonly #lastRead = new Map<string, Read>();
  /** Of checkpoints. */
  readonly #epochs = new Rate((sightings) => sightings.length > rateLength);

  /** @param student The folder that it is, or will be, in. */
  constructor(student: string) {
    this.#student = student;
    this.#checkpoint = `${student}-training`;
  }

  /** Undefined where nothing was distilled. What cannot be read just now is as it was before. */
  async look(nowMs: number): Promise<WatchedDistillation | undefined> {
    const isAtWork = await isArtefactLocked(this.#student);
    const begun = await this.#read(this.#checkpoint);
    // One at work on a student that is there already replaces it, and has no epochs yet.
    const done = begun || isAtWork ? undefined : await this.#read(this.#student);
    const about = begun ?? done;
    if (about === undefined && !isAtWork) return undefined;
    const status = isAtWork ? 'running' : begun ? 'stopped' : 'finished';
    const { game = null, method = null, maxEpochs = null, history = [], writtenAtMs = null } = about ?? {};
    if (begun) this.#epochs.see({ atMs: begun.writtenAtMs, count: history.length });
    const { perSecond } = this.#epochs;
    const secondsPerEpoch = perSecond === null ? meanTrainingSeconds(history) : 1 / perSecond;
    const isTimed = isAtWork && secondsPerEpoch !== null && maxEpochs !== null && writtenAtMs !== null;
    return {
      ...{ student: basename(this.#student), status, game, method, maxEpochs, history, secondsPerEpoch, writtenAtMs },
      remainingSeconds: isTimed
        ? Math.max(0, (maxEpochs - history.length) * secondsPerEpoch - (nowMs - writtenAtMs) / 1000)
        : null,
    };
  }

  async #read(place: string): Promise<Known | undefined> {
    const last = this.#lastRead.get(place);
    const seen = await stat(join(place, 'manifest.json')).catch(() => undefined);
    // A checkpoint is away for a moment while the next one takes its place.
    if (seen === undefined) return (await isArtefactLocked(this.#student)) ? last?.about : undefined;
    const { ino: inode, mtimeMs: changedAtMs } = seen;
    if (last?.inode === inode && last.changedAtMs === changedAtMs) return last.about;
    try {
      const about = await readKnown(place, changedAtMs);
      this.#lastRead.set(place, { inode, changedAtMs, about });
      return about;
    } catch {
      // Replaced while it was read: the next look sees more.
      return last?.about;
    }
  }
}

async function readKnown(place: string, writtenAtMs: number): Promise<Known | undefined> {
  const artefact = await Artefact.open(place);
  const history = await readHistory(artefact);
  if (history === undefined) return undefined;
  const { game = null, kind, config } = artefact.manifest;
  const recipe = (kind === 'distillation' ? config.distillation : config) as Recipe | undefined;
  return {
    ...{ writtenAtMs, game, history },
    method: typeof recipe?.method?.name === 'string' ? recipe.method.name : null,
    maxEpochs: typeof recipe?.maxEpochs === 'number' ? recipe.maxEpochs : null,
  };
}

interface Recipe {
  readonly method?: { readonly name?: unknown };
  readonly maxEpochs?: unknown;
}

function meanTrainingSeconds(history: readonly EpochRecord[]): number | null {
  const last = history.slice(-rateLength);
  return last.length === 0 ? null : last.reduce((sum, { trainingSeconds }) => sum + trainingSeconds, 0) / last.length;
}
