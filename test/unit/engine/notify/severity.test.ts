import { describe, expect, it } from 'vitest';
import { RenewerError } from '../../../../functions/engine/errors.ts';
import { mailOf } from '../../../../functions/engine/notify/mail.ts';
import { severityOf } from '../../../../functions/engine/notify/severity.ts';
import { standingOf } from '../../../../functions/engine/notify/standing-of.ts';
import type { SeenState } from '../../../../functions/engine/ports/people.ts';
import type { CertificateState, Installation } from '../../../../functions/engine/renewal/state.ts';
import { aCertificateState, aRenewerPlace, aStoredCertificate, NOW } from '../../../support/builders.ts';

const HOUR = 60 * 60 * 1000;

/** Of 6 days, with so many hours left: the last sixth are 24. */
function validity(hoursLeft: number) {
  const notAfter = new Date(NOW.getTime() + hoursLeft * HOUR);
  return { notAfter, notBefore: new Date(notAfter.getTime() - 144 * HOUR) };
}

describe('severityOf', () => {
  it.each([
    ['person', 0, 25, 'ticket'],
    ['person', 0, 24, 'page'],
    ['person', 0, -1, 'page'],
    ['person', 0, undefined, 'ticket'],
    ['next-run', 0, 24, 'info'],
    ['next-run', 1, 24, 'page'],
    ['next-run', 0, -1, 'page'],
    ['not-before', 1, 25, 'info'],
    ['not-before', 24, 25, 'ticket'],
    ['next-run', 24, undefined, 'ticket'],
  ] as const)(
    'of what %s ends and has lasted for %i h, with %s h left, is %s',
    (disposition, hours, left, severity) => {
      const since = new Date(NOW.getTime() - hours * HOUR);
      const lasting = { disposition, since, validity: left === undefined ? undefined : validity(left) };

      expect(severityOf(lasting, NOW)).toBe(severity);
    },
  );
});

describe('severityOf another cause after days of failures', () => {
  it.each([
    ['next-run', 0, 'info'],
    ['next-run', 2.9, 'info'],
    ['next-run', 3, 'ticket'],
    ['person', 0, 'ticket'],
  ] as const)('of what %s ends and has lasted for %d h is %s', (disposition, hours, severity) => {
    const since = new Date(NOW.getTime() - 168 * HOUR);
    const causeSince = new Date(NOW.getTime() - hours * HOUR);

    expect(severityOf({ disposition, since, causeSince, validity: validity(140) }, NOW)).toBe(severity);
  });
});

type Held = Pick<Installation, 'notAfter' | 'released' | 'keptAt'>;
type Targets = { acm?: Held; secret?: Held };

/** The certificate in S3 has 140 of 144 hours left; an import or the secret fails for a person. */
function failing({ acm, secret, ...changes }: Omit<Partial<CertificateState>, 'secret'> & Targets) {
  const at = new Date(NOW.getTime() - HOUR);
  return aCertificateState({
    certificate: aStoredCertificate(validity(140)),
    nextCheckAt: NOW,
    failure: {
      count: 1,
      code: 'import-failed',
      disposition: 'person',
      message: 'ACM refuses it.',
      step: 'install',
      at,
    },
    installations: acm ? { 'eu-central-1': { ...INSTALLED, ...acm } } : {},
    ...(secret && { secret: { ...INSTALLED, secretArn: 's', versionId: 'v', writtenAt: NOW, ...secret } }),
    ...changes,
  });
}

const INSTALLED = { certificateArn: 'arn', serial: '0a', importedAt: NOW };
const hoursLeft = (hours: number) => ({ notAfter: validity(hours).notAfter });

describe('standingOf, by the certificate that ends first among those in use', () => {
  it.each<[string, CertificateState, string]>([
    ['S3’s is new and ACM holds none yet', failing({}), 'ticket'],
    ['S3’s and ACM’s are the same', failing({ acm: hoursLeft(140) }), 'ticket'],
    ['ACM’s has more than a sixth of its life left', failing({ acm: hoursLeft(25) }), 'ticket'],
    ['ACM’s has a sixth of its life left', failing({ acm: hoursLeft(24) }), 'page'],
    ['ACM’s has expired meanwhile', failing({ acm: hoursLeft(-0.5) }), 'page'],
    ['the secret’s has a sixth of its life left', failing({ secret: hoursLeft(24) }), 'page'],
    [
      'ACM’s is no longer asked for',
      failing({ acm: { ...hoursLeft(24), released: { at: NOW, destroys: false } } }),
      'ticket',
    ],
    ['ACM’s was kept when its region went', failing({ acm: { ...hoursLeft(24), keptAt: NOW } }), 'ticket'],
    [
      'the secret was kept when nobody asked for it any more',
      failing({ secret: { ...hoursLeft(24), keptAt: NOW } }),
      'ticket',
    ],
    [
      'ACM’s had expired before: its region is not declared any more',
      failing({ acm: hoursLeft(-2) }),
      'ticket',
    ],
    ['an earlier release wrote no end of ACM’s', failing({ acm: {} }), 'ticket'],
  ])('is as grave as it is when %s', (_, state, severity) => {
    const standing = standingOf('example.com', { state }, undefined, { now: NOW, place: aRenewerPlace() });

    expect(standing).toMatchObject({ is: 'troubled', notice: { severity } });
  });

  it('says until when what is in use works', () => {
    const state = failing({ acm: hoursLeft(24) });
    const standing = standingOf('example.com', { state }, undefined, { now: NOW, place: aRenewerPlace() });

    expect(standing).toMatchObject({
      notice: {
        message: expect.stringMatching(/^PAGE example\.com.* expires in 24 h .*, 16% of its life left/),
      },
    });
  });

  it('counts only S3’s while nothing fails: a region that nobody declares keeps its old certificate', () => {
    const state = failing({ acm: hoursLeft(2), failure: undefined });

    expect(
      standingOf('example.com', { state }, undefined, { now: NOW, place: aRenewerPlace() }),
    ).toMatchObject({ is: 'well' });
  });
});

describe('standingOf a state that cannot be read', () => {
  const unreadable = new RenewerError({
    code: 'record-unreadable',
    disposition: 'person',
    message: 'The state of example.com is damaged.',
    advice: 'Restore it.',
  });
  const told = (seen: SeenState) => {
    const context = { now: NOW, place: aRenewerPlace() };
    const standing = standingOf('example.com', seen, undefined, context);
    if (standing.is !== 'troubled') throw new Error('it is in trouble');
    const { subject, text } = mailOf([standing.notice], { ...context, nextMailText: 'tomorrow' });
    return { subject, begin: text.split('\n')[0], message: standing.notice.message };
  };

  it('says that the record cannot be read where nothing else is known, and not that none was issued', () => {
    expect(told({ unreadable })).toEqual({
      subject: '[dnscale-certs] example.com cannot renew; its end is not known',
      begin: 'Its record cannot be read: the end of its certificate is not known.',
      message: expect.stringMatching(
        /^TICKET example\.com has a record that cannot be read: the end of its certificate is not known\. Renewal is blocked: record-unreadable\. /,
      ),
    });
  });

  it('says until when it works where the copies beside it tell that', () => {
    expect(told({ unreadable, validity: validity(140) })).toMatchObject({
      subject: '[dnscale-certs] example.com cannot renew; 5 days left',
      begin: expect.stringMatching(/^The live certificate works until /),
    });
  });
});
