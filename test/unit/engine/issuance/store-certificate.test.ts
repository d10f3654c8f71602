import { describe, expect, it } from 'vitest';
import { issue, JOURNAL } from './issuance-world.ts';

const unusable = { downloadCertificate: async () => '<html>' };

describe('storeCertificate', () => {
  it('calls the certificate live only when it is stored, and ends the order', async () => {
    const { state, live, calls } = await issue({ left: 'valid' });

    expect(state.certificate).toEqual(live);
    expect(state.order).toBeUndefined();
    expect(live).toMatchObject({ version: JOURNAL.version, certId: expect.stringContaining('.') });
    expect(calls.at(-1)).toBe('write certificate,order,misses,namesMissing');
  });

  it('keeps the order when the CA sends something useless: it may send better the next time', async () => {
    const { thrown, state, live } = await issue({ left: 'ready', acme: unusable });

    expect(thrown).toMatchObject({ code: 'acme-unavailable' });
    expect(state.order).toEqual(JOURNAL);
    expect(live).toBeUndefined();
  });

  it('gives the order up when that happens twice', async () => {
    const { thrown, state } = await issue({ left: 'valid', acme: unusable });

    expect(thrown).toMatchObject({ code: 'acme-unavailable' });
    expect(state.order).toBeUndefined();
  });

  it('keeps an order whose certificate is not valid yet', async () => {
    const notBefore = new Date('2026-11-23T07:00:00Z');

    const { thrown, state } = await issue({ left: 'valid', notBefore });

    expect(thrown).toMatchObject({ disposition: 'not-before', retryAt: notBefore });
    expect(state.order).toEqual(JOURNAL);
  });

  describe('a chain that ends at a root which this Node does not know', () => {
    const warningsOf = async (certificateAuthority: string, isRootKnown: boolean) => {
      const { events, state } = await issue({
        left: 'valid',
        isRootKnown,
        definition: { certificateAuthority },
      });
      expect(state.certificate).toMatchObject({ version: JOURNAL.version });
      return events.named('warning').map(({ message }) => message);
    };
    const LETS_ENCRYPT = 'https://acme-v02.api.letsencrypt.org/directory';

    it.each([
      ['acme-v02.api.letsencrypt.org', LETS_ENCRYPT],
      ['dv.acme-v02.api.pki.goog', 'https://dv.acme-v02.api.pki.goog/directory'],
      ['acme.zerossl.com', 'https://acme.zerossl.com/v2/DV90'],
    ])('is a warning when %s sent it, and stored all the same', async (host, directoryUrl) => {
      expect(await warningsOf(directoryUrl, false)).toEqual([
        expect.stringMatching(
          new RegExp(`^The chain that ${host} sent ends at "Test CA .* Root", which is none of the roots`),
        ),
      ]);
    });

    it('is none when the root is known', async () => {
      expect(await warningsOf(LETS_ENCRYPT, true)).toEqual([]);
    });

    it.each([
      "the staging of Let's Encrypt, https://acme-staging-v02.api.letsencrypt.org/directory",
      'a CA of the user, https://ca.test/directory',
    ])('is none for %s', async (authority) => {
      expect(await warningsOf(authority.split(', ')[1] ?? '', false)).toEqual([]);
    });
  });
});
