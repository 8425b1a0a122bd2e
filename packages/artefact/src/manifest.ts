/**
 * The manifest that goes with everything on disk: what it is, what made it and from what, and the hash of each file.
 * A number without a manifest does not exist.
 */
import { z } from 'zod';

export const manifestFileName = 'manifest.json';
/** Of a data set of a hundred thousand files it is a quarter. */
export const mostManifestBytes = 2 ** 26;
export const manifestSchemaVersion = 1;

const artefactKinds = [
  'policy',
  'adversary',
  'prescriptions',
  'evaluation',
  'audit',
  'certification',
  'certified-play',
  'report',
  'sweep-result',
  'sweep-table',
  'training',
  'distillation',
] as const;
export type ArtefactKind = (typeof artefactKinds)[number];

const sha256 = z.string().regex(/^[0-9a-f]{64}$/);

/** A path inside the artefact's folder: no way up, no absolute path, no hidden trick. */
const memberPath = z
  .string()
  .min(1)
  .max(200)
  .regex(/^[A-Za-z0-9][A-Za-z0-9._-]*(\/[A-Za-z0-9][A-Za-z0-9._-]*)*$/, 'must be a plain relative path');

/** A module of the user's, by the name and the hash of its file. */
const pluginReferenceSchema = z.strictObject({ name: z.string().min(1), sha256 });

const parentReferenceSchema = z.strictObject({
  kind: z.enum(artefactKinds),
  manifestSha256: sha256,
  /** Those that had a part in it, or in what it was made from; absent where none had. */
  plugins: z.array(pluginReferenceSchema).optional(),
});

/** What the writer says of an artefact. */
const descriptionSchema = z.strictObject({
  kind: z.enum(artefactKinds),
  /** ALE's name of the game, e.g. "pong". */
  game: z.string().optional(),
  romMd5: z.string().optional(),
  /** The resolved configuration, every default filled in. */
  config: z.record(z.string(), z.unknown()),
  seeds: z.record(z.string(), z.unknown()),
  /** The artefacts this one was made from. */
  parents: z.array(parentReferenceSchema).optional(),
  /** Modules of the user's that had a part in making it; parents name their own. */
  plugins: z.array(pluginReferenceSchema).optional(),
  /** Present when the run is smaller than the paper's protocol: says how. */
  scaledDown: z.string().optional(),
  /** Figures worth showing without opening the files. */
  summary: z.record(z.string(), z.unknown()).optional(),
});

const manifestFields = descriptionSchema.extend({
  schemaVersion: z.literal(manifestSchemaVersion),
  createdAt: z.iso.datetime(),
  tool: z.strictObject({
    version: z.string(),
    sourceCommit: z.string(),
    node: z.string(),
    platform: z.string(),
    /** Of products and convolutions, by A2PD_PRECISION; docs/compiled-steps.md. */
    precision: z.enum(['float32', 'bfloat16']).optional(),
  }),
  files: z.array(z.strictObject({ path: memberPath, bytes: z.number().int().nonnegative(), sha256 })),
});

/** What a copy keeps of its original: when and by what it was made, and the hashes of its files. */
export const originSchema = manifestFields.pick({ createdAt: true, tool: true, files: true });

/** What the file holds: see manifest-seal.ts. */
export const manifestSchema = manifestFields.extend({ seal: sha256.optional() });

export type PluginReference = Readonly<z.infer<typeof pluginReferenceSchema>>;
export type ParentReference = Readonly<z.infer<typeof parentReferenceSchema>>;
export type ArtefactDescription = Readonly<z.infer<typeof descriptionSchema>>;
export type Manifest = Readonly<z.infer<typeof manifestFields>>;
export type ManifestFile = Manifest['files'][number];

/** Whether `path` may name a file of an artefact. */
export function isMemberPath(path: string): boolean {
  return memberPath.safeParse(path).success && path !== manifestFileName;
}

/** Where every artefact of kind `policy` keeps its weights. */
export const weightsFile = 'weights.safetensors';
