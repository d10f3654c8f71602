/** Puts the adapters of `token set` together. Makes no connection and reads no token. */
import { lazySecretsManager } from '../../functions/aws/secrets-manager-client.ts';
import { createTokenKeeper, type TokenKeeper } from '../../functions/aws/token-keeper.ts';
import { createDnscale } from '../../functions/dnscale/dnscale.ts';
import { systemClock as clock } from '../../functions/engine/deadline.ts';
import type { ZoneDirectory } from '../../functions/engine/ports/dns.ts';
import { createTokenFile, type TokenFile } from '../../functions/files/token-file.ts';
import { readCommandEnvironment } from '../environment.ts';
import { awsOptions } from '../renewer/aws-options.ts';

export type TokenSetWiring = {
  openTokenFile(path: string): TokenFile;
  /** DNScale as it shows itself to this token. */
  zonesSeenBy(token: string): ZoneDirectory;
  secret: TokenKeeper;
};

/** @throws RenewerError `config-invalid` for an environment that cannot be used. */
export function wireTokenSet(
  environment: NodeJS.ProcessEnv,
  given: { secretName: string; encryptionKey?: string; region?: string; profile?: string },
): TokenSetWiring {
  const {
    apiUrl,
    httpTimeoutMs: timeoutMs,
    ttlSeconds,
    allowPrivateOrigins,
  } = readCommandEnvironment(environment);
  const { secretName, encryptionKey: encryptionKeyArn } = given;
  const { client: options, person: caller } = awsOptions(environment, given);
  const client = lazySecretsManager(options);
  return {
    openTokenFile: (path) => createTokenFile(path, clock, '--token-file'),
    zonesSeenBy: (token) =>
      createDnscale({
        apiUrl,
        allowPrivateOrigins,
        readToken: async () => token,
        clock,
        timeoutMs,
        ttlSeconds,
      }),
    secret: createTokenKeeper({ client, secretName, encryptionKeyArn, caller }),
  };
}
