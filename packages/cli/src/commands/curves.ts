/** `a2pd curves`: how several students converged, side by side (Figs. 4 and 5 of the paper), or what attacks change of them. */
import { basename, resolve } from 'node:path';
import { Artefact, requireWritable, writeFileAtomically } from '@a2pd/artefact';
import { visible } from '@a2pd/core';
import { type EpochRecord, requireHistory } from '@a2pd/distill';
import { policyFolder, requireAudit } from '@a2pd/experiment';
import { type AuditedEpoch, convergenceTable, fallenTable, renderConvergence, renderFallenByEpoch } from '@a2pd/report';
import { type Command, Option } from 'commander';
import { forceOption, jsonOption } from '../options.js';

interface CurvesOptions {
  readonly audited?: boolean;
  readonly svg?: string;
  readonly force?: boolean;
  readonly json?: boolean;
}

interface Student {
  /** As it was named on the command line. */
  readonly name: string;
  readonly label: string;
  readonly artefact: Artefact;
  readonly history: readonly EpochRecord[];
}

export function configure(command: Command): Command {
  return command
    .argument('<students...>', 'students, each as "student" or "label=student": a folder, or zoo:<game>/<name>')
    .addOption(
      new Option('--audited', 'what the attacks of their audits change, epoch by epoch, e.g. of distill --keep-epochs'),
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
  $ a2pd curves runs/pong/student-epoch-1 runs/pong/student-epoch-10 --audited --svg fallen.svg`,
    )
    .action(async (folders: readonly string[], options: CurvesOptions) => {
      if (options.svg !== undefined) await requireWritable(options.svg, { force: options.force });
      const students = withOwnLabels(await Promise.all(folders.map(readStudent)));
      if (options.audited) return compareAudits(students, options);
      if (options.svg !== undefined) {
        const curves = students.map(({ label, history }) => ({
          label,
          points: history.map(({ epoch, validation }) => ({ epoch, ...validation })),
        }));
        await writeFileAtomically(resolve(options.svg), (await renderConvergence(curves)).svg);
      }
      const kept = students.map(({ label, history }) => ({
        label,
        epochs: history.length,
        best: history.findLast(({ isBest }) => isBest),
      }));
      print(kept, convergenceTable(kept), options);
    });
}

function print(students: unknown, table: string, { json, svg }: CurvesOptions): void {
  if (json) console.log(visible(JSON.stringify({ students, svg })));
  else console.log(svg === undefined ? table : `${table}\n\nFigure: ${svg}`);
}

async function readStudent(argument: string): Promise<Student> {
  const [, label, folder = argument] = /^([^=]+)=(.+)$/s.exec(argument) ?? [];
  const artefact = await Artefact.open(policyFolder(folder), 'policy');
  const history = await requireHistory(artefact);
  return { name: argument, label: label ?? basename(resolve(folder)), artefact, history };
}

/** Students of one label have their whole names instead: their lines would be one. */
function withOwnLabels(students: readonly Student[]): Student[] {
  const hasOwn = ({ label }: Student) => students.filter((other) => other.label === label).length === 1;
  return students.map((student) => (hasOwn(student) ? student : { ...student, label: student.name }));
}

async function compareAudits(students: readonly Student[], options: CurvesOptions): Promise<void> {
  const audited = await Promise.all(students.map(auditedEpoch));
  if (options.svg !== undefined) {
    await writeFileAtomically(resolve(options.svg), (await renderFallenByEpoch(audited)).svg);
  }
  print(audited, fallenTable(audited), options);
}

/** The weights of a student are those of one epoch of its history. */
async function auditedEpoch({ label, artefact, history }: Student): Promise<AuditedEpoch> {
  const { summary, game } = artefact.manifest;
  const { epoch, validation } = history.find(({ epoch }) => epoch === summary?.bestEpoch) ?? history.at(-1)!;
  const { vanishingGradientShare } = validation;
  return { label, game, epoch, vanishingGradientShare, audit: await requireAudit(artefact) };
}
