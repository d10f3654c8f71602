import { describe, expect, it } from 'vitest';
import { mailOf } from '../../../../functions/engine/notify/mail.ts';
import { aNotice, aRenewerPlace, NOW } from '../../../support/builders.ts';

const CONTEXT = { now: NOW, place: aRenewerPlace(), nextMailText: 'when it is solved' };

describe('mailOf', () => {
  // docs/notifications.md shows the rest; a Subject that SNS refuses would lose the mail.
  it.each([
    ['a long name', 'a'.repeat(128)],
    ['letters beyond ASCII', 'bücher'.repeat(20)],
    ['a line break', 'web\r\nBcc: all@example.com'],
    ['a control character', 'web\u0000\u001b[31m'],
  ])('has a subject that SNS takes, with %s in the name', (_, certificateName) => {
    const { subject } = mailOf([aNotice({ certificateName })], CONTEXT);

    expect(subject).toMatch(/^\[dnscale-certs\] [\x20-\x7e]+ cannot renew; 67 days left$/);
    expect(subject.length).toBeLessThan(100);
  });

  it('is one screen, however long cause and advice are', () => {
    const long = 'a cause that does not end, '.repeat(200);

    const { text } = mailOf([aNotice({ cause: long, advice: long })], CONTEXT);

    const lines = text.split('\n');
    expect(lines.length).toBeLessThanOrEqual(32);
    expect(Math.max(...lines.map(({ length }) => length))).toBeLessThanOrEqual(72);
    expect(lines.filter((line) => line.includes('… (the log has all of it)'))).toHaveLength(2);
  });

  it('names five of many certificates in the order given, and how many more there are', () => {
    const [first, ...others] = Array.from({ length: 8 }, (_, i) => aNotice({ certificateName: `shop-${i}` }));

    const { subject, text } = mailOf([first ?? aNotice(), ...others], CONTEXT);

    expect(subject).toBe('[dnscale-certs] 8 certificates cannot renew; the first: 67 days left');
    expect(text.match(/shop-\d/g)).toEqual(['shop-0', 'shop-1', 'shop-2', 'shop-3', 'shop-4']);
    expect(text).toContain('and 3 more');
  });

  it('says of how many certificates it is true, where others are at risk only', () => {
    const failing = [aNotice({ certificateName: 'a' }), aNotice({ certificateName: 'b' })] as const;
    const atRisk = Array.from({ length: 198 }, (_, i) =>
      aNotice({ kind: 'renewal-at-risk', certificateName: `shop-${i}` }),
    );

    const { subject, text } = mailOf([...failing, ...atRisk], CONTEXT);
    const one = mailOf([failing[0], ...atRisk.slice(0, 2)], CONTEXT);

    expect(subject).toBe('[dnscale-certs] 2 of 200 certificates cannot renew; the first: 67 days left');
    expect(text).toMatch(
      /^2 of 200 certificates cannot renew, the others will not renew when due\.\nThose that end first:\n/,
    );
    expect(one.subject).toBe('[dnscale-certs] 1 of 3 certificates cannot renew; the first: 67 days left');
  });
});
