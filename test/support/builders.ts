/** Builders: a test states only what matters to it, the rest is a valid default. What one builds fits the others. */
import type { CertificateDefinition } from '../../functions/engine/config/definition.ts';
import type { RenewerDescriptor } from '../../functions/engine/config/descriptor.ts';
import type { Declaration } from '../../functions/engine/declare/declare-certificate.ts';
import type { Owner } from '../../functions/engine/declare/owner.ts';
import type { Notice, RenewerPlace } from '../../functions/engine/notify/notice.ts';
import type { Authorization, Order } from '../../functions/engine/ports/acme.ts';
import type { Delegation, NameServerAddress, Resolver } from '../../functions/engine/ports/dns.ts';
import type { StoredCertificate } from '../../functions/engine/ports/store.ts';
import type { Deadline } from '../../functions/engine/ports/time.ts';
import type { CertificateState, OrderJournal } from '../../functions/engine/renewal/state.ts';

export const NOW = new Date('2026-11-23T06:00:00Z');
export const DIRECTORY_URL = 'https://ca.test/directory';

export function aDefinition(changes: Partial<CertificateDefinition> = {}): CertificateDefinition {
  return {
    certificateName: 'example.com',
    domainNames: ['example.com'],
    keyAlgorithm: 'EC_PRIME256V1',
    certificateAuthority: DIRECTORY_URL,
    regions: ['eu-central-1'],
    ...changes,
  };
}

export function anOwner(changes: Partial<Owner> = {}): Owner {
  return { region: 'eu-central-1', stackName: 'Certs', logicalId: 'ExampleCom', ...changes };
}

/** As a new resource declares it, with a deployment that does not wait. */
export function aDeclaration(changes: Partial<Declaration> = {}): Declaration {
  const definition = aDefinition();
  return { definition, owner: anOwner(), isNew: true, isMoved: false, timeoutMs: 0, ...changes };
}

/** Valid from 2026-11-01 for 90 days. */
export function aStoredCertificate(changes: Partial<StoredCertificate> = {}): StoredCertificate {
  return {
    version: '20261101T000000Z-aaaaaa',
    serial: '0a1b2c',
    domainNames: ['example.com'],
    notBefore: new Date('2026-11-01T00:00:00Z'),
    notAfter: new Date('2027-01-30T00:00:00Z'),
    keyAlgorithm: 'EC_PRIME256V1',
    certificateAuthority: DIRECTORY_URL,
    ...changes,
  };
}

/** Begun at NOW; without a URL, as before the CA's answer. */
export function anOrderJournal(changes: Partial<OrderJournal> = {}): OrderJournal {
  return {
    version: '20261123T060000Z-abcdef',
    definitionHash: 'hash-1',
    certificateAuthority: DIRECTORY_URL,
    startedAt: NOW,
    ...changes,
  };
}

/** Of a certificate that was declared and has not run yet. */
export function aCertificateState(changes: Partial<CertificateState> = {}): CertificateState {
  return { certificateName: 'example.com', txtRecords: [], installations: {}, ...changes };
}

/** Of a renewer that no test deploys. */
export function aDescriptor(changes: Partial<RenewerDescriptor> = {}): RenewerDescriptor {
  return {
    schema: 1,
    renewerName: 'Certs',
    region: 'eu-central-1',
    version: '0.1.0',
    definitionsTable: 'Certs-definitions',
    requestsTable: 'Certs-requests',
    statesTable: 'Certs-states',
    bucketName: 'certs-111122223333-eu-central-1',
    queueUrl: 'https://sqs.test/111122223333/Certs-work',
    tokenSecretName: 'dnscale/token',
    renewFunction: 'Certs-renew',
    planFunction: 'Certs-plan',
    logGroups: { plan: 'plan-log', renew: 'renew-log', declare: 'declare-log', declareIsComplete: 'log' },
    topicArn: 'arn:aws:sns:eu-central-1:111122223333:Certs-alerts',
    ...changes,
  };
}

export function aRenewerPlace(changes: Partial<RenewerPlace> = {}): RenewerPlace {
  return {
    renewerName: 'DnscaleCerts',
    region: 'eu-central-1',
    account: '111122223333',
    runbookUrl: 'https://docs.test/errors.md',
    logUrl: 'https://logs.test/renew',
    ...changes,
  };
}

/** A CAA record stops the renewal of what `aStoredCertificate` makes. */
export function aNotice(changes: Partial<Notice> = {}): Notice {
  const { notBefore, notAfter } = aStoredCertificate();
  return {
    kind: 'action-required',
    severity: 'ticket',
    certificateName: 'example.com',
    domainNames: ['example.com'],
    certificateArns: { 'eu-central-1': 'arn:aws:acm:eu-central-1:111122223333:certificate/1' },
    validity: { notBefore, notAfter },
    code: 'caa-forbids',
    subject: 'example.com',
    since: NOW,
    cause: 'The CA must not issue for example.com.',
    advice: 'Add a record.',
    next: 'It is checked again by itself.',
    command: 'dnscale-certs renew example.com',
    message: 'TICKET example.com …',
    ...changes,
  };
}

export function anOrder(changes: Partial<Order> = {}): Order {
  return { url: 'https://ca.test/order/1', status: 'pending', authorizationUrls: [], ...changes };
}

/** A deadline that never comes. */
export function noDeadline(): Deadline {
  return { at: new Date('2100-01-01T00:00:00Z'), signal: new AbortController().signal };
}

export function anAuthorization(changes: Partial<Authorization> = {}): Authorization {
  return {
    url: 'https://ca.test/authz/1',
    status: 'pending',
    domainName: 'example.com',
    wildcard: false,
    challenge: { url: 'https://ca.test/challenge/1', txtValue: 'value-1' },
    ...changes,
  };
}

/** A zone's parent and the zone itself name these servers, unless `compared` says otherwise. */
export function aDelegation(
  servers: NameServerAddress[],
  compared: Delegation['compared'] = { atParent: ['ns1.dnscale.test'], parentOnly: [], zoneOnly: [] },
): Delegation {
  return { servers, compared };
}

export const parentAgrees: Pick<Resolver, 'readDelegation'> = {
  readDelegation: async (_, found) => aDelegation(found),
};
