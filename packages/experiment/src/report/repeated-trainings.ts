/** The rows over seeds of the sweeps whose tables are kept beside the results pages. */
import { join } from 'node:path';
import type { RepeatedTraining } from '@a2pd/report';
import {
  attackOfReturn,
  describePoint,
  provedShareMetric,
  type ReadTable,
  readTable,
  type TableRow,
} from '@a2pd/sweep/table';
import { readAll } from '../records/read-all.js';
import { joinScales } from '../run/scale.js';

/** Below the folder of the pages: copies of folders of `runs/sweeps/tables`. */
export const keptSweeps = 'sweeps';

/** @throws A2pdError CORRUPT_ARTEFACT or INCOMPATIBLE_ARTEFACT where something else than tables of sweeps is kept there. */
export async function readRepeatedTrainings(output: string): Promise<RepeatedTraining[]> {
  const tables = await readAll(join(output, keptSweeps), readTable);
  return tables.flatMap((table) =>
    table.rows.filter(({ seeds }) => seeds.length > 1).map((row) => repeatedTraining(row, table)),
  );
}

function repeatedTraining({ coordinates, seeds, cells }: TableRow, table: ReadTable): RepeatedTraining {
  const { game, ...rest } = coordinates;
  return {
    game: String(game),
    name: describePoint(rest),
    seeds: seeds.map(String),
    scaledDown: joinScales([table.scaledDown]) ?? null,
    returns: Object.fromEntries(
      table.metrics.flatMap((name) => {
        const [attack, cell] = [attackOfReturn(name), cells[name]];
        return attack !== undefined && cell ? [[attack, cell]] : [];
      }),
    ),
    provedShare: cells[provedShareMetric] ?? null,
  };
}
