/** How long recorded trainings took until they played well, and what a peer would take for as many agent steps. */
import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { z } from 'zod';
import { createRow, type Row } from '../row.js';

/** As `a2pd report --training` writes it beside its pages. */
const curveSchema = z.looseObject({
  game: z.string(),
  algorithm: z.string(),
  seconds: z.number().nullable(),
  agentStepsBefore: z.number(),
  evaluations: z.array(z.looseObject({ meanReturn: z.number() })),
  gatePassed: z.looseObject({ gate: z.number(), agentSteps: z.number(), seconds: z.number().nullable() }).nullable(),
});

type Curve = z.infer<typeof curveSchema>;

/** Hours that a teacher of each game may take on two cores. */
const goalHours: Readonly<Record<string, number>> = {
  pong: 1,
  boxing: 1.5,
  road_runner: 1,
  freeway: 1,
  bank_heist: 4,
};

/** Agent steps a second of a training and of its peer, as measured beside each other. */
export interface Rates {
  readonly ours: number;
  readonly peer: number;
  readonly peerName: string;
}

/** What recorded trainings say of the way to their gates. */
export interface GateReport {
  readonly rows: readonly Row[];
  /** A sentence for each training that has not been at its gate, as Markdown; empty where there is none. */
  readonly notes: string;
}

/**
 * Two rows for each curve of `folder` that has been at its gate: the hours as recorded, with evaluations and whatever else
 * the machine did, and those of as many agent steps at the rates that both sides were measured at.
 *
 * @param rates by the algorithm of a curve.
 */
export async function hoursToGate(folder: string, rates: Readonly<Record<string, Rates>>): Promise<GateReport> {
  const names = (await readdir(folder)).filter((name) => /^training-curve-.*\.json$/.test(name)).sort();
  const curves = await Promise.all(
    names.map(async (name) => curveSchema.parse(JSON.parse(await readFile(join(folder, name), 'utf8')))),
  );
  const fromNothing = curves.filter(({ agentStepsBefore }) => agentStepsBefore === 0);
  const rows = fromNothing.flatMap((curve) => [
    ...recordedHours(curve),
    ...hoursAtRates(curve, rates[curve.algorithm]),
  ]);
  return { rows, notes: fromNothing.flatMap(describeShortfall).join('\n') };
}

function recordedHours({ game, algorithm, gatePassed }: Curve): Row[] {
  if (!gatePassed || gatePassed.seconds === null) return [];
  return [
    {
      ...{ bench: 'train', unit: 'hours', case: `${game} by ${algorithm}, to a mean return of ${gatePassed.gate}` },
      ...{ ours: gatePassed.seconds / 3600, goalOurs: goalHours[game] },
    },
  ];
}

function hoursAtRates({ game, algorithm, gatePassed }: Curve, rates: Rates | undefined): Row[] {
  if (!gatePassed || !rates) return [];
  const hoursAt = (agentStepsPerSecond: number) => gatePassed.agentSteps / agentStepsPerSecond / 3600;
  return [
    createRow(
      {
        ...{ bench: 'train', unit: 'hours', case: `${game} by ${algorithm}, the same at the rates above` },
        ...{ ours: hoursAt(rates.ours), peer: hoursAt(rates.peer), peerName: rates.peerName },
        agreement: `${gatePassed.agentSteps.toLocaleString('en-US')} agent steps`,
      },
      'lower',
    ),
  ];
}

function describeShortfall({ game, algorithm, seconds, evaluations, gatePassed }: Curve): string[] {
  if (gatePassed || seconds === null || evaluations.length === 0) return [];
  const best = Math.max(...evaluations.map(({ meanReturn }) => meanReturn));
  return [
    `- ${game} by ${algorithm}: not at its gate, the best evaluation ${best} in ${(seconds / 3600).toFixed(2)} hours`,
  ];
}
