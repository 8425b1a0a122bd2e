/**
 * A build backend that builds nothing. pip asks a source distribution's backend for its metadata even when it only downloads
 * it, and would install that backend, and all it wants, for the purpose: unpinned code, from the network, at install.
 */
import { mkdir, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';

/**
 * Writes below `folder` what Python imports as `module` (`scikit_build_core.build`) once `folder` is on its path; it knows
 * nothing but the name and version of `requirement` (`ale-py==0.12.1`).
 */
export async function writeStandInBackend(folder: string, module: string, requirement: string): Promise<void> {
  const [name = '', version = ''] = requirement.split('==');
  const file = join(folder, `${module.replaceAll('.', '/')}.py`);
  for (let place = dirname(file); place !== folder; place = dirname(place)) {
    await mkdir(place, { recursive: true });
    await writeFile(join(place, '__init__.py'), '');
  }
  await writeFile(file, source(name, version));
}

const source = (name: string, version: string) => `import os


def prepare_metadata_for_build_wheel(metadata_directory, config_settings=None):
    folder = "${name.replaceAll('-', '_')}-${version}.dist-info"
    os.mkdir(os.path.join(metadata_directory, folder))
    with open(os.path.join(metadata_directory, folder, "METADATA"), "w") as metadata:
        metadata.write("Metadata-Version: 2.1\\nName: ${name}\\nVersion: ${version}\\n")
    return folder
`;
