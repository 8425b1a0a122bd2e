/** A zip archive without compression: the same members make the same bytes. */
import { buffer } from 'node:stream/consumers';
import yazl from 'yazl';

/** The first moment that a zip file can tell. */
const noTime = new Date(1980, 0, 1);

export async function writeZip(members: Readonly<Record<string, Uint8Array | string>>, comment = ''): Promise<Buffer> {
  const zip = new yazl.ZipFile();
  for (const [name, contents] of Object.entries(members)) {
    zip.addBuffer(Buffer.from(contents), name, { compress: false, mtime: noTime, mode: 0o100644 });
  }
  zip.end({ comment, forceZip64Format: false });
  return buffer(zip.outputStream);
}
