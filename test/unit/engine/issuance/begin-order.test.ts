import { describe, expect, it, vi } from 'vitest';
import { RenewerError } from '../../../../functions/engine/errors.ts';
import { anOrder, aStoredCertificate, NOW } from '../../../support/builders.ts';
import { ADVISED, begin, CERT_ID, JOURNAL } from './begin-order-world.ts';

describe('beginOrder', () => {
  it('writes key and CSR down before the CA hears of the order, and its URL at once', async () => {
    const { calls, begun, journal } = await begin();

    expect(calls).toEqual(['write csr', 'archive key', 'count order', 'newOrder', 'write csr and url']);
    expect(begun).toMatchObject({ key: { version: 'v-new', privateKeyPem: 'a new key' } });
    expect(journal).toMatchObject({ version: 'v-new', csr: 'AQID', url: anOrder().url });
  });

  it('takes the key of a run that was killed before the CA knew of its order', async () => {
    const createKey = vi.fn(async () => 'a new key');

    const { calls, begun, journal } = await begin({ state: { order: JOURNAL }, createKey });

    expect(calls).toEqual(['archive key', 'count order', 'newOrder', 'write csr and url']);
    expect(begun).toMatchObject({ key: { version: 'v-killed', privateKeyPem: 'the key of before' } });
    expect(createKey).not.toHaveBeenCalled();
    expect(journal).toMatchObject({ version: 'v-killed', csr: 'AQID' });
  });

  it.each([
    ['store-failed', 'person'],
    ['store-failed', 'next-run'],
    ['deadline-exceeded', 'next-run'],
  ] as const)('makes no order where that key fails with %s for %s', async (code, disposition) => {
    const unarchivable = new RenewerError({ code, disposition, message: 'the pointer is unreadable' });

    const { calls, begun, journal } = await begin({ state: { order: JOURNAL }, unarchivable });

    expect(begun).toBe(unarchivable);
    expect(calls).toEqual(['archive key']);
    expect(journal).toEqual(JOURNAL);
  });

  it.each([
    ['was made for something else', { ...JOURNAL, orderHash: 'another' }],
    ['was made by an earlier release for another definition', { ...JOURNAL, definitionHash: 'hash-0' }],
    ['did not get into the archive', { ...JOURNAL, version: 'v-lost' }],
    ['belongs to an order that the CA has dropped', { ...JOURNAL, url: 'https://ca.test/order/0' }],
  ])('makes a new key where that of before %s', async (_, order) => {
    const { begun } = await begin({ state: { order } });

    expect(begun).toMatchObject({ key: { version: 'v-new', privateKeyPem: 'a new key' } });
  });

  it('makes a new key where the version of that before is overtaken by the live one', async () => {
    const { begun } = await begin({ state: { order: JOURNAL }, liveVersion: 'v-later' });

    expect(begun).toMatchObject({ key: { version: 'v-new', privateKeyPem: 'a new key' } });
  });

  it('names the predecessor, and is exempt inside the window that the CA suggests', async () => {
    const { asked, journal, events, calls } = await begin({ state: ADVISED });

    expect(asked).toEqual([{ domainNames: ['example.com'], profile: undefined, replaces: CERT_ID }]);
    expect(journal?.exempt).toBe(true);
    expect(calls).not.toContain('count order');
    expect(events.all).toMatchObject([{ event: 'order-created', replaces: CERT_ID }]);
  });

  it('names it outside the window too, without relying on the exemption', async () => {
    const window = { startsAt: new Date('2026-11-20T00:00:00Z'), endsAt: NOW };
    const { asked, journal } = await begin({
      state: { ...ADVISED, renewalInfo: { certId: CERT_ID, window, askAgainAt: NOW } },
    });

    expect(asked[0]?.replaces).toBe(CERT_ID);
    expect(journal?.exempt).toBe(false);
  });

  it.each([
    ['is of another CA', { certificateAuthority: 'https://other.test/directory' }, {}],
    ['shares no name with the new one', { domainNames: ['other.example.com'] }, {}],
    ['is none that the CA advises on', {}, { renewalInfo: { certId: CERT_ID, askAgainAt: NOW } }],
    ['has no CertID', {}, { certificate: aStoredCertificate() }],
  ])('names no predecessor that %s', async (_, definition, state) => {
    const { asked } = await begin({ definition, state: { ...ADVISED, ...state } });

    expect(asked.map(({ replaces }) => replaces)).toEqual([undefined]);
  });

  it.each(['already-replaced', 'order-refused', 'acme-account', 'order-expired'] as const)(
    'asks once more without the predecessor when the CA refuses with %s, and says so',
    async (refusal) => {
      const { asked, journal, events, calls } = await begin({ state: ADVISED, refusal });

      expect(asked.map(({ replaces }) => replaces)).toEqual([CERT_ID, undefined]);
      expect(journal).toMatchObject({ url: anOrder().url });
      expect(calls).toEqual([
        'write csr',
        'archive key',
        'newOrder',
        'count order',
        'newOrder',
        'write csr and url',
      ]);
      expect(journal?.exempt).toBeUndefined();
      expect(events.named('warning')).toHaveLength(1);
    },
  );

  it.each(['acme-rate-limited', 'acme-unavailable', 'acme-paused', 'deadline-exceeded'] as const)(
    'fails at once when the CA is not to be asked any more (%s)',
    async (refusal) => {
      const { asked, begun } = await begin({ state: ADVISED, refusal });

      expect(asked).toHaveLength(1);
      expect(begun).toMatchObject({ code: refusal });
    },
  );

  describe('where the CA is away at an order with a predecessor, and a sixth of the live certificate’s life is left', () => {
    const notBefore = new Date('2026-09-01T00:00:00Z');
    const notAfter = new Date('2026-12-01T00:00:00Z');
    const certificate = aStoredCertificate({ certId: CERT_ID, notBefore, notAfter });

    it('asks once more without it, and counts that as not exempt', async () => {
      const state = { ...ADVISED, certificate };
      const { asked, journal, calls } = await begin({ state, refusal: 'acme-unavailable' });

      expect(asked.map(({ replaces }) => replaces)).toEqual([CERT_ID, undefined]);
      expect(calls).toContain('count order');
      expect(journal?.url).toBe('https://ca.test/order/1');
      expect(journal?.exempt).toBeUndefined();
    });

    it('obeys its limits all the same', async () => {
      const { asked } = await begin({ state: { ...ADVISED, certificate }, refusal: 'acme-rate-limited' });

      expect(asked).toHaveLength(1);
    });
  });

  it('asks once more without the predecessor when the CA says that it broke over the request', async () => {
    const cause = new Error('could not find an order for it');

    const { asked, journal } = await begin({ state: ADVISED, refusal: 'acme-failed', cause });

    expect(asked.map(({ replaces }) => replaces)).toEqual([CERT_ID, undefined]);
    expect(journal?.url).toBe(anOrder().url);
  });

  describe('outside the window', () => {
    const OVER = { startsAt: new Date('2026-11-20T00:00:00Z'), endsAt: NOW };
    const LATE = { ...ADVISED, renewalInfo: { certId: CERT_ID, window: OVER, askAgainAt: NOW } };
    const ordering = (calls: string[]) => calls.filter((call) => ['count order', 'newOrder'].includes(call));

    it('counts the order before it is made', async () => {
      expect(ordering((await begin({ state: LATE })).calls)).toEqual(['count order', 'newOrder']);
    });

    it('counts one order where a plain one takes the place of one that was refused', async () => {
      const { calls } = await begin({ state: LATE, refusal: 'already-replaced' });

      expect(ordering(calls)).toEqual(['count order', 'newOrder', 'newOrder']);
    });
  });

  it('makes no order when our own limit leaves no room, and keeps the key for when it does', async () => {
    const { calls, begun, journal } = await begin({ isFull: true });

    expect(begun).toMatchObject({ code: 'acme-rate-limited' });
    expect(calls).toEqual(['write csr', 'archive key', 'count order']);
    expect(journal).toMatchObject({ version: 'v-new' });
    expect(journal?.url).toBeUndefined();
  });

  describe('after four certificates in a week', () => {
    const issuance = { at: NOW, domainNames: ['example.com'], exempt: false };
    const issuances = { v1: issuance, v2: issuance, v3: issuance, v4: issuance };

    it('makes no order, nor anything else', async () => {
      const { calls, begun } = await begin({ state: { issuances } });

      expect(begun).toMatchObject({ code: 'acme-rate-limited', disposition: 'not-before' });
      expect(calls).toEqual([]);
    });

    it('makes one by the CA’s advice, but none when the CA does not take it so', async () => {
      const taken = await begin({ state: { ...ADVISED, issuances } });
      const refused = await begin({ state: { ...ADVISED, issuances }, refusal: 'already-replaced' });

      expect(taken.journal?.url).toBe(anOrder().url);
      expect(refused.begun).toMatchObject({ code: 'acme-rate-limited' });
      expect(refused.asked).toHaveLength(1);
    });

    it('makes one that the person who runs it forces', async () => {
      expect((await begin({ state: { issuances }, forced: true, unlimited: true })).journal?.url).toBe(
        anOrder().url,
      );
    });
  });
});
