import { buffer } from 'node:stream/consumers';
import { expect, it } from 'vitest';
import yazl from 'yazl';
import { openZip } from './read-zip.js';
import { writeZip } from './write-zip.js';

const megabyte = 1 << 20;

async function deflated(): Promise<Buffer> {
  const zip = new yazl.ZipFile();
  zip.addBuffer(Buffer.alloc(megabyte), 'zeros');
  zip.end();
  return buffer(zip.outputStream);
}

/** The same archive whose directory declares another size. */
function declaring(archive: Buffer, bytes: number): Buffer {
  const changed = Buffer.from(archive);
  const entry = changed.indexOf(Buffer.from('PK\x01\x02', 'latin1'));
  changed.writeUInt32LE(bytes, entry + 24);
  return changed;
}

it('gives the members that were written', async () => {
  const zip = await openZip(await writeZip({ 'a/b': 'text', c: Uint8Array.of(1, 2) }, 'a comment'));
  expect(zip.names).toEqual(['a/b', 'c']);
  expect((await zip.read('a/b')).toString()).toBe('text');
  expect(await (await openZip(await deflated())).read('zeros')).toHaveLength(megabyte);
});

it('inflates no more than was declared, and not what declares too much', async () => {
  const archive = await deflated();
  await expect((await openZip(declaring(archive, 10))).read('zeros')).rejects.toMatchObject({
    code: 'CORRUPT_ARTEFACT',
  });
  await expect((await openZip(archive)).read('zeros', 1000)).rejects.toMatchObject({ code: 'CORRUPT_ARTEFACT' });
  await expect(openZip(declaring(archive, 0xf000_0000))).rejects.toMatchObject({
    code: 'CORRUPT_ARTEFACT',
    message: expect.stringContaining('at most 1.1 GB in all but received "4.0 GB"'),
  });
});

it('refuses names that come twice and archives that are cut off', async () => {
  const zip = new yazl.ZipFile();
  for (const text of ['one', 'two']) zip.addBuffer(Buffer.from(text), 'name', { compress: false });
  zip.end();
  const twice = await buffer(zip.outputStream);
  await expect(openZip(twice)).rejects.toMatchObject({ message: expect.stringContaining('every name once') });
  await expect(openZip(twice.subarray(0, 40))).rejects.toMatchObject({ code: 'CORRUPT_ARTEFACT' });
  await expect(openZip(Buffer.alloc(0))).rejects.toMatchObject({ code: 'CORRUPT_ARTEFACT' });
});
