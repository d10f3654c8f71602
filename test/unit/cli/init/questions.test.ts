import { readdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { FINE, useInit } from './init-world.ts';

const world = useInit();
const { init } = world;

describe('runInit, at a terminal', () => {
  const ANSWERS = ['example.com *.example.com', 'ops@example.com', '', 'eu-central-1', 'y'];

  it('asks for what it needs, has doctor examine it, and stores the token', async () => {
    const { exitCode, stdout, stderr, asked } = await init(
      {},
      { answers: [...ANSWERS, 'dnscale_live_1', 'y'] },
    );

    expect(stderr).toBe(
      'Domain names of the certificate, with blanks between: ' +
        'Who gets a mail when it needs somebody: ' +
        'An app of its own (1), or lines for a CDK stack that you have (2) [1]: ' +
        'AWS region of the stack, then others whose ACM gets it: ' +
        'Let’s Encrypt’s terms of service are at https://letsencrypt.org/repository.\nDo you agree to them? [y/N] ' +
        'DNScale token (not shown; Enter for later): \n' +
        'Store the token in Secrets Manager of your AWS account now? [y/N] ',
    );
    expect(asked).toEqual([
      { examined: ['example.com', '*.example.com'], by: 'dnscale_live_1' },
      { stored: 'dnscale_live_1', region: 'eu-central-1' },
    ]);
    expect(stdout).toContain(
      '✓ Doctor finds nothing in the way of example.com, *.example.com.\n\nWritten to',
    );
    expect(stdout).toContain(
      'Next:  cd /app && npm i\n       npx cdk bootstrap   # once per account and region\n       npx cdk deploy --import-existing-resources\n',
    );
    expect(stdout + stderr).not.toContain('dnscale_live_1');
    expect(exitCode).toBe(0);
    expect(await readFile(join(world.folder, 'app/app.js'), 'utf8')).toContain(
      "const region = 'eu-central-1';",
    );
  });

  it('says at once what is wrong with an answer, and asks again', async () => {
    const answers = [
      'printer.local',
      'example.com',
      'me',
      'ops@example.com',
      '1',
      'nowhere',
      '',
      'y',
      '',
      'n',
    ];

    const { stderr, exitCode } = await init({}, { answers, environment: { AWS_REGION: 'eu-west-3' } });

    expect(stderr).toContain('"printer.local" ends in .local, which is reserved');
    expect(stderr).toContain('given "me"; expected: an e-mail address');
    expect(stderr).toContain('given "nowhere"; expected: an AWS region such as eu-central-1');
    expect(stderr).toContain('whose ACM gets it [eu-west-3]: ');
    expect(exitCode).toBe(0);
    expect(await readFile(join(world.folder, 'app/app.js'), 'utf8')).toContain("const region = 'eu-west-3';");
  });

  it('writes nothing when the terms are not agreed to, and says so', async () => {
    const { exitCode, stderr } = await init({}, { answers: [...ANSWERS.slice(0, 4), 'n'] });

    expect(exitCode).toBe(1);
    expect(stderr).toMatch(/\[y\/N\] Nothing was written\.\n$/);
    expect(await readdir(world.folder)).toEqual([]);
  });

  it.each([
    ['a question', ANSWERS.slice(0, 2)],
    ['the token', ANSWERS],
    ['whether to store it', [...ANSWERS, 'dnscale_live_1']],
  ])('writes nothing when it is interrupted at %s', async (_, answers) => {
    await expect(init({}, { answers })).rejects.toMatchObject({ code: 'interrupted' });

    expect(await readdir(world.folder)).toEqual([]);
  });

  it('asks again for a way that is neither', async () => {
    const { stderr } = await init({}, { answers: [...ANSWERS.slice(0, 2), '3', ...ANSWERS.slice(2), ''] });

    expect(stderr).toContain('(2) [1]:   Give 1 or 2.\nAn app of its own (1)');
  });

  it('asks again for a token that is none, and says what was entered', async () => {
    const { stderr, asked } = await init(
      {},
      { answers: [...ANSWERS, 'file://token.txt', 'dnscale_live_1', 'n'] },
    );

    expect(stderr).toContain(
      '(not shown; Enter for later): \n  What was entered holds file://… as text, in place of what is in that file.\nDNScale token (not shown',
    );
    expect(stderr).not.toContain('environment variable');
    expect(asked).toEqual([{ examined: ['example.com', '*.example.com'], by: 'dnscale_live_1' }]);
  });

  it('shows what doctor found, and offers no storing of a token that failed', async () => {
    const refused = {
      check: 'token',
      subject: 'DNScale',
      verdict: 'failure' as const,
      message: 'DNScale refuses it.',
    };

    const { stdout, stderr, exitCode, asked } = await init(
      {},
      { answers: [...ANSWERS, 'dnscale_live_1'], findings: [FINE, refused] },
    );

    expect(stdout).toMatch(
      /^DNScale\n {2}✗ token: DNScale refuses it\.\n\n1 ok, 0 warnings, 1 failure\n\n✗ Doctor finds something in the way\./,
    );
    expect(stderr).not.toContain('Store the token');
    expect(asked).toHaveLength(1);
    expect(exitCode).toBe(1);
  });

  it('shows what doctor found before it asks whether to store', async () => {
    const caa = {
      check: 'caa',
      subject: 'example.com',
      verdict: 'failure' as const,
      message: 'It lets in digicert.com only.',
    };

    const { shownAt } = await init(
      {},
      { answers: [...ANSWERS, 'dnscale_live_1', 'n'], findings: [FINE, caa] },
    );

    expect(shownAt('Store the token')).toContain('✗ caa: It lets in digicert.com only.');
  });

  it('asks nothing when one of its files is there', async () => {
    await writeFile(join(world.folder, 'app.js'), 'mine');

    await expect(init({ out: world.folder }, { answers: [] })).rejects.toMatchObject({
      message: expect.stringContaining('app.js was not written: it is there already.'),
    });
  });

  it('leaves the token for later when it cannot be stored', async () => {
    const store = async () => {
      throw new Error('no credentials');
    };

    const { exitCode, stdout, stderr } = await init(
      {},
      { answers: [...ANSWERS, 'dnscale_live_1', 'yes'], store },
    );

    expect(stderr).toContain('warning: Unexpected error: Error: no credentials.');
    expect(stdout).toContain('       npx dnscale-certs token set --region eu-central-1\n');
    expect(exitCode).toBe(0);
  });
});
