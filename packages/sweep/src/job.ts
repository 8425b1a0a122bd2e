/**
 * One job of a sweep: everything it needs to be done anywhere, and the key it is known by. The key is the SHA-256 of the
 * specification's canonical JSON, so equal work has one key in every grid and on every machine.
 */
import { parseConfig } from '@a2pd/artefact';
import { z } from 'zod';
import { hashOf } from './canonical-json.js';
import { collectSchema, coordinatesSchemaOf, evaluateSchema, trainSchema } from './grid.js';

const sha256 = z.string().regex(/^[0-9a-f]{64}$/);
const runName = z.string().regex(/^[A-Za-z0-9][A-Za-z0-9._-]{0,80}$/);
const game = z.string().regex(/^[a-z][a-z0-9_]*$/);

/** A run below --runs, as it was when the sweep was planned. */
const runSourceSchema = z.strictObject({
  run: runName,
  /** SHA-256 of the manifest; null where the run has no teacher. */
  teacherSha256: sha256.nullable(),
});

/** Makes the teacher and prescriptions of one game. */
const preparationSchema = z.strictObject({
  kind: z.literal('preparation'),
  game,
  teacher: z.union([
    z.strictObject({ train: trainSchema }),
    z.strictObject({ from: runSourceSchema.extend({ teacherSha256: sha256 }) }),
  ]),
  collect: collectSchema,
});

/** Makes the network of one game from which its defences set out. */
const trainingSchema = z.strictObject({ kind: z.literal('training'), game, train: trainSchema });

const preparedSourceSchema = z.strictObject({ preparation: sha256 });

const evaluated = {
  evaluate: evaluateSchema,
  /** Modules that its method and attacks come from, as they were when the sweep was planned; absent where there are none. */
  plugins: z.array(z.strictObject({ name: z.string(), sha256 })).optional(),
};

/** One point of the grid: a student and its evaluations. */
const distilledPointSchema = z.strictObject({
  kind: z.literal('point'),
  coordinates: coordinatesSchemaOf('method'),
  source: z.union([
    z.strictObject({ from: runSourceSchema.extend({ prescriptionsSha256: sha256 }) }),
    preparedSourceSchema,
  ]),
  ...evaluated,
});

/** The same of an agent that is trained on with a defence; with the defence `none` it is the undefended one itself. */
const defendedPointSchema = z.strictObject({
  kind: z.literal('defended-point'),
  coordinates: coordinatesSchemaOf('defence'),
  source: z.union([z.strictObject({ from: runSourceSchema.extend({ teacherSha256: sha256 }) }), preparedSourceSchema]),
  ...evaluated,
});

const jobSpecificationSchema = z.discriminatedUnion('kind', [
  preparationSchema,
  trainingSchema,
  distilledPointSchema,
  defendedPointSchema,
]);

export type Training = Readonly<z.output<typeof trainingSchema>>;
export type Preparation = Readonly<z.output<typeof preparationSchema>>;
export type DistilledPoint = Readonly<z.output<typeof distilledPointSchema>>;
export type DefendedPoint = Readonly<z.output<typeof defendedPointSchema>>;
export type Point = DistilledPoint | DefendedPoint;
export type JobSpecification = Preparation | Training | Point;

export function isPoint(specification: JobSpecification): specification is Point {
  return specification.kind === 'point' || specification.kind === 'defended-point';
}

export interface SweepJob<S extends JobSpecification = JobSpecification> {
  /** SHA-256 of the specification. */
  readonly key: string;
  /** A folder name: what it is, and the beginning of the key. */
  readonly name: string;
  readonly specification: S;
}

export type RunSource = Readonly<z.output<typeof runSourceSchema>> & { readonly prescriptionsSha256?: string };

/** The run that a job takes its teacher or prescriptions from; undefined where what it needs is made by the sweep. */
export function runSourceOf(specification: JobSpecification): RunSource | undefined {
  if (specification.kind === 'training') return undefined;
  const source = isPoint(specification) ? specification.source : specification.teacher;
  return 'from' in source ? source.from : undefined;
}

/** Bumped when the same specification would mean other work. */
const specificationVersion = 1;

export function jobOf<S extends JobSpecification>(specification: S): SweepJob<S> {
  const key = hashOf({ specificationVersion, ...specification });
  return { key, name: `${labelOf(specification)}-${shortKey(key)}`, specification };
}

/** Reads a specification that came from elsewhere. @throws A2pdError INVALID_CONFIG. */
export function parseJob(specification: unknown): SweepJob {
  return jobOf(parseConfig(jobSpecificationSchema, specification, 'job of a sweep'));
}

/** Name of the folder of the preparation or training with this key. */
export function preparationName(ofGame: string, key: string): string {
  return `${ofGame}-teacher-${shortKey(key)}`;
}

function labelOf(specification: JobSpecification): string {
  if (!isPoint(specification)) return `${specification.game}-teacher`;
  const { game: ofGame, method, defence } = specification.coordinates;
  return `${ofGame}-${defence === 'none' ? 'undefended' : (defence ?? method)}`.replaceAll('+', '-');
}

function shortKey(key: string): string {
  return key.slice(0, 16);
}
