import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import * as z from 'zod/mini';
import { EVENT_DETAIL, eventDetailOf } from '../../../../functions/engine/notify/event-detail.ts';
import { aNotice, aRenewerPlace, NOW } from '../../../support/builders.ts';

describe('eventDetailOf', () => {
  it('has all that a notice says, instants as text and life left as time and share', () => {
    const detail = eventDetailOf(aNotice(), aRenewerPlace(), NOW);

    expect(detail).toEqual({
      schema: 1,
      severity: 'ticket',
      renewer: { name: 'DnscaleCerts', region: 'eu-central-1', account: '111122223333' },
      certificateName: 'example.com',
      domainNames: ['example.com'],
      certificateArns: { 'eu-central-1': 'arn:aws:acm:eu-central-1:111122223333:certificate/1' },
      notBefore: '2026-11-01T00:00:00.000Z',
      notAfter: '2027-01-30T00:00:00.000Z',
      lifeLeft: { seconds: 5_853_600, share: 0.7528 },
      code: 'caa-forbids',
      subject: 'example.com',
      since: '2026-11-23T06:00:00.000Z',
      cause: 'The CA must not issue for example.com.',
      advice: 'Add a record.',
      next: 'It is checked again by itself.',
      command: 'dnscale-certs renew example.com',
      message: 'TICKET example.com …',
      runbookUrl: 'https://docs.test/errors.md#caa-forbids',
    });
    expect(EVENT_DETAIL.parse(detail)).toEqual(detail);
  });

  it.each(['done', 'left'] as const)(
    'says of a recovery how a revocation that hung has ended: %s',
    (revocation) => {
      const notice = aNotice({ kind: 'renewal-recovered', revocation });

      expect(EVENT_DETAIL.parse(eventDetailOf(notice, aRenewerPlace(), NOW))).toMatchObject({ revocation });
    },
  );

  it('leaves out what is not known, also of a certificate that was never issued', () => {
    const { code, subject, since, advice, command, validity, ...known } = aNotice();

    const detail = eventDetailOf({ ...known, kind: 'issued' }, aRenewerPlace(), NOW);

    expect(Object.keys(EVENT_DETAIL.parse(detail)).sort()).toEqual([
      'cause',
      'certificateArns',
      'certificateName',
      'domainNames',
      'message',
      'next',
      'renewer',
      'runbookUrl',
      'schema',
      'severity',
    ]);
  });
});

describe('the published schema', () => {
  // Others build on it: v1 may get optional fields, by hand in both places. Nothing else changes without a v2.
  it('is docs/schemas/event-detail.v1.json', () => {
    const file = new URL('../../../../docs/schemas/event-detail.v1.json', import.meta.url);

    expect(z.toJSONSchema(EVENT_DETAIL)).toEqual(JSON.parse(readFileSync(file, 'utf8')));
  });
});
