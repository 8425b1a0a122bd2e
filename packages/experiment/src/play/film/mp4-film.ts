/** A film as MP4: raw screens are piped to the ffmpeg of this machine, which writes beside the place and is then moved there. */
import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { rm } from 'node:fs/promises';
import { makerMark, partialPath, putFileInPlace } from '@a2pd/artefact';
import { A2pdError, type Screen } from '@a2pd/core';
import { run } from '@a2pd/toolchain';
import type { Film } from './film.js';
import { filmScale, screensPerSecond } from './frame-timing.js';

const install = 'install ffmpeg (e.g. apt install ffmpeg) or name an output that ends in .gif';
/** Of what ffmpeg says, as much as tells why it failed. */
const mostWordsCharacters = 1000;

/** @param path In a folder that is there. @throws A2pdError TOOL_UNAVAILABLE without ffmpeg. */
export async function openMp4Film(path: string): Promise<Film> {
  const { startFailure, exitCode } = await run('ffmpeg', ['-version']);
  if (startFailure !== undefined || exitCode !== 0) {
    const message = `Expected ffmpeg on the PATH to write ${path} but received ${startFailure ?? `exit status ${exitCode}`}`;
    throw new A2pdError('TOOL_UNAVAILABLE', `${message}; ${install}`, { remedy: install });
  }
  return new Mp4Film(path);
}

class Mp4Film implements Film {
  readonly #path: string;
  readonly #partial: string;
  #ffmpeg: ChildProcess | undefined;
  #closed: Promise<unknown[]> | undefined;
  #words = '';

  constructor(path: string) {
    this.#path = path;
    this.#partial = partialPath(path);
  }

  add(screen: Screen): void {
    this.#ffmpeg ??= this.#start(screen);
    this.#ffmpeg.stdin?.write(screen.rgb.slice());
  }

  async finish(): Promise<void> {
    this.#ffmpeg?.stdin?.end();
    const [exitCode] = (await this.#closed) ?? [];
    if (exitCode !== 0) {
      await this.discard();
      const remedy = 'look at what ffmpeg says, or name an output that ends in .gif';
      const message = `Expected ffmpeg to write ${this.#path} but it failed: ${this.#words.trim()}; ${remedy}`;
      throw new A2pdError('TOOL_UNAVAILABLE', message, { remedy });
    }
    await putFileInPlace(this.#partial, this.#path);
  }

  async discard(): Promise<void> {
    this.#ffmpeg?.kill('SIGKILL');
    await this.#closed;
    await rm(this.#partial, { force: true });
  }

  #start({ width, height }: Screen): ChildProcess {
    const input = ['-f', 'rawvideo', '-pix_fmt', 'rgb24', '-s', `${width}x${height}`, '-r', String(screensPerSecond)];
    const enlarge = ['-vf', `scale=iw*${filmScale}:ih*${filmScale}:flags=neighbor`];
    // Players understand no other layout of colours; which codec there is, ffmpeg knows best.
    const colours = ['-pix_fmt', 'yuv420p', '-movflags', '+faststart'];
    const output = [...colours, '-metadata', `comment=${makerMark}`, '-f', 'mp4', '-y', this.#partial];
    const ffmpeg = spawn('ffmpeg', ['-loglevel', 'error', ...input, '-i', '-', ...enlarge, ...output], {
      stdio: ['pipe', 'ignore', 'pipe'],
    });
    ffmpeg.stderr.setEncoding('utf8').on('data', (words: string) => {
      this.#words = (this.#words + words).slice(-mostWordsCharacters);
    });
    // A broken pipe is told by the exit status.
    ffmpeg.stdin.on('error', () => {});
    this.#closed = once(ffmpeg, 'close');
    return ffmpeg;
  }
}
