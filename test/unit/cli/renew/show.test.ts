import { PassThrough } from 'node:stream';
import { describe, expect, it, onTestFinished, vi } from 'vitest';
import type { FoundCertificate } from '../../../../cli/renew/find-certificates.ts';
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
const known = {
  certificateName: 'example.com',
  definition: aDefinition(),
  state: aCertificateState({ certificate, nextCheckAt }),
};
const failed: KnownCertificate = {
  ...known,
  state: aCertificateState({ certificate, nextCheckAt, failure }),
};
const ONE: FoundCertificate = { renewer: aDescriptor(), known };
const OTHER: FoundCertificate = {
  renewer: aDescriptor(),
  known: { ...known, certificateName: 'api.example.org' },
};

type Said = {
  options?: { region: string; profile?: string };
  all?: FoundCertificate[];
  isJson?: boolean;
  isWaiting?: boolean;
  terminal?: object;
};

async function said(
  say: (show: RenewShow) => void,
  { all = [ONE], isJson = false, isWaiting = true, terminal = {}, options }: Said = {},
) {
  const [stdout, stderr] = [Object.assign(new PassThrough(), terminal), new PassThrough()];
  const show = await openRenewShow(
    all,
    { isJson, isWaiting, ...(options && { options }) },
    { stdout: stdout as never, stderr },
  );
  say(show);
  show.close();
  return { stdout: String(stdout.read() ?? ''), stderr: String(stderr.read() ?? '') };
}

const STATUS = 'dnscale-certs status example.com --renewer Certs\n';

