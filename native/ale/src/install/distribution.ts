/** The source distribution of ALE that this addon is built from, and what is taken out of it. */
import type { Distribution } from '@a2pd/toolchain';

export const aleDistribution: Distribution = {
  requirement: 'ale-py==0.12.1',
  sha256: 'c503d574c5983e1063b451201ccb779d935919c0f6bf116fb0f4f8aa4c86d249',
  fileName: 'ale_py-0.12.1.tar.gz',
  approximateBytes: 11460017,
  // ale-py asks for Python 3.10; its C++ does not, and with a version named pip does not ask for the machine's own.
  pipArguments: ['--no-binary=ale-py', '--python-version=3.12'],
  buildBackend: 'scikit_build_core.build',
};

/** Sources go to `ale/`, ROMs and the list of their MD5s to `roms/`; the interfaces for Python, WebAssembly and OpenCV are left behind. */
export function placeMember(member: string): string | undefined {
  const path = member.replace(/^[^/]+\//, '');
  const rom = /^src\/ale\/python\/roms\/(\w+\.bin|md5\.json)$/.exec(path)?.[1];
  if (rom) return `roms/${rom}`;
  if (/^src\/ale\/(python|wasm|vector|external)\//.test(path)) return undefined;
  return /^src\/(ale\/.+\.(?:[ch](?:pp|xx)?|cxx|ins|def))$/.exec(path)?.[1];
}
