import { describe, expect, it } from 'vitest';
import { type ErrorCode, RenewerError } from '../../../../functions/engine/errors.ts';
import { finalizeOrder, storeCertificate } from '../../../../functions/engine/issuance/finish-order.ts';
import type { IssuanceJob, IssuancePorts } from '../../../../functions/engine/issuance/issue-certificate.ts';
import type { Order } from '../../../../functions/engine/ports/acme.ts';
import type { Issuance } from '../../../../functions/engine/renewal/state.ts';
import { aDefinition, anOrder, anOrderJournal, NOW, noDeadline } from '../../../support/builders.ts';
import { issueTestCertificate } from '../../../support/certificates.ts';
import { createManualClock } from '../../../support/manual-clock.ts';
import {
  createMemoryRecords,
  createMemoryStore,
  createRecordedEvents,
} from '../../../support/memory-ports.ts';

const JOURNAL = anOrderJournal({ version: 'v1', csr: 'AQID', exempt: true, url: anOrder().url });

async function aRun(state: { issuances?: Record<string, Issuance> } = {}) {
  const calls: string[] = [];
  const records = createMemoryRecords(undefined, { ...state, order: JOURNAL });
  const claim = await records.claim('example.com', { runId: 'run-1', runUntil: NOW }, noDeadline());
  if (!claim) throw new Error('nobody else holds the claim');
  const write = claim.write;
  claim.write = (changes, deadline) => {
    calls.push(`write ${Object.keys(changes)}`);
    return write(changes, deadline);
  };
  const store = createMemoryStore();
  const job = { definition: aDefinition(), claim, deadline: noDeadline() } as IssuanceJob;
  const ports = {
    acme: {
      getOrder: async () => anOrder({ status: 'valid' }),
      finalizeOrder: async (_url: string, csr: Uint8Array) => {
        calls.push(`finalize ${Buffer.from(csr).toString('hex')}`);
        return anOrder({ status: 'processing' });
      },
      downloadCertificate: async () => 'the PEM',
    } as Partial<IssuancePorts['acme']>,
    createCsr: async () => new Uint8Array([9]),
    clock: createManualClock(NOW),
    events: createRecordedEvents(),
    store,
  } as unknown as IssuancePorts;
  return { calls, records, store, job, ports };
}

describe('finalizeOrder', () => {
  const finalize = async (status: Order['status'], journal = JOURNAL, issuances = {}) => {
    const { calls, records, job, ports } = await aRun({ issuances });
    const key = { version: 'v1', privateKeyPem: 'a key', journal };
    const pem = await finalizeOrder(anOrder({ status }), key, job, ports);
    return { calls, pem, issuances: records.state.issuances };
  };

  it('notes the certificate before it asks for it, with the CSR of the journal', async () => {
    const { calls, pem, issuances } = await finalize('ready');

    expect(calls).toEqual(['write issuances', 'finalize 010203']);
    expect(issuances).toEqual({ v1: { at: NOW, domainNames: ['example.com'], exempt: true } });
    expect(pem).toBe('the PEM');
  });

  it('makes the CSR from the key where an earlier release began the order', async () => {
    const { csr: _, ...journal } = JOURNAL;

    expect((await finalize('ready', journal)).calls).toContain('finalize 09');
  });

  it('counts a certificate once that an earlier run noted and did not get', async () => {
    const noted = {
      v1: { at: new Date('2026-11-23T05:00:00Z'), domainNames: ['example.com'], exempt: true },
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
      const { records, job, ports } = await aRun();
      const refusal = new RenewerError({ code, disposition: 'next-run', message: 'no such CSR (badCSR)' });
      let isRead = false;
      ports.acme.finalizeOrder = () => Promise.reject(refusal);
      ports.acme.getOrder = async () => {
        const status = isRead ? 'valid' : seen;
        isRead = true;
        return anOrder({ status });
      };
      const key = { version: 'v1', privateKeyPem: 'a key', journal: JOURNAL };
      const finalizing = finalizeOrder(anOrder({ status: 'ready' }), key, job, ports);
      const result = await finalizing.catch((thrown: unknown) => thrown);
      const { order: journal, issuances } = records.state;
      return { result, refusal, journal, issuances };
    };

    it('gives the order up: the same key would be refused at every try', async () => {
      const { result, refusal, journal, issuances } = await refusedWith('unexpected', 'ready');

      expect(result).toBe(refusal);
      expect(journal).toBeUndefined();
      expect(issuances).toEqual({});
    });

    it.each(['processing', 'valid'] as const)(
      'goes on with an order that is %s all the same',
      async (seen) => {
        const { result, journal, issuances } = await refusedWith('unexpected', seen);

        expect(result).toBe('the PEM');
        expect(Object.keys(issuances ?? {})).toEqual(['v1']);
        expect(journal).toEqual(JOURNAL);
      },
    );

    it.each(['acme-unavailable', 'identifier-rejected', 'acme-account', 'acme-rate-limited'] as const)(
      'keeps the order for %s, which may pass',
      async (code) => {
        const { result, refusal, journal } = await refusedWith(code, 'ready');

        expect(result).toBe(refusal);
        expect(journal).toEqual(JOURNAL);
      },
    );
  });
});

describe('storeCertificate', () => {
  const store = async (pem: string, privateKeyPem: string, isSecondDownload: boolean) => {
    const { records, store: kept, job, ports } = await aRun();
    const key = { version: 'v1', privateKeyPem, journal: JOURNAL };
    const storing = storeCertificate({ pem, isSecondDownload }, key, job, ports);
    return { result: await storing.catch((error: unknown) => error), records, live: kept.live };
  };

  it('calls the certificate live only when it is stored, and ends the order', async () => {
    const { pem, privateKeyPem } = await issueTestCertificate();

    const { records, live } = await store(pem, privateKeyPem, false);

    expect(records.state.certificate).toEqual(live);
    expect(records.state.order).toBeUndefined();
    expect(live).toMatchObject({ version: 'v1', certId: expect.stringContaining('.') });
  });

  it('keeps the order when what the CA sent is of no use: it may send better the next time', async () => {
    const { result, records, live } = await store('<html>', 'a key', false);

    expect(result).toMatchObject({ code: 'acme-unavailable' });
    expect(records.state.order).toEqual(JOURNAL);
    expect(live).toBeUndefined();
  });

  it('gives the order up when that happens twice', async () => {
    const { result, records } = await store('<html>', 'a key', true);

    expect(result).toMatchObject({ code: 'acme-unavailable' });
    expect(records.state.order).toBeUndefined();
  });

  it('keeps an order whose certificate is not valid yet', async () => {
    const notBefore = new Date('2026-11-23T07:00:00Z');
    const { pem, privateKeyPem } = await issueTestCertificate({ notBefore });

    const { result, records } = await store(pem, privateKeyPem, true);

    expect(result).toMatchObject({ disposition: 'not-before', retryAt: notBefore });
    expect(records.state.order).toEqual(JOURNAL);
  });
});
