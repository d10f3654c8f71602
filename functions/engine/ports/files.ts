/** The files of a certificate on a server, for what serves it there. */
import type { CertificateFiles } from './store.ts';

export interface Lineage {
  /** Absolute: the folder that servers name in their configuration. It leads to the files of one version. */
  readonly path: string;
  /** MUST be held for all that changes anything. @returns what gives it up. */
  lock(): Promise<() => Promise<void>>;
  /** Which version the path leads to; undefined before the first one. */
  installedVersion(): Promise<string | undefined>;
  /** Whether the version is there, complete, and as these files are. */
  holds(version: string, files: CertificateFiles): Promise<boolean>;
  /** Writes the version, then has the path lead to it, in one step: killed anywhere, it leads to a complete version. */
  install(version: string, files: CertificateFiles, options: { hookIsDue: boolean }): Promise<void>;
  /** Whether the hook of an install has not run to its end. */
  isHookDue(): Promise<boolean>;
  hookHasRun(): Promise<void>;
  /** Removes older versions, but for the last one before it. */
  removeBefore(version: string): Promise<void>;
}

/** The folder of another program: foreign in every part. Paths are relative to it. */
export interface ForeignFolder {
  /** As it was given. */
  readonly path: string;
  /** The names in a folder, sorted; undefined when there is none. MUST NOT follow a link out of the folder. */
  list(path: string): Promise<string[] | undefined>;
  /** A text; undefined when there is none. MUST throw `config-invalid` for what is too long, no file, or outside. */
  read(path: string): Promise<string | undefined>;
}
