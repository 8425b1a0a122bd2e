import { execFileSync } from 'node:child_process';
import { mkdir, mkdtemp, readdir, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import type { Distribution } from './distribution.js';
import { downloadDistribution } from './download.js';
import { sha256OfFile } from './sha256.js';

const fileName = 'a2pd_example-1.0-py3-none-any.whl';
let folder: string;
let distribution: Distribution;

/** A package index of one wheel and one source distribution, as a folder that the machine's real pip reads. */
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'a2pd-download-'));
  const script = `
import io, os, sys, tarfile, zipfile
info = "a2pd_example-1.0.dist-info/"
with zipfile.ZipFile(sys.argv[1], "w") as wheel:
    wheel.writestr(info + "METADATA", "Metadata-Version: 2.1\\nName: a2pd-example\\nVersion: 1.0\\n")
    wheel.writestr(info + "WHEEL", "Wheel-Version: 1.0\\nRoot-Is-Purelib: true\\nTag: py3-none-any\\n")
    wheel.writestr(info + "RECORD", "")
project = b"""[build-system]
requires = ["a2pd-nowhere"]
build-backend = "a2pd_nowhere.build"
[project]
name = "a2pd-source"
version = "1.0"
"""
with tarfile.open(os.path.join(os.path.dirname(sys.argv[1]), "a2pd_source-1.0.tar.gz"), "w:gz") as source:
    info = tarfile.TarInfo("a2pd_source-1.0/pyproject.toml")
    info.size = len(project)
    source.addfile(info, io.BytesIO(project))
`;
  execFileSync('python3', ['-c', script, join(folder, fileName)]);
  distribution = {
    requirement: 'a2pd-example==1.0',
    fileName,
    sha256: await sha256OfFile(join(folder, fileName)),
    approximateBytes: 500,
    pipArguments: ['--no-index', `--find-links=${folder}`],
  };
});

afterAll(() => rm(folder, { recursive: true }));

function target(name: string): { directory: string; log: (line: string) => void; lines: string[] } {
  const lines: string[] = [];
  return { directory: join(folder, name), log: (line) => lines.push(line), lines };
}

describe('downloadDistribution', () => {
  it('brings a distribution, once, and leaves nothing else behind', async () => {
    const to = target('once');
    const path = await downloadDistribution(distribution, to);
    expect(await sha256OfFile(path)).toBe(distribution.sha256);
    expect(await readdir(to.directory)).toEqual([fileName]);
    expect(to.lines.join('\n')).toMatch(/Downloading a2pd-example==1.0[\s\S]*SHA-256 as pinned/);

    to.lines.length = 0;
    const before = await stat(path);
    expect(await downloadDistribution(distribution, to)).toBe(path);
    expect((await stat(path)).mtimeMs).toBe(before.mtimeMs);
    expect(to.lines).toEqual([]);
  });

  it('brings a source distribution without what would build it', async () => {
    const source: Distribution = {
      ...distribution,
      requirement: 'a2pd-source==1.0',
      fileName: 'a2pd_source-1.0.tar.gz',
      sha256: await sha256OfFile(join(folder, 'a2pd_source-1.0.tar.gz')),
      pipArguments: [...distribution.pipArguments!, '--no-binary=:all:', '--python-version=3.12'],
      buildBackend: 'a2pd_nowhere.build',
    };
    expect(await sha256OfFile(await downloadDistribution(source, target('source')))).toBe(source.sha256);
    const other = { ...source, sha256: '0'.repeat(64), buildBackend: 'unasked' };
    await expect(downloadDistribution(other, target('other source'))).rejects.toMatchObject({
      message: expect.stringContaining('DO NOT MATCH THE HASHES'),
    });
  });

  it('replaces a file that is damaged', async () => {
    const to = target('damaged');
    await mkdir(to.directory);
    await writeFile(join(to.directory, fileName), 'half');
    expect(await sha256OfFile(await downloadDistribution(distribution, to))).toBe(distribution.sha256);
  });

  it('refuses a file with another hash', async () => {
    const to = target('hash');
    const other = { ...distribution, sha256: '0'.repeat(64) };
    await expect(downloadDistribution(other, to)).rejects.toMatchObject({
      code: 'DOWNLOAD_FAILED',
      message: expect.stringContaining(distribution.sha256),
      remedy: expect.stringContaining('mirror'),
    });
    expect(await readdir(to.directory)).toEqual([]);
  });

  it('says when the index does not have it', async () => {
    const unknown = { ...distribution, requirement: 'a2pd-example==2.0' };
    await expect(downloadDistribution(unknown, target('unknown'))).rejects.toMatchObject({
      code: 'DOWNLOAD_FAILED',
      message: expect.stringMatching(/does not offer it[\s\S]*No matching distribution/),
    });
  });

  it('says when the index cannot be reached', async () => {
    const away = { ...distribution, pipArguments: ['--index-url=http://127.0.0.1:9/simple', '--retries=0'] };
    await expect(downloadDistribution(away, target('away'))).rejects.toMatchObject({
      code: 'DOWNLOAD_FAILED',
      remedy: expect.stringContaining('PIP_INDEX_URL'),
    });
  });

  it('says when there is no Python', async () => {
    vi.stubEnv('A2PD_PYTHON', join(folder, 'no-python'));
    await expect(downloadDistribution(distribution, target('python'))).rejects.toMatchObject({
      code: 'TOOL_UNAVAILABLE',
      remedy: expect.stringContaining('apt-get install python3'),
    });
    vi.unstubAllEnvs();
  });
});
