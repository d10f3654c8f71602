/** What people are told, for every error code and kind of notice: docs/notifications.md is the snapshot. */
import { beforeAll, describe, expect, it } from 'vitest';
import type { ErrorCode } from '../../../functions/engine/errors.ts';
import type { Notice } from '../../../functions/engine/notify/notice.ts';
import { MEANINGS } from '../errors/error-page.ts';
import { errorOf } from '../errors/error-sites.ts';
import { TEXTS } from '../errors/texts/all.ts';
import { renderNotificationPage, type Told } from './notification-page.ts';
import { ONLY_AT_THE_COMMAND, toldByCode } from './told-by-code.ts';
import { toldByKind } from './told-by-kind.ts';

/** As docs/errors.md has them. @default - the first error of the code */
const CHOSEN: Partial<Record<ErrorCode, string>> = {
  'config-invalid': 'A definition names a CA that the stack was not deployed with.',
  'token-missing': 'The token is not set yet.',
  'dnscale-forbidden': 'The token may not write.',
  'dnscale-unavailable': 'DNScale has an outage.',
  'dnscale-refused': 'A CNAME is where the TXT record should go.',
  'caa-forbids': 'CAA lets in other CAs only.',
  'store-failed': 'The role lost its permission.',
  'import-failed': 'A region is not enabled.',
  'import-incompatible': 'ACM refuses the certificate.',
  'aws-failed': 'AWS fails again and again.',
  // A run cannot claim a state that it cannot read, so that it reports nothing of it.
  'record-unreadable': 'A newer release wrote the definition.',
  'record-conflict': 'Many runs count an order at once.',
  'identifier-rejected': 'The CA does not issue for a name.',
};

const CODES = (Object.keys(MEANINGS) as ErrorCode[]).filter((code) => !ONLY_AT_THE_COMMAND.includes(code));

describe('notifications', () => {
  let byCode: [ErrorCode, Told & { announced: Notice[] }][];
  let byKind: Told[];

  beforeAll(async () => {
    byKind = await toldByKind();
    const errors = await Promise.all(
      TEXTS.map(async ([when, bringAbout]) => ({ when, error: await errorOf(bringAbout) })),
    );
    byCode = await Promise.all(
      CODES.map(async (code) => {
        const of = errors.filter(({ error }) => error.code === code);
        const chosen = CHOSEN[code] === undefined ? of[0] : of.find(({ when }) => when === CHOSEN[code]);
        if (!chosen) throw new Error(`No text for ${code}: ${CHOSEN[code]}`);
        return [code, await toldByCode(chosen.error)] as [ErrorCode, Awaited<ReturnType<typeof toldByCode>>];
      }),
    );
  });

  it('read as docs/notifications.md has them', async () => {
    const page = renderNotificationPage(byKind, byCode);

    await expect(page).toMatchFileSnapshot('../../../docs/notifications.md');
  });

  it('are made for every code: one event at the first failure, and a mail that says what is down, why and what to do', () => {
    for (const [code, { announced, message, mail }] of byCode) {
      expect(announced).toHaveLength(1);
      expect(announced[0]).toMatchObject({
        code,
        certificateName: 'example.com',
        domainNames: ['example.com'],
      });
      expect(message).toMatch(
        /^(TICKET|INFO) example\.com \(example\.com\) expires in 67 d \(2027-01-30 00:00 UTC, /,
      );
      expect(message).toMatch(
        new RegExp(`Nothing is down\\. .*${code}\\. .* Do: .+ It is checked again by itself`),
      );
      expect(mail?.text).toMatch(
        /^(The live certificate|What is in use) works until 30 Jan 2027 00:00 UTC\. Nothing is down\.\n\nWhy: {2}\S.*\nDo: {3}\S/s,
      );
    }
  });

  it('of a risk say what to do in the words of the error', () => {
    const atRisk = byKind.find(({ detailType }) => detailType === 'Certificate Renewal At Risk');

    expect(atRisk?.message).toContain(
      'Do: Add this record beside the others, at DNScale or wherever example.com is kept: `example.com. CAA 0 issue "ca.test"`',
    );
    expect(atRisk?.mail?.text).toContain(
      '\nDo:   Add this record beside the others, at DNScale or wherever\n',
    );
  });

  it.each([
    [
      'clean-up-failed',
      'TXT values are left at DNScale: clean-up-failed.',
      'example.com leaves TXT values at DNScale;',
    ],
    [
      'import-failed',
      'It is issued and stored, but not imported into ACM: import-failed.',
      'example.com is issued but not imported into ACM;',
    ],
    [
      'revocation-refused',
      'A certificate is not revoked yet: revocation-refused.',
      'example.com has a certificate not revoked yet;',
    ],
    ['caa-forbids', 'Renewal is blocked: caa-forbids.', 'example.com cannot renew;'],
  ] as const)('of %s say what was not done', (asked, happened, subject) => {
    const [, told] = byCode.find(([code]) => code === asked) ?? [];

    expect(told?.message).toContain(happened);
    expect(told?.mail?.subject).toContain(subject);
  });

  it('of a record are about the definition: no run reports a state that it cannot read', () => {
    const [, told] = byCode.find(([code]) => code === 'record-unreadable') ?? [];

    expect(told?.message).toContain('The definition item of example.com was written by a newer release');
  });

  it('name the command so that a shell finds it, with what has to be typed', () => {
    const told = [...byCode.map(([, one]) => one), ...byKind];
    for (const { message, mail } of told) {
      expect(`${message} ${mail?.text}`).not.toMatch(/(?<!npx )\bdnscale-certs (?!is\b)[a-z]/);
    }
    const [, missing] = byCode.find(([code]) => code === 'names-missing') ?? [];
    expect(missing?.mail?.text).toContain('npx dnscale-certs renew example.com --force');
  });

  it('have subjects that SNS takes and mails of one screen', () => {
    const mails = [...byCode.map(([, { mail }]) => mail), ...byKind.map(({ mail }) => mail)];
    for (const { subject, text } of mails.filter((mail) => mail !== undefined)) {
      expect(subject).toMatch(/^\[dnscale-certs\] [\x20-\x7e]{10,83}$/);
      const lines = text.split('\n');
      expect(lines.length).toBeLessThanOrEqual(32);
      // A link or a record's name that is longer stands alone, and so does what is to be copied.
      const isWhole = (line: string) => /^(\S+|`[^`]+`)$/.test(line.trim());
      expect(lines.filter((line) => line.length > 72 && !isWhole(line))).toEqual([]);
    }
  });
});
