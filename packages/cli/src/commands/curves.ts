/**
 * `a2pd curves`: how several students converged, side by side (Figs. 4 and 5 of the paper), what attacks change of them, or how
 * several teachers learned.
 */
import { resolve } from 'node:path';
import { requireWritable, writeFileAtomically } from '@a2pd/artefact';
import { visible } from '@a2pd/core';
import { type ComparedStudent, readAuditedEpoch, readComparedStudents, readComparedTrainings } from '@a2pd/experiment';
import {
  convergenceTable,
  fallenTable,
  renderConvergence,
  renderFallenByEpoch,
  renderTrainings,
  trainingsTable,
} from '@a2pd/report';
import { type Command, Option } from 'commander';
import { forceOption, jsonOption } from '../options.js';

interface CurvesOptions {
  readonly audited?: boolean;
  readonly training?: boolean;
  readonly svg?: string;
  readonly force?: boolean;
  readonly json?: boolean;
}

/** What is shown of the students, or of the trainings, that are compared. */
interface Comparison {
  readonly kept: Readonly<Record<string, unknown>>;
  readonly table: string;
  readonly draw: () => Promise<{ readonly svg: string }>;
}

export function configure(command: Command): Command {
  return command
    .argument(
      '<places...>',
      'students, each as "student" or "label=student": a folder, or zoo:<game>/<name>; runs with --training',
    )
    .addOption(
      new Option('--audited', 'what the attacks of their audits change, epoch by epoch, e.g. of distill --keep-epochs'),
    )
    .addOption(
      new Option(
        '--training',
        'how the teachers of runs learned, each as "run" or "label=run", a folder; runs of one label, e.g. of several seeds, have one colour',
      ).conflicts('audited'),
    )
    .addOption(new Option('--svg <file>', 'draw the curves into this file'))
    .addOption(forceOption())
    .addOption(jsonOption())
    .addHelpText(
      'after',
      `
Examples:
  $ a2pd curves runs/pong/student runs/pong/student-pgd
  $ a2pd curves zoo:pong/student-a2pd zoo:pong/student-pgd10
  $ a2pd curves "β 0.1=runs/a/student" "β 0.01=runs/b/student" --svg beta.svg
  $ a2pd curves runs/pong/student-epoch-1 runs/pong/student-epoch-10 --audited --svg fallen.svg
  $ a2pd curves --training float32=runs/a float32=runs/b bfloat16=runs/c --svg precision.svg`,
    )
    .action(async (places: readonly string[], { audited, training, svg, force, json }: CurvesOptions) => {
      if (svg !== undefined) await requireWritable(svg, { force });
      const { kept, table, draw } = training
        ? await compareTrainings(places)
        : await (audited ? compareAudits : compareStudents)(await readComparedStudents(places));
      if (svg !== undefined) await writeFileAtomically(resolve(svg), (await draw()).svg);
      if (json) console.log(visible(JSON.stringify({ ...kept, svg })));
      else console.log(svg === undefined ? table : `${table}\n\nFigure: ${svg}`);
    });
}

async function compareTrainings(runs: readonly string[]): Promise<Comparison> {
  const trainings = await readComparedTrainings(runs);
  return { kept: { trainings }, table: trainingsTable(trainings), draw: () => renderTrainings(trainings) };
}

async function compareAudits(compared: readonly ComparedStudent[]): Promise<Comparison> {
  const students = await Promise.all(compared.map(readAuditedEpoch));
  return { kept: { students }, table: fallenTable(students), draw: () => renderFallenByEpoch(students) };
}

async function compareStudents(compared: readonly ComparedStudent[]): Promise<Comparison> {
  const students = compared.map(({ label, history }) => ({
    label,
    epochs: history.length,
    best: history.findLast(({ isBest }) => isBest),
  }));
  const curves = compared.map(({ label, history }) => ({
    label,
    points: history.map(({ epoch, validation }) => ({ epoch, ...validation })),
  }));
  return { kept: { students }, table: convergenceTable(students), draw: () => renderConvergence(curves) };
}
