/** What `init` does beyond its own folder, and where it talks. Types only. */

import type { Finding } from '../../functions/engine/preflight/findings.ts';
import type { Streams } from '../questions.ts';

export type InitActs = {
  examine(
    domainNames: readonly string[],
    directoryUrl: string,
    environment: NodeJS.ProcessEnv,
  ): Promise<Finding[]>;
  /** @returns the exit code of `token set`. */
  store(token: string, region: string | undefined, streams: Streams): Promise<number>;
  /** The secret in which a renewer that init writes finds the external account of this CA. */
  externalAccountSecret(directoryUrl: string): string;
  /** The folder of the clone that the command runs from. @default - it runs from npm's package */
  clone?: string | undefined;
};
