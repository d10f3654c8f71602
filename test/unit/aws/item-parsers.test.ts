import { describe, expect, it } from 'vitest';
import {
  encodeStateChanges,
  parseClaimAttributes,
  parseDefinitionItem,
  parseStateItem,
} from '../../../functions/aws/item-parsers.ts';
import { aStoredCertificate } from '../../support/builders.ts';
import written from '../../support/releases/ff8267e.json' with { type: 'json' };

const KEY = { certificateName: 'example.com', kind: 'state', schema: 1 };

const CERTIFICATE_ITEM = {
  version: '20261101T000000Z-aaaaaa',
  serial: '0a1b2c',
  domainNames: ['example.com'],
  notBefore: '2026-11-01T00:00:00.000Z',
  notAfter: '2027-01-30T00:00:00.000Z',
  keyAlgorithm: 'EC_PRIME256V1',
  certificateAuthority: 'https://ca.test/directory',
};

describe('parseStateItem', () => {
  it('reads a new item as a state without anything', () => {
    expect(parseStateItem(KEY)).toEqual({
      certificateName: 'example.com',
      txtRecords: [],
      installations: {},
    });
  });

  it('reads instants as dates', () => {
    const state = parseStateItem({
      ...KEY,
      certificate: CERTIFICATE_ITEM,
      nextCheckAt: '2026-11-23T06:00:00.000Z',
    });

    expect(state.certificate).toEqual(aStoredCertificate());
    expect(state.nextCheckAt).toEqual(new Date('2026-11-23T06:00:00Z'));
  });

  it('passes over attributes and words of a later release', () => {
    const failure = {
      count: 1,
      code: 'a-code-of-tomorrow',
      disposition: 'next-run',
      message: 'm',
      step: 's',
      at: '2026-11-23T06:00:00.000Z',
      hint: 'new',
    };

    const state = parseStateItem({ ...KEY, failure, advice: { window: [] } });

    expect(state.failure).toMatchObject({ code: 'a-code-of-tomorrow', hint: 'new' });
    expect(state).not.toHaveProperty('advice');
  });

  it('fails for a person when a newer release wrote the item', () => {
    expect(() => parseStateItem({ ...KEY, schema: 2 })).toThrow(
      'The state item of example.com was written by a newer release (schema 2, this one knows 1) and is left alone. Deploy that release again.',
    );
  });

  it('fails for a person, naming each fault, when the item is damaged', () => {
    const certificate = { ...CERTIFICATE_ITEM, notAfter: 'tomorrow', serial: 7 };

    expect(() => parseStateItem({ ...KEY, certificate })).toThrow(
      expect.objectContaining({
        code: 'record-unreadable',
        disposition: 'person',
        subject: 'example.com',
        message:
          'The state item of example.com is damaged (unusable: certificate.serial, certificate.notAfter) and is left ' +
          "alone. Repair the item in the table of states, or restore it from the table's point-in-time backup.",
      }),
    );
  });
});

describe('parseClaimAttributes', () => {
  it('reads an item that was never claimed', () => {
    expect(parseClaimAttributes(KEY)).toEqual({ sequence: 0 });
  });
});

describe('parseDefinitionItem', () => {
  it('names the table of definitions when the item is damaged', () => {
    expect(() => parseDefinitionItem({ certificateName: 'example.com', kind: 'definition' })).toThrow(
      "Repair the item in the table of definitions, or restore it from the table's point-in-time backup.",
    );
  });

  it('reads definition, owner and hash', () => {
    const definition = {
      certificateName: 'example.com',
      domainNames: ['example.com'],
      keyAlgorithm: 'RSA_2048',
      certificateAuthority: 'https://ca.test/directory',
      regions: [],
    };

    const item = { ...definition, kind: 'definition', schema: 1, owner: 'o', hash: 'h', updatedAt: 'now' };

    expect(parseDefinitionItem(item)).toEqual({ definition, owner: 'o', hash: 'h' });
  });
});

