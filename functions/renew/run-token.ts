/**
 * The DNScale token of one run, with the version of the secret that it was read from: where the token is what failed, the
 * run's report says which one. It keeps the version only, never the token.
 */
import type { TokenSource, TokenVersionSource } from '../engine/ports/dns.ts';
import type { Deadline } from '../engine/ports/time.ts';

export interface RunToken extends TokenVersionSource {
  readToken(deadline: Deadline): Promise<string>;
}

export function createRunToken(secret: TokenSource & TokenVersionSource): RunToken {
  let versionRead: string | undefined;
  return {
    async readToken(deadline) {
      const { token, versionId } = await secret.readToken(deadline);
      versionRead = versionId;
      return token;
    },
    // The version that was read, though the secret may have a newer one by now: that must make the certificate due.
    readCurrentVersion: async (deadline) => versionRead ?? secret.readCurrentVersion(deadline),
  };
}
