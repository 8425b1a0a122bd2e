/** A sweep's table read again, from where `writeTable` left it. */
import { Artefact, parseRecord } from '@a2pd/artefact';
import { z } from 'zod';
import { settingValue } from '../coordinates.js';
import type { SweepTable } from './table.js';
import { tableFile } from './write-table.js';

export interface ReadTable extends SweepTable {
  /** How what it rests on is less than the paper's protocol; undefined at full size. */
  readonly scaledDown: string | undefined;
}

/**
 * @param directory E.g. `runs/sweeps/tables/beta`, or a copy of it.
 * @throws A2pdError FILE_UNAVAILABLE, CORRUPT_ARTEFACT or INCOMPATIBLE_ARTEFACT where there is no table of a sweep.
 */
export async function readTable(directory: string): Promise<ReadTable> {
  const artefact = await Artefact.open(directory, 'sweep-table');
  const { axes, metrics, rows } = parseRecord(tableSchema, (await artefact.read(tableFile)).toString('utf8'), {
    what: `${tableFile} in ${directory}`,
    writer: 'a sweep',
    remedy: 'run the sweep again, which makes its table of the results that it finds',
  });
  return { axes, metrics, rows, scaledDown: artefact.manifest.scaledDown };
}

const cellSchema = z.object({
  values: z.array(z.number()).min(1),
  mean: z.number(),
  halfWidth95: z.number().min(0).nullable(),
});

/** Without the outcomes of the jobs, which lie beside the rows. */
const tableSchema = z.object({
  axes: z.array(z.string()),
  metrics: z.array(z.string()),
  rows: z.array(
    z.object({
      coordinates: z.record(z.string(), settingValue),
      seeds: z.array(settingValue),
      lackingSeeds: z.array(settingValue),
      points: z.array(z.string()),
      cells: z.record(z.string(), cellSchema),
    }),
  ),
});
