import { describe, expect, it } from 'vitest';
import type { RunStep } from '../../../../functions/engine/ports/events.ts';
import type { KnownCertificate } from '../../../../functions/engine/ports/renewers.ts';
import { certificateChain } from '../../../../functions/engine/renewal/certificate-chain.ts';
import type { CertificateState, Failure } from '../../../../functions/engine/renewal/state.ts';
import {
  aCertificateState,
  aDefinition,
  anOrderJournal,
  aStoredCertificate,
  NOW,
} from '../../../support/builders.ts';

const names = ['example.com', 'www.example.org'];

function known(
  state: Partial<CertificateState> = {},
  changes: Partial<KnownCertificate> = {},
): KnownCertificate {
  return {
    certificateName: 'shop',
    definition: aDefinition({ domainNames: names, regions: ['eu-central-1', 'us-east-1'] }),
    state: aCertificateState({ certificate: aStoredCertificate({ domainNames: names }), ...state }),
    ...changes,
  };
}

function aFailure(step: RunStep, changes: Partial<Failure> = {}): Failure {
  return {
    count: 1,
    code: 'unexpected',
    disposition: 'next-run',
    message: 'It broke. Wait.',
    advice: 'Wait.',
    step,
    at: new Date('2026-11-23T05:30:00Z'),
    ...changes,
  };
}

/** `name www.example.org: failed`, of those that are `is`. */
function stepsThatAre(is: string, certificate: KnownCertificate): string[] {
  return certificateChain(certificate, NOW)
    .filter((one) => one.is === is)
    .map(({ step, of }) => (of === undefined ? step : `${step} ${of}`));
}

