/** What an operator sees of `revoke` once it was asked for, at 80 and 140 columns. */
import { describe, expect, it } from 'vitest';
import type { Intention } from '../../../../cli/revoke/intention.ts';
import { openRevokeShow, type RevokeShow } from '../../../../cli/revoke/show.ts';
import type { KnownCertificate } from '../../../../functions/engine/ports/renewers.ts';
import {
  aCertificateState,
  aDefinition,
  aDescriptor,
  aStoredCertificate,
  NOW,
} from '../../../support/builders.ts';
import { aScreen, brokenLines } from '../../../support/screen.ts';

const WISH: Intention = {
  serial: '04af9c0211',
  reason: 'superseded',
  isAtOnce: false,
  isLive: true,
  isAgain: false,
};
const BEFORE = aStoredCertificate({ serial: '04af9c0211' });
const { version, certificateAuthority, notAfter } = BEFORE;
const PENDING = {
  ...{ serial: '04af9c0211', version, certificateAuthority, notAfter },
  ...{ reason: 'superseded' as const, isAtOnce: false, askedAt: NOW },
};

function known(state: Parameters<typeof aCertificateState>[0]): KnownCertificate {
  return { certificateName: 'example.com', definition: aDefinition(), state: aCertificateState(state) };
}

const DONE = known({
  certificate: aStoredCertificate({ serial: '05bb' }),
  history: [
    { at: NOW, outcome: 'revoked', tookMs: 9_000, revoked: [{ serial: '04af9c0211', reason: 'superseded' }] },
  ],
});
const FAILED = known({
  certificate: BEFORE,
  revocations: [PENDING],
  nextCheckAt: new Date('2026-11-23T07:00:00Z'),
  failure: {
    count: 1,
    code: 'acme-rate-limited',
    disposition: 'not-before',
    message:
      'Our own limit is reached: 4 certificates for these names were issued in 7 days, and one more has to wait.',
    step: 'newOrder',
    at: NOW,
  },
});

const CASES: Record<string, (show: RevokeShow) => void> = {
  nothing: (show) => show.nothing('It expired on 23 Nov 06:00 UTC: nobody accepts it any more.'),
  revoked: (show) => {
    show.step('the certificate is issued and stored, valid until 25 Feb 03:19 UTC');
    show.ended(WISH, DONE);
  },
  failed: (show) => void show.ended(WISH, FAILED),
  'too-old': (show) => void show.ended(WISH, known({ certificate: BEFORE })),
  left: (show) => show.left(WISH, 'interrupted'),
  late: (show) => show.left(WISH, { lateAfterMs: 20 * 60_000 }),
  'another-hangs': (show) =>
    show.warn(
      'ff, which is not live, is not revoked yet (superseded, asked 23 Nov 06:00 UTC). This is not about that one; to ask for it again:  dnscale-certs revoke example.com --reason superseded --serial ff',
    ),
};

const AT_WIDTHS = Object.entries(CASES).flatMap(([name, say]) =>
  [80, 140].map((columns) => [name, columns, say] as const),
);

describe('the screen of revoke', () => {
  it.each(AT_WIDTHS)('%s, at %i columns', async (name, columns, say) => {
    const screen = aScreen(columns);

    say(openRevokeShow({ renewer: aDescriptor(), known: known({ certificate: BEFORE }) }, {}, screen));

    expect(brokenLines(screen.shown(), columns)).toEqual([]);
    await expect(screen.shown()).toMatchFileSnapshot(`screens/end-${name}-${columns}.txt`);
  });
});
