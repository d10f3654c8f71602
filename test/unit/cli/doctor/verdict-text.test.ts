/** The doctor's whole screen, of findings that its engine makes in a world in memory; the files in screens/ are read as pages. */
import { describe, expect, it } from 'vitest';
import { findingsText } from '../../../../cli/doctor/findings-text.ts';
import { type Examined, verdictText } from '../../../../cli/doctor/verdict-text.ts';
import type { CaaRecord } from '../../../../functions/engine/ports/dns.ts';
import { examine } from '../../../../functions/engine/preflight/examine.ts';
import type { Finding, Verdict } from '../../../../functions/engine/preflight/findings.ts';
import { noDeadline } from '../../../support/builders.ts';
import { aRecord, aRequest, somePorts, VALUE } from '../../engine/preflight/doctor-ports.ts';

const LETS_ENCRYPT = 'https://acme-v02.api.letsencrypt.org/directory';
const THIRTY = Array.from({ length: 30 }, (_, i) => `shop${i + 1}.example.com`);

async function screenOf(domain: string[], columns: number, caa: CaaRecord[] = []): Promise<string> {
  const left = aRecord('TXT', `_acme-challenge.${domain[1]}`, VALUE);
  const ports = somePorts({
    zones: { listRecords: async () => [left] },
    lookups: { lookUpCaa: async (name) => (name === 'example.com' ? caa : []) },
    acme: {
      readMeta: async () => ({
        profiles: ['classic', 'shortlived'],
        caaIdentities: ['letsencrypt.org'],
        externalAccountRequired: false,
      }),
    },
  });
  const request = aRequest({ domainNames: domain, directoryUrl: LETS_ENCRYPT });
  const findings = await examine(request, ports, noDeadline());
  const view = { columns, paint: (_: string, text: string) => text };
  return `${findingsText(findings, view)}\n${verdictText(findings, { domain, directory: LETS_ENCRYPT }, view)}`;
}

describe('the screen of the doctor', () => {
  it.each([80, 140])('names one CAA record over thirty names once, at %i columns', async (columns) => {
    const screen = await screenOf(THIRTY, columns, [{ flags: 0, tag: 'issue', value: 'digicert.com' }]);

    await expect(screen).toMatchFileSnapshot(`screens/one-caa-record-${columns}.txt`);
    expect(screen.match(/✗/g)).toHaveLength(3);
    const words = screen.split('\n').filter((line) => !line.includes('dnscale-certs '));
    expect(words.filter((line) => line.length > columns)).toEqual([]);
  });

  it.each([80, 140])('says what is next where all is well, at %i columns', async (columns) => {
    const screen = await screenOf(['example.com', '*.example.com'], columns);

    await expect(screen).toMatchFileSnapshot(`screens/all-well-${columns}.txt`);
  });
});

const PLAIN = { columns: 80, paint: (_: string, text: string) => text };

function said(verdicts: Verdict[], changes: Partial<Examined> = {}, check = 'zone'): string {
  const findings = verdicts.map(
    (verdict, i): Finding => ({ check, subject: 'a.test', verdict, message: `${i}` }),
  );
  return verdictText(findings, { domain: ['a.test'], directory: LETS_ENCRYPT, ...changes }, PLAIN);
}

const SIX = ['a', 'b', 'c', 'd', 'e', 'f'].map((label) => `${label}.test`);

describe('verdictText', () => {
  it.each<[Verdict[], string]>([
    [
      ['ok'],
      '✓ Nothing stands in the way of a certificate.\n  Next:  dnscale-certs try -d a.test --accept-tos\n',
    ],
    [
      ['ok', 'warning'],
      '✓ Nothing stands in the way of a certificate; read the warning (!).\n  Next:  dnscale-certs try -d a.test --accept-tos\n',
    ],
    [
      ['warning', 'failure'],
      '✗ No certificate yet: mend what failed (✗).\n  Then:  dnscale-certs doctor -d a.test\n',
    ],
    [
      ['failure', 'failure'],
      '✗ No certificate yet: mend what failed (2 times ✗).\n  Then:  dnscale-certs doctor -d a.test\n',
    ],
    [
      ['unknown'],
      '✗ Nothing failed, but nobody can say yet: see what could not be examined (?).\n  Then:  dnscale-certs doctor -d a.test\n',
    ],
  ])('says of %j what that means, and the next command', (verdicts, words) => {
    expect(said(verdicts)).toBe(words);
  });

  it('has the whole command for many names too, in lines that can be copied', () => {
    expect(said(['ok'], { domain: SIX })).toContain(
      [
        '',
        '  Next:  dnscale-certs try -d a.test -d b.test -d c.test -d d.test -d e.test \\',
        '           -d f.test --accept-tos',
        '',
      ].join('\n'),
    );
  });

  it('names many names once more only where another command comes', () => {
    expect(said(['failure'], { domain: SIX })).toBe(
      '✗ No certificate yet: mend what failed (✗).\n  Then:  the same command again\n',
    );
  });

  it('is content where only what does not decide could not be examined', () => {
    expect(said(['unknown'], {}, 'dnssec')).toContain('✓ Nothing stands in the way of a certificate.');
  });

  it.each<[string, Partial<Examined>, string]>([
    [
      'wildcards in a shell’s quotes',
      { domain: ['example.com', '*.example.com'] },
      "try -d 'example.com,*.example.com' --accept-tos",
    ],
    [
      'the short name of a CA, the profile and the resolvers',
      { directory: 'https://dv.acme-v02.api.pki.goog/directory', profile: 'x', resolver: ['127.0.0.1:53'] },
      'try -d a.test --accept-tos --server google --profile x \\\n           --resolver 127.0.0.1:53',
    ],
    [
      'the URL of another CA',
      { directory: 'https://ca.test/dir' },
      'try -d a.test --accept-tos --server https://ca.test/dir',
    ],
    [
      'no CA of Let’s Encrypt: the try is at its staging',
      { directory: LETS_ENCRYPT },
      'try -d a.test --accept-tos\n',
    ],
  ])('hands on %s', (_, examined, command) => {
    expect(said(['ok'], examined)).toContain(command);
  });
});
