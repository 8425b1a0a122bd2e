import { expect, it } from 'vitest';
import { crc32c, maskedCrc32c } from './crc32c.js';

/** RFC 3720, appendix B.4, and the check value of the CRC catalogues. */
it.each([
  ['nothing', new Uint8Array(0), 0],
  ['32 zeros', new Uint8Array(32), 0x8a9136aa],
  ['32 ones', new Uint8Array(32).fill(0xff), 0x62a8ab43],
  ['0 to 31', Uint8Array.from({ length: 32 }, (_, i) => i), 0x46dd794e],
  ['31 to 0', Uint8Array.from({ length: 32 }, (_, i) => 31 - i), 0x113fdb5c],
  ['123456789', Buffer.from('123456789'), 0xe3069283],
])('checks %s', (_, bytes, checksum) => expect(crc32c(bytes)).toBe(checksum));

it('masks: e3069283 turned right by 15 bits is 2507c60d, plus a282ead8', () => {
  expect(maskedCrc32c(Buffer.from('123456789'))).toBe(0xc78ab0e5);
});
