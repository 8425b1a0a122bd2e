/** Reads a grid from JSON or YAML (of which JSON is a part). */
import { readRegularText } from '@a2pd/artefact';
import { A2pdError, expectationError, messageOf } from '@a2pd/core';
import { parseDocument } from 'yaml';
import { type Grid, parseGrid } from './grid.js';

/** The parser's time grows with the square of what is wrong in a file. */
const maxBytes = 100_000;
/** A grid needs five. */
const deepest = 50;
const deepLine = new RegExp(`^(?: {${4 * deepest}}| *(?:[-?:] +){${deepest}})`, 'm');

/** @throws A2pdError FILE_UNAVAILABLE, or INVALID_CONFIG naming what is wrong. */
export async function readGridFile(file: string): Promise<Grid> {
  const text = await readText(file);
  return parseGrid(parseText(file, text));
}

/** @throws A2pdError INVALID_CONFIG also for aliases of aliases, which unfold to any size, and for nesting without end. */
function parseText(file: string, text: string): unknown {
  try {
    if (isDeep(text)) throw new Error(`it is nested more than ${deepest} deep`);
    const document = parseDocument(text, { uniqueKeys: true });
    const [problem] = document.errors;
    if (problem) throw problem;
    return document.toJS({ maxAliasCount: 100 });
  } catch (cause) {
    const remedy = 'mend the file; docs/sweeps.md shows one';
    const why = messageOf(cause);
    throw new A2pdError('INVALID_CONFIG', `${file} is neither JSON nor YAML of a grid: ${why}; ${remedy}`, {
      remedy,
      cause,
    });
  }
}

/** The parser calls itself, and where the stack ends the process may end: brackets, indentation, and indicators in a row. */
function isDeep(text: string): boolean {
  let depth = 0;
  for (const character of text) {
    if (character === '[' || character === '{') depth++;
    else if ((character === ']' || character === '}') && depth > 0) depth--;
    if (depth > deepest) return true;
  }
  return deepLine.test(text);
}

async function readText(file: string): Promise<string> {
  try {
    return await readRegularText(file, (size) => {
      if (size > maxBytes)
        throw expectationError('INVALID_CONFIG', `a grid of at most ${maxBytes} bytes`, size, 'leave values out');
    });
  } catch (cause) {
    if (cause instanceof A2pdError) throw cause;
    const remedy = 'name a grid file, e.g. docs/examples/figures-4-and-5.yaml';
    const why = messageOf(cause);
    throw new A2pdError('FILE_UNAVAILABLE', `Cannot read ${file}: ${why}; ${remedy}`, { remedy, cause });
  }
}