describe('certificateChain', () => {
  it('goes from the definition to each probe', () => {
    const { definition } = known();
    const probed = { ...aDefinition(), ...definition, probe: ['example.com:443'] };
    const chain = certificateChain(known({}, { definition: probed }), NOW);

    expect(chain.map(({ step, of = '' }) => `${step} ${of}`.trim())).toEqual([
      'definition',
      'readiness',
      'order',
      'name example.com',
      'name www.example.org',
      'certificate',
      'store',
      'target eu-central-1',
      'target us-east-1',
      'probe example.com:443',
    ]);
  });

  it.each<[RunStep, string[]]>([
    ['gather', ['definition']],
    ['decide', ['definition']],
    ['preflight', ['readiness']],
    ['readiness', ['readiness']],
    ['resume', ['order']],
    ['createKey', ['order']],
    ['newOrder', ['order']],
    ['cleanUp', ['name example.com', 'name www.example.org']],
    ['present', ['name example.com', 'name www.example.org']],
    ['waitForPropagation', ['name example.com', 'name www.example.org']],
    ['validate', ['name example.com', 'name www.example.org']],
    ['finalize', ['certificate']],
    ['reinstall', ['store']],
    ['store', ['store']],
    ['install', ['target eu-central-1', 'target us-east-1']],
  ])('marks what a run that failed at %s is about', (step, failed) => {
    expect(stepsThatAre('failed', known({ failure: aFailure(step) }))).toEqual(failed);
  });

  it('marks the one name, and the one region, that a failure is about, without the advice', () => {
    const ofName = known({ failure: aFailure('validate', { subject: 'www.example.org' }) });
    const ofChallenge = known({
      failure: aFailure('waitForPropagation', { subject: '_acme-challenge.example.com' }),
    });
    const ofRegion = known({ failure: aFailure('install', { subject: 'us-east-1' }) });

    expect(stepsThatAre('failed', ofName)).toEqual(['name www.example.org']);
    expect(stepsThatAre('failed', ofChallenge)).toEqual(['name example.com']);
    expect(stepsThatAre('failed', ofRegion)).toEqual(['target us-east-1']);
    expect(certificateChain(ofName, NOW)).toContainEqual({
      step: 'name',
      of: 'www.example.org',
      is: 'failed',
      saw: 'It broke.',
      code: 'unexpected',
      at: new Date('2026-11-23T05:30:00Z'),
    });
  });

  it('marks a step of a later release as the definition’s', () => {
    expect(stepsThatAre('failed', known({ failure: aFailure('toString' as RunStep) }))).toEqual([
      'definition',
    ]);
  });

  it('shows an order that is under way, and whose TXT values are published', () => {
    const order = anOrderJournal({ url: 'https://ca.test/order/1' });
    const txtRecords = [
      { zoneId: 'z1', zoneName: 'example.com', name: '_acme-challenge.example.com', value: 'v' },
    ];
    const atWork = known({ order, txtRecords, runUntil: new Date('2026-11-23T06:04:00Z') });

    expect(stepsThatAre('running', atWork)).toEqual(['order', 'name example.com']);
    expect(stepsThatAre('running', known({ order, txtRecords }))).toEqual([]);
  });

  it('says what the last runs saw, and how many servers showed each value', () => {
    const at = new Date('2026-11-22T05:30:00Z');
    const history: CertificateState['history'] = [
      {
        at,
        outcome: 'renewed',
        tookMs: 9_000,
        serial: '0a1b2c',
        steps: [{ step: 'newOrder', tookMs: 1, saw: 'an order for 2 names' }],
        challenges: [
          { name: '_acme-challenge.example.com', showing: 2, servers: 2, tookMs: 3_400 },
          { name: '_acme-challenge.www.example.org', showing: 1, servers: 2 },
        ],
      },
      { at: NOW, outcome: 'unchanged', tookMs: 1 },
    ];
    const chain = certificateChain(known({ history }), NOW);

    expect(chain.filter(({ step }) => ['order', 'name', 'store'].includes(step))).toEqual([
      { step: 'order', is: 'done', saw: 'an order for 2 names', at },
      { step: 'name', of: 'example.com', is: 'done', saw: 'TXT on 2 of 2 name servers after 3.40 s', at },
      { step: 'name', of: 'www.example.org', is: 'warning', saw: 'TXT on 1 of 2 name servers', at },
      { step: 'store', is: 'done', saw: 'version 20261101T000000Z-aaaaaa', at },
    ]);
  });

  it('says of readiness what the run saw that has proved it, and nothing of an earlier run', () => {
    const saw = (provedAt: Date, outcome: 'failed' | 'renewed') => {
      const at = new Date('2026-11-22T05:30:00Z');
      const steps = [{ step: 'preflight' as const, tookMs: 1, saw: '4 name servers, no CAA records' }];
      const history: CertificateState['history'] = [
        { at, outcome, tookMs: 9_000, steps },
        { at: NOW, outcome: 'unchanged', tookMs: 1_000 },
      ];
      const chain = certificateChain(known({ history, readiness: { at: provedAt, provedAt } }), NOW);
      return chain.find(({ step }) => step === 'readiness')?.saw;
    };

    expect(saw(NOW, 'failed')).toBe('all that a renewal needs is there');
    expect(saw(NOW, 'renewed')).toBe('all that a renewal needs is there');
    expect(saw(new Date('2026-11-22T05:29:55Z'), 'failed')).toBe('all that a renewal needs is there');
    expect(saw(new Date('2026-11-22T05:30:00Z'), 'renewed')).toBe('4 name servers, no CAA records');
  });

  it('counts the validations that failed within the hour', () => {
    const failedValidations = {
      'example.com': [new Date('2026-11-23T05:30:00Z'), new Date('2026-11-23T04:30:00Z')],
    };

    expect(certificateChain(known({ failedValidations }), NOW)).toContainEqual({
      step: 'name',
      of: 'example.com',
      is: 'done',
      saw: 'in the live certificate; 1 failed validations within the hour',
    });
  });

  it('has no issuance of what nobody declares, and one step of what cannot be read', () => {
    const removed = certificateChain(known({}, { definition: undefined }), NOW);

    expect(removed.map(({ step }) => step)).toEqual(['definition', 'certificate', 'store']);
    expect(removed[0]).toMatchObject({ is: 'open', saw: 'nobody declares it any more: it is not renewed' });
  });

  it('marks an expired certificate, and one that lacks a name', () => {
    const expired = known({ certificate: aStoredCertificate({ domainNames: names, notAfter: NOW }) });
    const lacking = known({ certificate: aStoredCertificate({ domainNames: ['example.com'] }) });

    expect(stepsThatAre('failed', expired)).toEqual(['certificate']);
    expect(stepsThatAre('warning', lacking)).toEqual(['certificate']);
  });

  it('tells a place that lags behind from one that somebody has to know of', () => {
    const live = { serial: '0a', notBefore: new Date('2026-11-01'), notAfter: new Date('2027-01-30') };
    const place = (name: string, since: string) => ({
      place: name,
      standing: 'foreign' as const,
      since: new Date(since),
    });
    const served = {
      certificateName: 'shop',
      at: NOW,
      live,
      liveSince: NOW,
      earlier: [],
      places: [place('a.test:443', '2026-11-23T05:30:00Z'), place('b.test:443', '2026-11-23T04:59:00Z')],
    };
    const definition = aDefinition({
      domainNames: names,
      regions: [],
      probe: ['a.test:443', 'b.test:443', 'c.test:443'],
    });
    const certificate = known({}, { definition, served });

    expect(stepsThatAre('warning', certificate)).toEqual(['probe a.test:443']);
    expect(stepsThatAre('failed', certificate)).toEqual(['probe b.test:443']);
    expect(stepsThatAre('open', certificate)).toContain('probe c.test:443');
  });
});
