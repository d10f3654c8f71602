import { describe, expect, it } from 'vitest';
import { createEnvironmentAccount } from '../../../../cli/try/external-account.ts';
import { DIRECTORY_URL, noDeadline } from '../../../support/builders.ts';

const HMAC_KEY = 'HjudV5qnbreN-n9WyFSH-t4HXuEx_XFen45zuxY-G1h6fr74V3cUM_dVlwQZBWmc';

function read(keyId: string | undefined, hmacKey: string | undefined) {
  return createEnvironmentAccount({ keyId, hmacKey }).readExternalAccount(DIRECTORY_URL, noDeadline());
}

describe('createEnvironmentAccount', () => {
  it('reads what was pasted into the two variables', async () => {
    expect(await read(' kid-1\n', `'${HMAC_KEY}'`)).toMatchObject({ keyId: 'kid-1', hmacKey: HMAC_KEY });
  });

  it.each([
    ['kid-1', undefined, 'the environment does not hold one'],
    [undefined, HMAC_KEY, 'the environment does not hold one'],
    ['kid-1', 'marker-7731', 'the environment holds an HMAC key'],
  ])('fails for a person with %j and %j, naming the variables and no value', async (keyId, hmacKey, seen) => {
    const failure = await read(keyId, hmacKey).catch((error) => error);

    expect(failure).toMatchObject({ code: 'acme-account', disposition: 'person' });
    expect(failure.message).toContain(seen);
    expect(failure.message).toMatch(/DNSCALE_CERTS_EAB_KID .* DNSCALE_CERTS_EAB_HMAC_KEY/);
    expect(failure.message).not.toContain('marker-7731');
  });
});
