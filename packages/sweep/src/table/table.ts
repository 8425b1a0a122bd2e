/** Points to rows: one row for all seeds of a point, each figure with the mean over its seeds and their interval. */
import { meanAndInterval95 } from '@a2pd/core';
import { canonicalJson } from '../canonical-json.js';
import type { Coordinates, CoordinateValue } from '../coordinates.js';
import type { Metric } from './metrics.js';

/** A point that is done, failed, or was not come to. */
export interface TablePoint {
  readonly coordinates: Coordinates;
  readonly name: string;
  readonly status: 'done' | 'failed' | 'missing';
  readonly metrics: readonly Metric[];
}

export interface Cell {
  /** Over the seeds, in their order in the row. */
  readonly values: readonly number[];
  readonly mean: number;
  /** Half width of the 95% interval of the mean (Student's t over seeds); null for a single seed. */
  readonly halfWidth95: number | null;
}

export interface TableRow {
  /** The values of the axes but for the seed; absent where the row's product has no such axis. */
  readonly coordinates: Coordinates;
  /** "-" for what has none of its own. */
  readonly seeds: readonly CoordinateValue[];
  /** Seeds of points that failed or were not come to: the figures are without them. */
  readonly lackingSeeds: readonly CoordinateValue[];
  /** Folder names of the points, in the order of the grid. */
  readonly points: readonly string[];
  readonly cells: Readonly<Record<string, Cell>>;
}

export interface SweepTable {
  readonly axes: readonly string[];
  readonly metrics: readonly string[];
  readonly rows: readonly TableRow[];
}

/** @param axes Names of the grid's axes; "seed" is averaged over. */
export function tableOf(points: readonly TablePoint[], axes: readonly string[]): SweepTable {
  const shown = axes.filter((axis) => axis !== 'seed');
  const groups = new Map<string, TablePoint[]>();
  for (const point of points) {
    // What differs outside the axes (a default in one product, a value in another) still tells rows apart.
    const { seed: _, ...rest } = point.coordinates;
    const group = canonicalJson(rest);
    groups.set(group, [...(groups.get(group) ?? []), point]);
  }
  const rows = [...groups.values()].map((group) => rowOf(group, shown));
  const metrics = new Set(points.flatMap((point) => point.metrics.map(({ name }) => name)));
  return { axes: shown, metrics: [...metrics], rows };
}

function rowOf(points: readonly TablePoint[], axes: readonly string[]): TableRow {
  const done = points.filter(({ status }) => status === 'done');
  const { coordinates } = points[0]!;
  const names = new Set(done.flatMap(({ metrics }) => metrics.map(({ name }) => name)));
  const seedsOf = (some: readonly TablePoint[]) => some.map((point) => point.coordinates.seed ?? '-');
  return {
    coordinates: Object.fromEntries(
      axes.filter((axis) => Object.hasOwn(coordinates, axis)).map((axis) => [axis, coordinates[axis]!]),
    ),
    seeds: seedsOf(done),
    lackingSeeds: seedsOf(points.filter(({ status }) => status !== 'done')),
    points: points.map(({ name }) => name),
    cells: Object.fromEntries([...names].map((name) => [name, cellOf(done, name)])),
  };
}

function cellOf(points: readonly TablePoint[], metric: string): Cell {
  const values = points.flatMap(({ metrics }) =>
    metrics.filter(({ name }) => name === metric).map(({ value }) => value),
  );
  return { values, ...meanAndInterval95(values) };
}
