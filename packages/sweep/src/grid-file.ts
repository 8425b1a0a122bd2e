/** Reads a grid from JSON or YAML (of which JSON is a part). */
import { readRegularText } from '@a2pd/artefact';
import { A2pdError, expectationError, messageOf } from '@a2pd/core';
import { parseDocument } from 'yaml';
import { type Grid, parseGrid } from './grid.js';

const maxBytes = 1_000_000;

/** @throws A2pdError FILE_UNAVAILABLE, or INVALID_CONFIG naming what is wrong. */
export async function readGridFile(file: string): Promise<Grid> {
  const text = await readText(file);
  const document = parseDocument(text, { uniqueKeys: true });
  const [problem] = document.errors;
  if (problem) {
    const remedy = 'mend the file; docs/sweeps.md shows one';
    throw new A2pdError('INVALID_CONFIG', `${file} is neither JSON nor YAML: ${problem.message}; ${remedy}`, {
      remedy,
      cause: problem,
    });
  }
  return parseGrid(document.toJS({ maxAliasCount: 100 }));
}

async function readText(file: string): Promise<string> {
  try {
    return await readRegularText(file, (size) => {
      if (size > maxBytes) throw expectationError('INVALID_CONFIG', `a grid of at most ${maxBytes} bytes`, size);
    });
  } catch (cause) {
    if (cause instanceof A2pdError) throw cause;
    const remedy = 'name a grid file, e.g. docs/examples/figures-4-and-5.yaml';
    const why = messageOf(cause);
    throw new A2pdError('FILE_UNAVAILABLE', `Cannot read ${file}: ${why}; ${remedy}`, { remedy, cause });
  }
}
