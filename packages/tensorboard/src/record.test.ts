import fc from 'fast-check';
import { expect, it } from 'vitest';
import { decodeRecords, encodeRecord } from './record.js';

const contents = fc.array(fc.uint8Array({ maxLength: 40 }), { maxLength: 6 });
const fileOf = (records: readonly Uint8Array[]) => Buffer.concat(records.map(encodeRecord));

it('frames by length, checksum, bytes, checksum', () => {
  expect(Buffer.from(encodeRecord(Buffer.from('123456789'))).toString('hex')).toMatch(
    /^0900000000000000[0-9a-f]{8}313233343536373839e5b08ac7$/,
  );
});

it('gives back what was framed', () => {
  fc.assert(
    fc.property(contents, (records) => {
      expect(decodeRecords(fileOf(records)).map((record) => [...record])).toEqual(records.map((record) => [...record]));
    }),
  );
});

it('reads all whole records of a file cut anywhere', () => {
  fc.assert(
    fc.property(contents, fc.nat(), (records, anywhere) => {
      const file = fileOf(records);
      const cut = file.subarray(0, anywhere % (file.length + 1));
      const isWhole = records.map((_, i) => fileOf(records.slice(0, i + 1)).length <= cut.length);
      expect(decodeRecords(cut)).toHaveLength(isWhole.filter(Boolean).length);
    }),
  );
});

it('notices any changed bit', () => {
  fc.assert(
    fc.property(fc.uint8Array({ minLength: 1, maxLength: 20 }), fc.nat(), fc.nat(7), (record, where, bit) => {
      const file = fileOf([record]);
      file[where % file.length]! ^= 1 << bit;
      expect(() => decodeRecords(file)).toThrow(expect.objectContaining({ code: 'CORRUPT_ARTEFACT' }));
    }),
  );
});
