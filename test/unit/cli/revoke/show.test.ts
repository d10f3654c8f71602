/** What `revoke` says at the end. */
import { PassThrough } from 'node:stream';
import { expect, it } from 'vitest';
import { openRevokeShow } from '../../../../cli/revoke/show.ts';
import { aCertificateState, aDescriptor, aStoredCertificate, NOW } from '../../../support/builders.ts';

it.each([20, 60])('says for how long it has waited: %i minutes', (minutes) => {
  const [stdout, stderr] = [new PassThrough(), new PassThrough()];
  const show = openRevokeShow(
    { renewer: aDescriptor(), known: { certificateName: 'example.com' } },
    {},
    { stdout, stderr },
  );
  const intention = {
    serial: '0a',
    reason: 'superseded',
    isAtOnce: false,
    isLive: true,
    isAgain: false,
  } as const;

  show.left(intention, { lateAfterMs: minutes * 60_000 });

  expect(String(stderr.read())).toBe(`error: The run was not seen to end in ${minutes} minutes.\n`);
  expect(String(stdout.read())).toContain('No longer waiting; the renewer goes on without this command.');
});

it('says the reason that the CA was told last, whatever was asked for since', () => {
  const ended = (reason: 'superseded' | 'keyCompromise') => ({
    at: NOW,
    outcome: 'revoked' as const,
    tookMs: 1,
    revoked: [{ serial: '0f', reason }],
  });
  const history = [ended('superseded'), ended('keyCompromise')];
  const state = aCertificateState({ certificate: aStoredCertificate(), history });
  const known = { certificateName: 'example.com', state };
  const stdout = new PassThrough();
  const streams = { stdout, stderr: new PassThrough() };
  const show = openRevokeShow({ renewer: aDescriptor(), known }, {}, streams);
  const wish = { serial: '0f', isAtOnce: false, isLive: false, isAgain: false } as const;

  expect(show.ended({ ...wish, reason: 'unspecified' }, known)).toBe(true);

  expect(String(stdout.read())).toContain('Revoked: 0f (keyCompromise). Live is 0a1b2c');
});
