import { PassThrough } from 'node:stream';
import { expect, it } from 'vitest';
import { openRevokeShow } from '../../../../cli/revoke/show.ts';
import { aDescriptor } from '../../../support/builders.ts';

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

  expect(String(stderr.read())).toBe(`error: The run has not ended in ${minutes} minutes.\n`);
  expect(String(stdout.read())).toContain('No longer waiting; the renewer goes on without this command.');
});
