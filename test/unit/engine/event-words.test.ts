import { describe, expect, it } from 'vitest';
import { eventWords } from '../../../functions/engine/event-words.ts';
import type { RunEvent } from '../../../functions/engine/ports/events.ts';

const TXT = { name: '_acme-challenge.a.test', value: 'v' };
const AT = '2027-02-25T08:12:30.123Z';

const SAID: [RunEvent, string][] = [
  [{ event: 'run-started', runId: 'r' }, 'a run begins'],
  [{ event: 'run-skipped', reason: 'another run works on it' }, 'nothing is done: another run works on it'],
  [
    { event: 'state-moved', from: 'Certs-records' },
    'its state was in Certs-records, and is in the table of states from now on',
  ],
  [{ event: 'step-begun', step: 'preflight' }, 'begins with preflight'],
  [{ event: 'warning', subject: 's', message: 'Port 53 is closed.' }, 'warning: s: Port 53 is closed.'],
  [
    { event: 'challenge-delegated', domainName: 'a.test', from: 'x', to: 'y', zoneName: 'b.test' },
    'CNAME: x leads to y, in the zone b.test',
  ],
  [
    { event: 'zones-checked', zoneNames: ['a.test'], nameServers: ['ns1.test', 'ns2.test'] },
    'DNS: a.test delegated to ns1.test, ns2.test',
  ],
  [{ event: 'caa-checked', foundAt: [], unasked: [] }, 'CAA: no records'],
  [
    { event: 'caa-checked', foundAt: ['a.test'], unasked: ['b.test'] },
    'CAA: the records at a.test let the CA in; nobody could be asked for b.test',
  ],
  [
    { event: 'order-resumed', orderUrl: 'https://ca/1', status: 'ready' },
    'continues the order https://ca/1, which is ready',
  ],
  [
    { event: 'renewal-advised', windowStartsAt: AT, windowEndsAt: AT, renewAt: AT, askAgainAt: AT },
    'the CA suggests renewal between 2027-02-25 08:12 UTC and 2027-02-25 08:12 UTC; the instant drawn is 2027-02-25 08:12 UTC',
  ],
  [
    { event: 'decided', due: true, reason: 'age', message: 'a third of its life is left' },
    'due, because a third of its life is left (age)',
  ],
  [
    { event: 'decided', due: false, reason: 'young', message: 'it is young', nextCheckAt: AT },
    'not due; it is young; next check at 2027-02-25 08:12 UTC',
  ],
  [
    { event: 'account-noted', certificateAuthority: 'c', accountUrl: 'u', message: 'The account is u.' },
    'account: The account is u.',
  ],
  [
    {
      event: 'order-created',
      orderUrl: 'https://ca/1',
      domainNames: ['a.test', '*.a.test'],
      certificateAuthority: 'c',
      replaces: 'x',
    },
    'order for a.test and *.a.test, in place of the live certificate: https://ca/1',
  ],
  [{ event: 'txt-published', ...TXT, zoneName: 'a.test' }, 'TXT published: _acme-challenge.a.test = v'],
  [
    {
      event: 'propagation-seen',
      name: TXT.name,
      nameServer: 'ns1.test',
      address: '192.0.2.1',
      verdict: 'lagging',
      detail: 'lacks v',
      elapsedMs: 250,
    },
    'DNS: _acme-challenge.a.test at ns1.test (192.0.2.1) lagging after 0.25 s: lacks v',
  ],
  [
    { event: 'propagated', name: TXT.name, elapsedMs: 812 },
    'DNS: _acme-challenge.a.test is on every authoritative name server after 0.81 s',
  ],
  [
    { event: 'extra-wait', name: TXT.name, waitMs: 30_000 },
    'waits 30.00 s more for _acme-challenge.a.test: the CA has missed values of this zone before, or its definition says so',
  ],
  [{ event: 'challenge-answered', domainName: 'a.test' }, 'told the CA to validate a.test'],
  [
    { event: 'certificate-issued', serial: '0a1b', notAfter: AT, domainNames: ['a.test'] },
    'issued until 2027-02-25 08:12 UTC, serial 0a1b',
  ],
  [{ event: 'certificate-stored', version: 'v1' }, 'stored as version v1'],
  [
    { event: 'version-reinstalled', version: 'v3', copyOf: 'v1', serial: '0a', notAfter: AT },
    'live again from the archive: v1, as version v3, until 2027-02-25 08:12 UTC',
  ],
  [
    { event: 'certificate-imported', region: 'eu-west-1', certificateArn: 'arn:1', serial: '0a' },
    'imported into ACM in eu-west-1: arn:1',
  ],
  [{ event: 'secret-written', secretArn: 'arn:1', serial: '0a' }, 'written into Secrets Manager: arn:1'],
  [{ event: 'left-over-deleted', from: 'acm', subject: 'arn:1' }, 'deleted in ACM: arn:1'],
  [
    { event: 'left-over-deleted', from: 'acm', subject: 'arn:1', wasAbsent: true },
    'not in ACM any more: arn:1',
  ],
  [
    { event: 'left-over-deleted', from: 'secrets-manager', subject: 'arn:1', restorableUntil: AT },
    'deleted in Secrets Manager: arn:1; it can be restored until 2027-02-25 08:12 UTC',
  ],
  [
    { event: 'left-over-deleted', from: 's3', subject: 'a.test' },
    'deleted in S3: the live copies of a.test; the archive stays until S3 ends it',
  ],
  [{ event: 'txt-removed', ...TXT }, 'TXT removed: _acme-challenge.a.test = v'],
  [
    { event: 'clean-up-postponed', ...TXT, message: 'DNScale is away.' },
    'TXT stays for now: _acme-challenge.a.test = v. DNScale is away.',
  ],
  [{ event: 'readiness-proved', tookMs: 5 }, 'ready: all that the next renewal needs is there'],
  [
    {
      event: 'readiness-failed',
      code: 'caa-forbids',
      disposition: 'person',
      message: 'No.',
      since: AT,
      tookMs: 5,
    },
    'not ready (caa-forbids), the live certificate stays: No.',
  ],
  [
    {
      event: 'run-failed',
      code: 'caa-forbids',
      disposition: 'person',
      step: 'preflight',
      message: 'No.',
      nextCheckAt: AT,
      tookMs: 5,
      stepMs: {},
    },
    'failed at preflight (caa-forbids), next check at 2027-02-25 08:12 UTC: No.',
  ],
  [
    { event: 'run-finished', outcome: 'renewed', nextCheckAt: AT, tookMs: 12_340, stepMs: {} },
    'finished after 12.34 s: renewed; next check at 2027-02-25 08:12 UTC',
  ],
  [
    { event: 'run-finished', outcome: 'retired', tookMs: 40, stepMs: {} },
    'finished after 0.04 s: retired; it is not checked again',
  ],
];

describe('eventWords', () => {
  it.each(SAID.map(([event, words]) => [event.event, event, words] as const))(
    'says %s',
    (_, event, words) => {
      expect(eventWords(event)).toBe(words);
    },
  );

  it('leaves an instant as it is that is none', () => {
    expect(eventWords({ event: 'certificate-issued', serial: '0a', notAfter: 'soon', domainNames: [] })).toBe(
      'issued until soon, serial 0a',
    );
  });
});
