/** TFRecord framing: length (uint64), its checksum, the bytes, their checksum; all little-endian. */
import { A2pdError } from '@a2pd/core';
import { maskedCrc32c } from './crc32c.js';

const headerBytes = 12;
const footerBytes = 4;

export function encodeRecord(content: Uint8Array): Uint8Array {
  const record = Buffer.alloc(headerBytes + content.length + footerBytes);
  record.writeBigUInt64LE(BigInt(content.length), 0);
  record.writeUInt32LE(maskedCrc32c(record.subarray(0, 8)), 8);
  record.set(content, headerBytes);
  record.writeUInt32LE(maskedCrc32c(content), headerBytes + content.length);
  return record;
}

/**
 * The records of a file, as views of it. A last record that a crash cut short is left out.
 * @throws A2pdError CORRUPT_ARTEFACT where a checksum is wrong.
 */
export function decodeRecords(file: Uint8Array): Uint8Array[] {
  const bytes = Buffer.from(file.buffer, file.byteOffset, file.byteLength);
  const records: Uint8Array[] = [];
  let at = 0;
  while (at + headerBytes <= bytes.length) {
    check(bytes.subarray(at, at + 8), bytes.readUInt32LE(at + 8), at);
    const begin = at + headerBytes;
    const end = begin + Number(bytes.readBigUInt64LE(at));
    if (end + footerBytes > bytes.length) break;
    const content = bytes.subarray(begin, end);
    check(content, bytes.readUInt32LE(end), at);
    records.push(content);
    at = end + footerBytes;
  }
  return records;
}

function check(bytes: Uint8Array, masked: number, offsetBytes: number): void {
  if (maskedCrc32c(bytes) === masked) return;
  const remedy = 'the file is damaged from here on; what lies before can be read';
  throw new A2pdError('CORRUPT_ARTEFACT', `The record at byte ${offsetBytes} has a wrong checksum; ${remedy}`, {
    remedy,
    offsetBytes,
  });
}
