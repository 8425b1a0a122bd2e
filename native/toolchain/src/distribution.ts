/** What the Python package index is asked for. */
export interface Distribution {
  /** As pip reads it, pinned: `ale-py==0.12.1`. */
  readonly requirement: string;
  /** Of the file, lower-case hexadecimal. */
  readonly sha256: string;
  /** The name the index gives the file. */
  readonly fileName: string;
  readonly approximateBytes: number;
  /** Which of the distributions is meant, e.g. `['--no-binary=ale-py']`. */
  readonly pipArguments?: readonly string[];
  /** Of a source distribution: what its pyproject.toml names as build-backend. It is never run (stand-in-backend.ts). */
  readonly buildBackend?: string;
}
