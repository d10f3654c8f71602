import { describe, expect, it } from 'vitest';
import { createRunToken } from '../../../functions/renew/run-token.ts';
import { noDeadline } from '../../support/builders.ts';

const NEVER = noDeadline();

/** A secret whose token is set anew by `set`. */
function aSecret() {
  let version = 1;
  return {
    set: () => {
      version += 1;
    },
    readToken: async () => ({ token: `token-${version}`, versionId: `v${version}` }),
    readCurrentVersion: async () => `v${version}`,
  };
}

describe('createRunToken', () => {
  it('reads the token', async () => {
    expect(await createRunToken(aSecret()).readToken(NEVER)).toBe('token-1');
  });

  it('tells the version of the token that it read, though the secret has a newer one by now', async () => {
    const secret = aSecret();
    const token = createRunToken(secret);
    await token.readToken(NEVER);

    secret.set();

    expect(await token.readCurrentVersion(NEVER)).toBe('v1');
  });

  it('tells the current version when no token could be read', async () => {
    const secret = aSecret();
    const token = createRunToken({ ...secret, readToken: () => Promise.reject(new Error('denied')) });
    await token.readToken(NEVER).catch(() => undefined);

    secret.set();

    expect(await token.readCurrentVersion(NEVER)).toBe('v2');
  });

  it('knows nothing of the token of another run', async () => {
    const secret = aSecret();
    await createRunToken(secret).readToken(NEVER);

    secret.set();

    expect(await createRunToken(secret).readCurrentVersion(NEVER)).toBe('v2');
  });
});
