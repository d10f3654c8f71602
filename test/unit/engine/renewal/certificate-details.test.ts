import { expect, it } from 'vitest';
import { certificateDetails } from '../../../../functions/engine/renewal/certificate-details.ts';
import { aCertificateState, aDefinition, aStoredCertificate, NOW } from '../../../support/builders.ts';

const domainNames = ['example.com', '*.shop.example.com', 'www.example.org'];

function known(state: Parameters<typeof aCertificateState>[0] = {}) {
  return {
    certificateName: 'shop',
    definition: aDefinition({ domainNames }),
    state: aCertificateState({ certificate: aStoredCertificate({ domainNames }), ...state }),
  };
}

it('finds the zone of each challenge: where a value is published, else the longest that holds it', () => {
  const zoneNames = ['example.com', 'shop.example.com'];
  const txtRecords = [
    { zoneId: 'z', zoneName: 'acme.test', name: '_acme-challenge.example.com', value: 'v' },
  ];

  expect(certificateDetails(known({ zoneNames, txtRecords }), NOW).zones).toEqual({
    'example.com': 'acme.test',
    '*.shop.example.com': 'shop.example.com',
  });
  expect(certificateDetails(known(), NOW).zones).toEqual({});
});

it('counts what the limits count: the same names in seven days, and failures within the hour', () => {
  const issuance = (at: string, names = domainNames, exempt = false) => ({
    at: new Date(at),
    domainNames: names,
    exempt,
  });
  const issuances = {
    a: issuance('2026-11-22T06:00:00Z'),
    b: issuance('2026-11-16T06:00:00Z'),
    c: issuance('2026-11-22T06:00:00Z', ['example.com']),
    d: issuance('2026-11-22T06:00:00Z', domainNames, true),
  };
  const failedValidations = { 'www.example.org': [new Date('2026-11-23T05:30:00Z')] };

  expect(certificateDetails(known({ issuances, failedValidations }), NOW).limits).toEqual([
    { of: 'certificates', used: 1, most: 4, mostOfCa: 5, hours: 168 },
    { of: 'validations', name: 'www.example.org', used: 1, most: 3, mostOfCa: 5, hours: 1 },
  ]);
});

it('counts the orders of the renewer that are still in the window', () => {
  const ordersAtCa = { '2026-11-23T03:00:00.000Z': 7, '2026-11-23T02:50:00.000Z': 5, 'no instant': 9 };

  expect(certificateDetails({ ...known(), ordersAtCa }, NOW).orders).toEqual({
    used: 7,
    most: 300,
    hours: 3,
  });
});

it('has our account at the CA of the definition', () => {
  const accounts = {
    'https://ca.test/directory': 'https://ca.test/acct/1',
    'https://b.test/d': 'https://b.test/2',
  };

  expect(certificateDetails(known({ accounts }), NOW)).toMatchObject({
    certificateAuthority: 'https://ca.test/directory',
    accountUrl: 'https://ca.test/acct/1',
    keyAlgorithm: 'EC_PRIME256V1',
  });
});
