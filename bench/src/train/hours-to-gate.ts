/** How long recorded trainings took until they played well, beside what a peer would take for as many agent steps. */
import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { z } from 'zod';
import type { Row } from '../row.js';

/** As `a2pd report --training` writes it beside its pages. */
const curveSchema = z.looseObject({
  game: z.string(),
  algorithm: z.string(),
  gatePassed: z.looseObject({ gate: z.number(), agentSteps: z.number(), seconds: z.number().nullable() }).nullable(),
});

/** Hours that a teacher of each game may take on two cores. */
const goalHours: Readonly<Record<string, number>> = {
  pong: 1,
  boxing: 1.5,
  road_runner: 1,
  freeway: 1,
  bank_heist: 4,
};

/** A peer's measured agent steps a second, by the algorithm that it trains by. */
export type PeerRates = Readonly<Record<string, { readonly agentStepsPerSecond: number; readonly peerName: string }>>;

/** A row for each curve of `folder` that has been at its gate. */
export async function hoursToGate(folder: string, peers: PeerRates): Promise<Row[]> {
  const names = (await readdir(folder)).filter((name) => /^training-curve-.*\.json$/.test(name)).sort();
  const curves = await Promise.all(
    names.map(async (name) => curveSchema.parse(JSON.parse(await readFile(join(folder, name), 'utf8')))),
  );
  return curves.flatMap(({ game, algorithm, gatePassed }) => {
    if (!gatePassed || gatePassed.seconds === null) return [];
    const { gate, agentSteps, seconds } = gatePassed;
    const ours = seconds / 3600;
    const row = { bench: 'train', case: `${game} by ${algorithm}, to a mean return of ${gate}`, unit: 'hours', ours };
    const goal = { goalOurs: goalHours[game] };
    const rival = peers[algorithm];
    if (!rival) return [{ ...row, ...goal }];
    const peer = agentSteps / rival.agentStepsPerSecond / 3600;
    return [{ ...row, ...goal, peer, ratio: peer / ours, peerName: `${rival.peerName}, at its rate` }];
  });
}
