import { describe, expect, it } from 'vitest';
import { type ErrorCode, RenewerError } from '../../../../functions/engine/errors.ts';
import type { Order } from '../../../../functions/engine/ports/acme.ts';
import { anOrder, NOW } from '../../../support/builders.ts';
import { issue, JOURNAL } from './issuance-world.ts';

const { version } = JOURNAL;

describe('finalizeOrder', () => {
  const finalize = async (left: Order['status'], journal = JOURNAL, issuances = {}) => {
    const { calls, state, thrown } = await issue({ left, journal, issuances });
    const isOfFinalize = (call: string) => call === 'write issuances' || call.startsWith('finalize');
    return { calls: calls.filter(isOfFinalize), issuances: state.issuances, thrown, state };
  };

  it('notes the certificate before it asks for it, with the CSR of the journal', async () => {
    const { calls, state, issuances } = await finalize('ready');

    expect(calls).toEqual(['write issuances', 'finalize 010203']);
    expect(issuances).toEqual({ [version]: { at: NOW, domainNames: ['example.com'], exempt: true } });
    expect(state.certificate).toMatchObject({ version });
  });

  it('makes the CSR from the key where an earlier release began the order', async () => {
    const { csr: _, ...journal } = JOURNAL;

    expect((await finalize('ready', journal)).calls).toContain('finalize 09');
  });

  it('counts a certificate once that an earlier run noted and did not get', async () => {
    const noted = {
      [version]: { at: new Date('2026-11-23T05:00:00Z'), domainNames: ['example.com'], exempt: true },
    };

    const { calls, issuances } = await finalize('ready', JOURNAL, noted);

    expect(calls).toEqual(['finalize 010203']);
    expect(issuances).toEqual(noted);
  });

  it.each(['processing', 'valid'] as const)(
    'does not finalize an order that is %s: an earlier run did',
    async (status) => {
      expect((await finalize(status)).calls).toEqual([]);
    },
  );

  describe('when the CA refuses', () => {
    const refusedWith = async (code: ErrorCode, seen: Order['status']) => {
      const refusal = new RenewerError({ code, disposition: 'next-run', message: 'no such CSR (badCSR)' });
      const statuses: Order['status'][] = ['ready', seen];
      const acme = {
        finalizeOrder: () => Promise.reject(refusal),
        getOrder: async () => anOrder({ status: statuses.shift() ?? 'valid' }),
      };
      const { thrown, state, calls } = await issue({ left: 'ready', acme });
      const { order: journal, issuances, certificate } = state;
      return { thrown, refusal, journal, issuances, certificate, calls };
    };

    it('gives the order up: the same key would be refused at every try', async () => {
      const { thrown, refusal, journal, issuances } = await refusedWith('order-refused', 'ready');

      expect(thrown).toBe(refusal);
      expect(journal).toBeUndefined();
      expect(issuances).toEqual({});
    });

    it.each(['processing', 'valid'] as const)(
      'climbs on where the order is %s all the same',
      async (seen) => {
        const { thrown, certificate, issuances, calls } = await refusedWith('order-refused', seen);

        expect(thrown).toBeUndefined();
        expect(certificate).toMatchObject({ version });
        expect(Object.keys(issuances ?? {})).toEqual([version]);
        // The order ends with the certificate, not before.
        expect(calls.filter((call) => call.includes('order'))).toEqual([
          'write certificate,order,misses,namesMissing',
        ]);
      },
    );

    it.each(['acme-unavailable', 'identifier-rejected', 'acme-account', 'acme-rate-limited'] as const)(
      'keeps the order for %s, which may pass',
      async (code) => {
        const { thrown, refusal, journal } = await refusedWith(code, 'ready');

        expect(thrown).toBe(refusal);
        expect(journal).toEqual(JOURNAL);
      },
    );
  });
});
