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
});