const FIRST = new Date('2026-12-01T00:00:00Z');
const THIRD = new Date('2026-12-03T00:00:00Z');
const RENEWAL_INFO = {
  certId: 'aki.serial',
  window: { startsAt: FIRST, endsAt: THIRD },
  askAgainAt: new Date('2026-11-23T12:00:00Z'),
};

describe('encodeStateChanges', () => {
  it('writes instants as text and copies the dates of the certificate for the index', () => {
    expect(encodeStateChanges({ certificate: aStoredCertificate() })).toEqual({
      certificate: CERTIFICATE_ITEM,
      notBefore: '2026-11-01T00:00:00.000Z',
      notAfter: '2027-01-30T00:00:00.000Z',
    });
  });

  it('copies the end of the suggested window for the index', () => {
    const changes = encodeStateChanges({ renewalInfo: RENEWAL_INFO });

    expect(changes).toMatchObject({ replaceAt: '2026-12-03T00:00:00.000Z' });
    expect(changes).not.toHaveProperty('notAfter');
  });

  it.each([
    ['a CA without advice', { ...RENEWAL_INFO, window: undefined }],
    ['a window that ends before it begins', { ...RENEWAL_INFO, window: { startsAt: THIRD, endsAt: FIRST } }],
    ['advice that was taken away', undefined],
  ])('removes that copy for %s', (_, renewalInfo) => {
    expect(Object.entries(encodeStateChanges({ renewalInfo }))).toContainEqual(['replaceAt', undefined]);
  });

  it('removes that copy with a new certificate, which the advice is not about', () => {
    const changes = encodeStateChanges({ certificate: aStoredCertificate() });

    expect(Object.entries(changes)).toContainEqual(['replaceAt', undefined]);
  });

  it('names what it removes, and nothing that was not changed', () => {
    expect(Object.entries(encodeStateChanges({ order: undefined }))).toEqual([['order', undefined]]);
  });

  it('copies when and for how long a run failed for the index, and removes that with the failure', () => {
    const failure = {
      count: 1,
      code: 'deadline-exceeded' as const,
      disposition: 'next-run' as const,
      message: 'm',
      step: 'validate' as const,
      at: FIRST,
      tookMs: 240_000,
    };

    expect(encodeStateChanges({ failure })).toMatchObject({
      failedAt: FIRST.toISOString(),
      failedTookMs: 240_000,
    });
    expect(Object.entries(encodeStateChanges({ failure: undefined }))).toEqual([
      ['failure', undefined],
      ['failedAt', undefined],
      ['failedTookMs', undefined],
    ]);
  });

  it('removes the copies of its dates with the certificate', () => {
    expect(Object.keys(encodeStateChanges({ certificate: undefined })).sort()).toEqual([
      'certificate',
      'notAfter',
      'notBefore',
      'replaceAt',
    ]);
  });
});

describe('parseStateItem, of a state that names what is not ours', () => {
  const certificate = written.issued.state.certificate;
  const order = written.midOrder.state.order;

  it.each([
    ['a version that leads out of its prefix', { certificate: { ...certificate, version: '../../other' } }],
    ['a version with a slash', { order: { ...order, version: 'a/b' } }],
    ['a version that no release makes', { order: { ...order, version: '_live' } }],
    ['a version to be made live that leads out of its prefix', { reinstalling: '../../other' }],
    ['an ARN of another service', { installations: anInstallation('arn:aws:iam::111122223333:role/admin') }],
    ['no ARN', { installations: anInstallation('*') }],
  ])('fails for a person: %s', (_, forged) => {
    expect(() => parseStateItem({ ...written.issued.state, ...forged })).toThrowError(
      expect.objectContaining({ code: 'record-unreadable', disposition: 'person' }),
    );
  });

  function anInstallation(certificateArn: string) {
    return { 'eu-central-1': { certificateArn, serial: '0a', importedAt: '2026-11-26T00:00:00.000Z' } };
  }
});
