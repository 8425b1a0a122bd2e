import type { Manifest } from '@a2pd/artefact';

/** Whether a policy was trained on its game: a student's manifest says by which method it was distilled; at first, by which loss. */
export function isTeacher({ config }: Manifest): boolean {
  return config.method === undefined && config.loss === undefined;
}
