/** The newest film of a run: of an evaluation in training, as TensorBoard has it, or a file that lies in the run. */
import { readdir, stat } from 'node:fs/promises';
import { extname, join } from 'node:path';
import { atMost, readRegularFile } from '@a2pd/artefact';
import { decodeEvents } from '@a2pd/tensorboard';
import type { RunFolder } from '../run/run-folder.js';

export interface WatchedFilm {
  readonly type: 'gif' | 'mp4';
  /** What it shows, in a word or two. */
  readonly title: string;
  /** In milliseconds since 1970; another film has another time. */
  readonly writtenAtMs: number;
  /** @throws Error where it is not there any more, or too large. */
  read(): Promise<Uint8Array>;
}

const mostFilmBytes = 64e6;
const mostBoardBytes = 256e6;

export class FilmWatch {
  readonly #folder: RunFolder;
  #board: { readonly path: string; readonly bytes: number; readonly film: WatchedFilm | undefined } | undefined;

  constructor(folder: RunFolder) {
    this.#folder = folder;
  }

  async look(): Promise<WatchedFilm | undefined> {
    const { path, report } = this.#folder;
    const places = [path, report, join(report, 'figures')];
    const films = [await this.#boardFilm(), ...(await Promise.all(places.map(filmsIn))).flat()];
    return newest(films.flatMap((film) => film ?? []));
  }

  /** The board is read again when it has grown. */
  async #boardFilm(): Promise<WatchedFilm | undefined> {
    const [path] = (await namesIn(this.#folder.tensorboard)).sort().slice(-1);
    if (path === undefined) return undefined;
    const file = join(this.#folder.tensorboard, path);
    const bytes = (await stat(file).catch(() => undefined))?.size;
    if (bytes === undefined) return undefined;
    if (this.#board?.path === path && this.#board.bytes === bytes) return this.#board.film;
    const film = await lastPicture(file).catch(() => this.#board?.film);
    this.#board = { path, bytes, film };
    return film;
  }
}

async function lastPicture(file: string): Promise<WatchedFilm | undefined> {
  for (const { step, wallTimeSeconds, values } of decodeEvents(
    await readRegularFile(file, atMost(mostBoardBytes)),
  ).reverse()) {
    const encoded = values.find(({ encoded }) => encoded !== undefined)?.encoded?.slice();
    if (encoded === undefined) continue;
    const title = `Evaluation at ${step.toLocaleString('en')} steps`;
    return { type: 'gif', title, writtenAtMs: Math.round(wallTimeSeconds * 1000), read: async () => encoded };
  }
  return undefined;
}

async function filmsIn(folder: string): Promise<WatchedFilm[]> {
  const films = (await namesIn(folder)).map(async (name) => {
    const type = extname(name).slice(1).toLowerCase();
    if ((type !== 'gif' && type !== 'mp4') || name.startsWith('.')) return [];
    const file = join(folder, name);
    const seen = await stat(file).catch(() => undefined);
    if (!seen?.isFile()) return [];
    const read = () => readRegularFile(file, atMost(mostFilmBytes));
    return [{ type, title: name, writtenAtMs: Math.round(seen.mtimeMs), read } as const];
  });
  return (await Promise.all(films)).flat();
}

function newest(films: readonly WatchedFilm[]): WatchedFilm | undefined {
  return films.reduce<WatchedFilm | undefined>(
    (newest, film) => (newest && newest.writtenAtMs >= film.writtenAtMs ? newest : film),
    undefined,
  );
}

function namesIn(folder: string): Promise<string[]> {
  return readdir(folder).catch(() => []);
}