describe('openRenewShow', () => {
  it.each<[string, (show: RenewShow) => void, string, string]>([
    [
      'nobody waits',
      (show) => show.finish('asked'),
      `Certs in eu-central-1 checks example.com now.\nSee how it is:  ${STATUS}`,
      '',
    ],
    ['a step', (show) => show.step(ONE, 'a run has begun'), 'example.com: a run has begun\n', ''],
    [
      'renewed',
      (show) => end(show, 'renewed'),
      'example.com: renewed, valid until 30 Jan 00:00 UTC\n1 renewed.\n',
      '',
    ],
    [
      'installed',
      (show) => end(show, 'installed'),
      'example.com: nothing was due; what was missing is installed\n1 installed.\n',
      '',
    ],
    [
      'unchanged',
      (show) => end(show, 'unchanged'),
      'example.com: nothing was due, and nothing was changed\n1 not due. --force issues new certificates.\n',
      '',
    ],
    [
      'failed',
      (show) => end(show, 'failed', failed),
      `example.com: failed (caa-forbids)\n1 failed.\nSee how it is:  ${STATUS}`,
      'error: example.com: CAA forbids it. The next try by itself: 23 Nov 07:00 UTC.\n',
    ],
    [
      'removed',
      (show) => end(show, 'removed', undefined),
      `example.com: nobody declares it any more\n1 failed.\nSee how it is:  ${STATUS}`,
      'error: example.com: Nobody declares it any more.\n',
    ],
    [
      'interrupted',
      (show) => show.finish('interrupted'),
      `No longer waiting; the checks go on without this command.\nSee how it is:  ${STATUS}`,
      '',
    ],
    [
      'late',
      (show) => show.finish('late'),
      `See how it is:  ${STATUS}`,
      'error: One check was not seen to end, and for 20 minutes none was.\n',
    ],
    ['a warning', (show) => show.warn('No message.'), '', 'warning: No message.\n'],
  ])('says in words: %s', async (_, say, stdout, stderr) => {
    expect(await said(say)).toEqual({ stdout, stderr });
  });

  it('names in the next command the region and the profile that were given, too', async () => {
    const options = { region: 'eu-west-1', profile: 'shop' };

    const { stdout } = await said((show) => show.finish('asked'), { options });

    expect(stdout).toMatch(
      / {2}dnscale-certs status example\.com --renewer Certs --region eu-west-1 --profile shop\n$/,
    );
  });

  it('sums several up, and tells of those that failed last', async () => {
    const { stdout, stderr } = await said(
      (show) => {
        show.ended(OTHER, { outcome: 'failed', known: failed });
        show.step(ONE, 'a run has begun');
        end(show, 'renewed');
      },
      { all: [ONE, OTHER] },
    );

    expect(stdout.split('\n')).toEqual([
      'api.example.org: failed (caa-forbids)',
      'example.com: a run has begun',
      'example.com: renewed, valid until 30 Jan 00:00 UTC',
      '1 renewed, 1 failed.',
      'See how they are:  dnscale-certs status --renewer Certs',
      '',
    ]);
    expect(stderr).toBe(
      'error: api.example.org: CAA forbids it. The next try by itself: 23 Nov 07:00 UTC.\n',
    );
  });

  it('names the renewer of each where there are two, and says how many checks begin when', async () => {
    const other = { renewer: aDescriptor({ renewerName: 'Shop' }), known };
    const many = Array.from({ length: 120 }, () => other);

    const ends = await said((show) => show.ended(other, { outcome: 'renewed', known }), {
      all: [ONE, other],
    });
    const asked = await said((show) => show.finish('asked'), { all: [ONE, ...many], isWaiting: false });

    expect(ends.stdout).toBe('example.com (Shop): renewed, valid until 30 Jan 00:00 UTC\n');
    expect(asked.stdout).toBe(
      'Certs in eu-central-1 checks 1 certificate now.\n' +
        'Shop in eu-central-1 checks 100 certificates now, then 20 more, 100 every ten minutes.\n' +
        'See how they are:  dnscale-certs status\n',
    );
  });

  it('has a line for each step at a terminal that knows no cursor', async () => {
    vi.stubEnv('TERM', 'dumb');
    onTestFinished(() => void vi.unstubAllEnvs());

    const { stdout } = await said((show) => show.step(ONE, 'a run has begun'), {
      terminal: { isTTY: true, columns: 80, rows: 24 },
    });

    expect(stdout).toBe('example.com: a run has begun\n');
  });

  it('draws the steps at a terminal, and leaves a line for each end', async () => {
    const { stdout } = await said(
      (show) => {
        show.step(ONE, 'the CA has taken the order');
        end(show, 'renewed');
      },
      { terminal: { isTTY: true, columns: 80, rows: 24 } },
    );

    expect(stdout).toContain('  … example.com  the CA has taken the order ');
    expect(stdout).not.toContain('example.com: the CA has taken the order');
    expect(stdout).toContain('✓ example.com: renewed, valid until 30 Jan 00:00 UTC');
    expect(stdout).toMatch(/1 renewed\.\n$/);
  });

  it('writes one object for programs, with a result for each certificate, and no steps', async () => {
    const { stdout } = await said(
      (show) => {
        show.step(ONE, 'a run has begun');
        show.ended(ONE, { outcome: 'failed', known: failed });
        show.finish('interrupted');
      },
      { all: [ONE, OTHER], isJson: true },
    );

    expect(documentIn('renew', stdout)).toEqual({
      schema: 1,
      certificates: [
        {
          renewerName: 'Certs',
          region: 'eu-central-1',
          certificateName: 'example.com',
          outcome: 'failed',
          notAfter: '2027-01-30T00:00:00.000Z',
          serial: '0a1b2c',
          nextCheckAt: '2026-11-23T07:00:00.000Z',
          error: { code: 'caa-forbids', message: 'CAA forbids it.' },
        },
        {
          renewerName: 'Certs',
          region: 'eu-central-1',
          certificateName: 'api.example.org',
          outcome: 'asked',
        },
      ],
    });
  });
});

function end(
  show: RenewShow,
  outcome: 'renewed' | 'installed' | 'unchanged' | 'failed' | 'removed',
  after: KnownCertificate | undefined = outcome === 'removed' ? undefined : known,
) {
  show.ended(ONE, { outcome, known: after });
  show.finish('done');
}
