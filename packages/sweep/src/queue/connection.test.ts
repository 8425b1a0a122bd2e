import { expect, it } from 'vitest';
import { connectionOf } from './connection.js';

it.each(['localhost:6379', 'http://localhost', 'redis://', ''])('refuses %j as the address of a Redis', (address) => {
  expect(() => connectionOf(address)).toThrow(
    expect.objectContaining({ code: 'INVALID_ARGUMENT', remedy: 'e.g. redis://localhost:6379' }),
  );
});
