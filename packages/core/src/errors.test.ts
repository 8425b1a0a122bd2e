import { describe, expect, it } from 'vitest';
import { A2pdError, expectationError, throwIfAborted } from './errors.js';

describe('A2pdError', () => {
  it('says what was expected, what came and the remedy', () => {
    const error = expectationError('ILLEGAL_ACTION', 'action in [0, 6)', 9, 'use numActions');
    expect(error).toBeInstanceOf(A2pdError);
    expect(error.message).toBe('Expected action in [0, 6) but received 9; use numActions');
    expect(error.code).toBe('ILLEGAL_ACTION');
    expect(error.remedy).toBe('use numActions');
    expect(error.details).toEqual({ expected: 'action in [0, 6)', received: 9, remedy: 'use numActions' });
  });

  it('keeps its cause', () => {
    const cause = new Error('disk');
    expect(new A2pdError('FILE_UNAVAILABLE', 'x', { cause }).cause).toBe(cause);
  });

  it.each([
    [new Uint8Array(3), 'Uint8Array(3)'],
    ['pong', '"pong"'],
    [[1, 2], '[1, 2]'],
    [undefined, 'undefined'],
    [[[[['deep']]]], '[[[an array of 1]]]'],
  ])('describes %o in a message', (received, text) => {
    expect(expectationError('INVALID_ARGUMENT', 'x', received).message).toBe(`Expected x but received ${text}`);
  });
});

describe('throwIfAborted', () => {
  it('throws INTERRUPTED once the signal is aborted', () => {
    const controller = new AbortController();
    throwIfAborted(controller.signal);
    controller.abort();
    expect(() => throwIfAborted(controller.signal)).toThrow(A2pdError);
  });
});
