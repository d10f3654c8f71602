import { describe, expect, it } from 'vitest';
import { orderHash } from '../../../../functions/engine/config/definition-hash.ts';
import { RenewerError } from '../../../../functions/engine/errors.ts';
import { decideRenewal } from '../../../../functions/engine/renewal/decide-renewal.ts';
import { aDefinition, anAuthorization, anOrder, aStoredCertificate, NOW } from '../../../support/builders.ts';
import { issue } from './issuance-world.ts';

const NAMES = { domainNames: ['example.com', 'www.example.com'] };

/** What a run that got too few names writes down. */
const NOTED = {
  orderHash: orderHash(aDefinition(NAMES)),
  at: expect.any(Date),
  reason: expect.stringContaining('lacks www.example.com'),
};

const INCOMPLETE_ORDER = new RenewerError({
  code: 'names-missing',
  disposition: 'person',
  message: 'The CA made an order which lacks www.example.com.',
});

const atTheCa = (calls: string[]) => calls.filter((call) => !call.startsWith('write'));

describe('issueCertificate, where the CA has names of its own', () => {
  it('takes a certificate with more names, warns once, and is not due again because of them', async () => {
    const { thrown, events, state } = await issue({ certified: ['example.com', 'www.example.com'] });

    expect(thrown).toBeUndefined();
    expect(events.named('warning').map(({ message }) => message)).toEqual([
      'The CA put names into the certificate that were not asked for: www.example.com. The certificate is taken: ' +
        'those that were asked for are in it.',
    ]);
    expect(state.certificate?.domainNames).toEqual(['example.com']);
    const { certificate } = state;
    expect(decideRenewal({ now: NOW, definition: aDefinition(), certificate })).toMatchObject({ due: false });
  });

  it('proves the names that the CA adds to the order', async () => {
    const authorizationUrls = ['https://ca.test/authorization/1', 'https://ca.test/authorization/2'];
    const answered: string[] = [];
    const acme = {
      createOrder: async () => anOrder({ authorizationUrls }),
      getAuthorization: async (url: string) =>
        anAuthorization({
          url,
          domainName: url === authorizationUrls[0] ? 'example.com' : 'www.example.com',
          challenge: { url: url.replace('authorization', 'challenge'), txtValue: url },
        }),
      respondToChallenge: async (url: string) => {
        answered.push(url);
      },
      getOrder: async () => anOrder({ status: answered.length < 2 ? 'pending' : 'valid' }),
    };

    const { thrown } = await issue({ acme, certified: ['example.com', 'www.example.com'] });

    expect(thrown).toBeUndefined();
    expect(answered).toEqual(['https://ca.test/challenge/1', 'https://ca.test/challenge/2']);
  });
});

describe('issueCertificate, where the CA leaves out a name', () => {
  it.each([
    ['its certificate', { certified: ['example.com'] }],
    ['its order', { acme: { createOrder: () => Promise.reject(INCOMPLETE_ORDER) } }],
  ])('in %s: stops for a person, gives the order up and stores nothing', async (_, given) => {
    const { thrown, state, live } = await issue({ definition: NAMES, ...given });

    expect(thrown).toMatchObject({ code: 'names-missing', disposition: 'person' });
    expect(state).toMatchObject({ namesMissing: NOTED, order: undefined });
    expect(live).toBeUndefined();
  });

  it('asks for nothing while the definition is the same, and says why', async () => {
    const { state } = await issue({ definition: NAMES, certified: ['example.com'] });

    const { thrown, calls } = await issue({ definition: NAMES, namesMissing: state.namesMissing });

    expect(thrown).toMatchObject({
      code: 'names-missing',
      disposition: 'person',
      message: expect.stringMatching(/^No order was made for example\.com: .*lacks www\.example\.com/),
    });
    expect(calls).toEqual([]);
  });

  describe('and the live certificate nears its end', () => {
    const hoursAgo = (hours: number) => new Date(NOW.getTime() - hours * 3_600_000);
    /** Of a life of 90 days. */
    const withDaysLeft = (days: number) => ({
      certificate: aStoredCertificate({
        certId: 'aki.serial',
        notBefore: hoursAgo((90 - days) * 24),
        notAfter: hoursAgo(-days * 24),
      }),
    });
    const revoked = {
      ...withDaysLeft(60),
      renewalInfo: {
        certId: 'aki.serial',
        window: { startsAt: hoursAgo(2), endsAt: hoursAgo(1) },
        askAgainAt: NOW,
      },
    };

    it.each([
      ['no certificate is live', undefined, 100, false],
      ['a third of its life is left', withDaysLeft(30), 100, false],
      ['a sixth of it is left, and the CA was asked today', withDaysLeft(15), 23, false],
      ['a sixth of it is left', withDaysLeft(15), 24, true],
      ['it has expired', withDaysLeft(-1), 24, true],
      ['the CA has revoked it', revoked, 24, true],
    ])('when %s: asks once a day at most', async (_, live, askedHoursAgo, asksAgain) => {
      const namesMissing = { ...NOTED, at: hoursAgo(askedHoursAgo), reason: 'it lacks www.example.com' };

      const given = { definition: NAMES, certified: NAMES.domainNames, namesMissing };
      const { thrown, calls } = await issue({ ...given, ...(live && { live }) });

      expect(atTheCa(calls)[0]).toBe(asksAgain ? 'newOrder' : undefined);
      expect(thrown).toEqual(asksAgain ? undefined : expect.objectContaining({ code: 'names-missing' }));
    });

    it('waits a day after a try that came to the same', async () => {
      const namesMissing = { ...NOTED, at: hoursAgo(48), reason: 'it lacks www.example.com' };

      const { state } = await issue({
        definition: NAMES,
        certified: ['example.com'],
        namesMissing,
        live: withDaysLeft(5),
      });

      expect(Number(state.namesMissing?.at)).toBeGreaterThanOrEqual(NOW.getTime());
    });
  });

  it.each([
    ['the definition has changed', {}],
    ['a person wants it', { definition: NAMES, forced: true, certified: NAMES.domainNames }],
  ])('asks again once %s, and forgets it', async (_, given) => {
    const namesMissing = { ...NOTED, at: NOW, reason: 'it lacks www.example.com' };

    const { thrown, calls, state } = await issue({ ...given, namesMissing });

    expect(thrown).toBeUndefined();
    expect(atTheCa(calls)[0]).toBe('newOrder');
    expect(state.namesMissing).toBeUndefined();
  });
});
