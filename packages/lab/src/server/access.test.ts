import { expect, it } from 'vitest';
import { admit } from './access.js';

const door = { token: 'secret', port: 4000 };
const host = '127.0.0.1:4000';

it.each([
  ['/secret/', { host }, ''],
  ['/secret/assets/page.js', { host: 'localhost:4000' }, 'assets/page.js'],
  ['/secret/session?take', { host, origin: `http://${host}` }, 'session'],
])('admits %s', (url, headers, path) => {
  expect(admit(door, url, headers)).toEqual({ path });
});

it('admits to the usual port without its number', () => {
  const usual = { ...door, port: 80 };
  expect(admit(usual, '/secret/', { host: 'localhost' })).toEqual({ path: '' });
  expect(admit(door, '/secret/', { host: 'localhost' })).toHaveProperty('refusal');
});

it.each([
  ['no token', '/', { host }, /token/],
  ['another token', '/secreT/', { host }, /token/],
  ['a longer token', '/secrets/', { host }, /token/],
  ['a token in the query', '/?secret', { host }, /token/],
  ['no slash behind it', '/secret', { host }, /slash/],
  ['another name for this machine', '/secret/', { host: 'evil.example:4000' }, /127.0.0.1/],
  ['another port', '/secret/', { host: '127.0.0.1:4001' }, /127.0.0.1/],
  ['no host', '/secret/', {}, /127.0.0.1/],
  ['a foreign page', '/secret/session', { host, origin: 'http://evil.example' }, /this page itself/],
  ['a page of another name', '/secret/session', { host, origin: 'http://localhost:4000' }, /this page itself/],
  ['a page from a file', '/secret/session', { host, origin: 'null' }, /this page itself/],
])('refuses %s', (_, url, headers, refusal) => {
  expect(admit(door, url, headers)).toEqual({ refusal: expect.stringMatching(refusal) });
});
