/** How far a pipeline has come, kept in its run as `pipeline.json`: the same command goes on from there. */
import { existsSync } from 'node:fs';
import { rm } from 'node:fs/promises';
import { join } from 'node:path';
import { isDeepStrictEqual } from 'node:util';
import { lockFolder, makeFolder, readTextIfPresent, writeFileAtomically } from '@a2pd/artefact';
import { A2pdError } from '@a2pd/core';
import { z } from 'zod';
import type { RunFolder } from '../run/run-folder.js';

const schema = z.strictObject({ request: z.unknown(), done: z.array(z.string()) });

export class PipelineProgress {
  readonly #file: string;
  readonly #request: unknown;
  readonly #done: string[];

  private constructor(file: string, request: unknown, done: string[]) {
    this.#file = file;
    this.#request = request;
    this.#done = done;
  }

  /**
   * @param request What the user asked for, as JSON holds it.
   * @param restart Remove what an earlier pipeline left, instead of going on from it.
   * @throws A2pdError INVALID_STATE where another pipeline, or none, made what lies in the run; IN_USE where `restart` would take it
   * from a process that trains there.
   */
  static async open(folder: RunFolder, request: unknown, restart: boolean): Promise<PipelineProgress> {
    const file = join(folder.path, 'pipeline.json');
    const asked = JSON.parse(JSON.stringify(request)) as unknown;
    if (restart) await removeParts(folder, file);
    const text = await readTextIfPresent(file, 'make it readable');
    if (text === undefined) {
      if (parts(folder).some((part) => existsSync(part))) throw refusal(folder, 'was not begun by a pipeline');
      await makeFolder(folder.path);
      const fresh = new PipelineProgress(file, asked, []);
      await fresh.#save();
      return fresh;
    }
    const begun = parse(text);
    if (!begun || !isDeepStrictEqual(begun.request, asked)) throw refusal(folder, 'is a pipeline with other options');
    return new PipelineProgress(file, asked, begun.done);
  }

  get numDone(): number {
    return this.#done.length;
  }

  /** Does `work` unless it is done, and remembers when it is. */
  async once(stage: string, work: () => Promise<void>): Promise<void> {
    if (this.#done.includes(stage)) return;
    await work();
    this.#done.push(stage);
    await this.#save();
  }

  #save(): Promise<void> {
    return writeFileAtomically(
      this.#file,
      `${JSON.stringify({ request: this.#request, done: this.#done }, null, 2)}\n`,
    );
  }
}

/** What a pipeline makes in a run; other policies may lie beside. */
function parts(folder: RunFolder): string[] {
  const { training, teacher, teacherLast, prescriptions, student, certifiedStudent } = folder;
  const { evaluations, audits, certifications, certifiedPlay, report } = folder;
  return [
    ...[training, teacher, teacherLast, prescriptions, `${prescriptions}.collecting`, student, `${student}-training`],
    ...[certifiedStudent, `${certifiedStudent}-training`],
    ...[evaluations, audits, certifications, certifiedPlay, report, folder.metrics, folder.tensorboard],
  ];
}

async function removeParts(folder: RunFolder, file: string): Promise<void> {
  const lock = await lockFolder(folder.path, `the run ${folder.name}`);
  try {
    for (const part of [file, ...parts(folder)]) await rm(part, { recursive: true, force: true });
  } finally {
    await lock.release();
  }
}

function parse(text: string): z.infer<typeof schema> | undefined {
  try {
    return schema.parse(JSON.parse(text));
  } catch {
    // Cut off or edited: nobody knows what is done.
    return undefined;
  }
}

function refusal({ name, path }: RunFolder, what: string): A2pdError {
  const remedy = 'choose another run, or begin anew in its place by restart';
  return new A2pdError('INVALID_STATE', `The run ${name} ${what}; ${remedy}`, { path, remedy, arguments: ['restart'] });
}
