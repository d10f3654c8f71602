import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { InitOptions } from '../../../../cli/init/run.ts';
import { makeTemporaryFolder, removeFolder } from '../../../support/world/temporary-folder.ts';
import { initIn, type Surroundings } from './init-world.ts';

let folder: string;
beforeEach(async () => {
  folder = await makeTemporaryFolder('init');
});
afterEach(() => removeFolder(folder));

const init = (options: Partial<InitOptions>, surroundings?: Surroundings) =>
  initIn(folder, options, surroundings);

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
        'AWS region of the stack, then others whose ACM gets the certificate: ' +
        'Let’s Encrypt’s terms of service are at https://letsencrypt.org/repository. Do you agree to them? [y/N] ' +
        'DNScale token (not shown; Enter for later): \n' +
        'Store the token in Secrets Manager of your AWS account now? [y/N] ',
    );
    expect(asked).toEqual([
      { examined: ['example.com', '*.example.com'], by: 'dnscale_live_1' },
      { stored: 'dnscale_live_1', region: 'eu-central-1' },
    ]);
    expect(stdout).toContain(
      'Next:  cd /app && npm i\n       npx cdk bootstrap   # once per account and region\n       npx cdk deploy --import-existing-resources\n',
    );
    expect(stdout + stderr).not.toContain('dnscale_live_1');
    expect(exitCode).toBe(0);
    expect(await readFile(join(folder, 'app/app.js'), 'utf8')).toContain("const region = 'eu-central-1';");
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
    expect(stderr).toContain('gets the certificate [eu-west-3]: ');
    expect(exitCode).toBe(0);
    expect(await readFile(join(folder, 'app/app.js'), 'utf8')).toContain("const region = 'eu-west-3';");
  });

  it.each([
    ['that the terms are agreed to', [...ANSWERS.slice(0, 4), 'n']],
    ['an answer', ANSWERS.slice(0, 2)],
  ])('writes nothing without %s, and exits with 130', async (_, answers) => {
    const { exitCode } = await init({}, { answers });

    expect(exitCode).toBe(130);
    expect(await readdir(folder)).toEqual([]);
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
