import { expect, it } from 'vitest';
import { findPython } from './probes.js';
import { runPython } from './run-python.js';

const { program } = await findPython();
const python = { program, environment: { FROM_PACKAGES: 'a' } };

it('gives what Python prints, with both environments', async () => {
  const print = 'import os; print(os.environ["FROM_PACKAGES"], os.environ["OWN"])';
  expect(await runPython(python, ['-c', print], { OWN: 'b' })).toBe('a b\n');
});

it('sees no packages of the machine', async () => {
  // All machines that get this far have pip.
  await expect(runPython(python, ['-c', 'import pip'])).rejects.toThrow("No module named 'pip'");
});

it.each([
  ['exit code 3', 'import sys; print("why"); sys.exit(3)'],
  ['SIGKILL', 'import os; print("why", flush=True); os.kill(os.getpid(), 9)'],
])('says that it ended with %s, and its last lines', async (end, failing) => {
  await expect(runPython(python, ['-c', failing])).rejects.toThrow(
    expect.objectContaining({ code: 'TOOL_UNAVAILABLE', message: expect.stringMatching(`ended with ${end}:\nwhy`) }),
  );
});

it('says that there is no such program', async () => {
  const missing = { program: 'no-such-python', environment: {} };
  await expect(runPython(missing, ['-c', ''])).rejects.toThrow('ended with ENOENT');
});
