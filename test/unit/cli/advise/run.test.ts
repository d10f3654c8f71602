import { PassThrough } from 'node:stream';
import { describe, expect, it } from 'vitest';
import { type AdviseOptions, runAdvise } from '../../../../cli/advise/run.ts';
import { documentIn } from '../../../support/command-documents.ts';

/** What the command does with these options, and with these lines from the person at the terminal. */
async function advise(options: AdviseOptions, lines?: string[]) {
  const stdin = Object.assign(new PassThrough(), { isTTY: lines !== undefined });
  const [stdout, stderr] = [new PassThrough(), new PassThrough()];
  let shown = '';
  // As a person does, each answer after its question; in the end Ctrl-D.
  const answers = [...(lines ?? [])];
  stderr.on('data', (text) => {
    shown += text;
    if (!/: $/.test(shown)) return;
    const answer = answers.shift();
    if (answer === undefined) stdin.end();
    else stdin.write(`${answer}\n`);
  });
  const exitCode = await runAdvise(options, { stdin, stdout, stderr });
  return { exitCode, stdout: String(stdout.read() ?? ''), stderr: shown };
}

describe('runAdvise', () => {
  it('asks for what is missing at a terminal, and again for what it does not know', async () => {
    const { exitCode, stdout, stderr } = await advise({}, ['example.com  *.example.com', 'shop', '1,2']);

    expect(stdout).toContain('  Names  example.com, *.example.com\n  For    load balancers, CloudFront\n');
    expect(stderr).toBe(
      'Domain names, with blanks between (as example.com *.example.com): ' +
        'What is the certificate for?\n' +
        '   1  load balancers\n' +
        '   2  CloudFront\n' +
        '   3  API Gateway\n' +
        '   4  servers\n' +
        '   5  containers that end TLS themselves\n' +
        '   6  Kubernetes (TLS ends in the cluster)\n' +
        '   7  another cloud or CDN\n' +
        '   8  key and chain as files\n' +
        '   9  a CA of your choice everywhere\n' +
        '  10  a short life\n' +
        'Numbers, with blanks between: ' +
        'One or more numbers from 1 to 10: ',
    );
    expect(exitCode).toBe(0);
  });

  it('asks only for the names when it knows the rest', async () => {
    const { stdout, stderr } = await advise({ for: ['servers'] }, ['mail.example.com']);

    expect(stdout).toContain('  Names  mail.example.com\n');
    expect(stderr).not.toContain('What is the certificate for?');
  });

  it.each([[[]], [['example.com']]])('is interrupted when the answers end after %j', async (lines) => {
    await expect(advise({}, lines)).rejects.toMatchObject({ code: 'interrupted' });
  });

  it('fails without a terminal and without names or uses, and names the options', async () => {
    await expect(advise({})).rejects.toMatchObject({
      code: 'config-invalid',
      message:
        'There is no advice: nobody can be asked here. Give --domain, --for (load-balancer, cloudfront, ' +
        'api-gateway, servers, containers, kubernetes, other-cloud, files, choose-ca, short-life).',
    });
  });

  it.each([
    [['www.example.com', '*.example.com'], '"www.example.com" is covered by "*.example.com"'],
    [['printer.local'], '"printer.local" ends in .local, which is reserved'],
    [['*.co.uk'], '"*.co.uk" asks for co.uk, a public suffix'],
  ])('fails for names that no certificate has: %j', async (domain, words) => {
    await expect(advise({ domain, for: ['servers'] })).rejects.toMatchObject({
      code: 'config-invalid',
      message: expect.stringContaining(`No public certificate has these names: ${words}`),
    });
  });

  it('writes one object for programs', async () => {
    const { stdout } = await advise({ domain: ['EXAMPLE.com'], for: ['servers'], json: true });

    expect(documentIn('advise', stdout)).toEqual({
      schema: 1,
      verdict: 'dnscale-certs',
      domainNames: ['example.com'],
      uses: ['servers'],
      why: 'Servers: they need key and chain as files, and the key of ACM’s free certificate never leaves AWS.',
      offers: [
        { offer: 'acm-free', fits: false, usdPerIssue: 0, usdPerMonth: 0 },
        { offer: 'acm-exportable', fits: true, usdPerIssue: 7, usdPerMonth: 0 },
        { offer: 'dnscale-certs', fits: true, usdPerIssue: 0, usdPerMonth: 4 },
      ],
      pricesOf: 'November 2026',
      next: 'dnscale-certs init -d example.com',
    });
  });
});
