import { PassThrough } from 'node:stream';
import { describe, expect, it } from 'vitest';
import { openRenewShow, type RenewShow } from '../../../../cli/renew/show.ts';
import type { KnownCertificate } from '../../../../functions/engine/ports/renewers.ts';
import {
  aCertificateState,
  aDefinition,
  aDescriptor,
  aStoredCertificate,
} from '../../../support/builders.ts';
import { documentIn } from '../../../support/command-documents.ts';

const failure = {
  count: 1,
  code: 'caa-forbids' as const,
  disposition: 'person' as const,
  message: 'CAA forbids it.',
  step: 'preflight' as const,
  at: new Date('2026-11-23T05:59:00Z'),
};
const nextCheckAt = new Date('2026-11-23T07:00:00Z');
const certificate = aStoredCertificate();
const known: KnownCertificate = {
  certificateName: 'example.com',
  definition: aDefinition(),
  state: aCertificateState({ certificate, nextCheckAt }),
};
const failed = { ...known, state: aCertificateState({ certificate, nextCheckAt, failure }) };

function said(say: (show: RenewShow) => void, isJson = false) {
  const [stdout, stderr] = [new PassThrough(), new PassThrough()];
  say(openRenewShow('example.com', aDescriptor(), isJson, { stdout, stderr }));
  return { stdout: String(stdout.read() ?? ''), stderr: String(stderr.read() ?? '') };
}

const STATUS = 'See how it is:  npx dnscale-certs status --renewer Certs\n';

describe('openRenewShow', () => {
  it.each<[string, (show: RenewShow) => void, string, string]>([
    ['nobody waits', (show) => show.asked(), `Certs in eu-central-1 checks example.com now. ${STATUS}`, ''],
    ['a step', (show) => show.step('A run has begun.'), 'A run has begun.\n', ''],
    ['renewed', (show) => show.ended({ outcome: 'renewed', known }), 'Renewed.\n', ''],
    [
      'installed',
      (show) => show.ended({ outcome: 'installed', known }),
      'Nothing was due; what was missing is installed.\n',
      '',
    ],
    [
      'unchanged',
      (show) => show.ended({ outcome: 'unchanged', known }),
      'Nothing was due, and nothing was changed. --force issues a new certificate.\n',
      '',
    ],
    [
      'failed',
      (show) => show.ended({ outcome: 'failed', known: failed }),
      '',
      'error: CAA forbids it. The next try by itself: 23 Nov 07:00 UTC.\n',
    ],
    [
      'removed',
      (show) => show.ended({ outcome: 'removed', known: undefined }),
      '',
      'error: Nobody declares example.com any more.\n',
    ],
    [
      'interrupted',
      (show) => show.interrupted(),
      `No longer waiting; the check goes on without this command. ${STATUS}`,
      '',
    ],
    [
      'late',
      (show) => show.late(),
      '',
      `error: The check of example.com has not ended in 20 minutes. ${STATUS}`,
    ],
    ['a warning', (show) => show.warn('No message.'), '', 'warning: No message.\n'],
  ])('says in words: %s', (_, say, stdout, stderr) => {
    expect(said(say)).toEqual({ stdout, stderr });
  });

  it('writes one object for programs, and no steps', () => {
    const { stdout } = said((show) => {
      show.step('A run has begun.');
      show.ended({ outcome: 'failed', known: failed });
    }, true);

    expect(documentIn('renew', stdout)).toEqual({
      schema: 1,
      renewerName: 'Certs',
      region: 'eu-central-1',
      certificateName: 'example.com',
      outcome: 'failed',
      notAfter: '2027-01-30T00:00:00.000Z',
      serial: '0a1b2c',
      nextCheckAt: '2026-11-23T07:00:00.000Z',
      error: { code: 'caa-forbids', message: 'CAA forbids it.' },
    });
  });
});
