/** What `-c` gives to the app, and the configuration file that it names. */
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { App } from 'aws-cdk-lib';
import { describe, expect, it, onTestFinished, vi } from 'vitest';
import { readAppOptions } from '../../../infra/app-options.ts';
import { loadConfig } from '../../../infra/load-config.ts';

vi.setConfig({ testTimeout: 60_000 });

function configFile(text: string): string {
  const folder = mkdtempSync(join(tmpdir(), 'dnscale-certs-config-'));
  onTestFinished(() => rmSync(folder, { recursive: true }));
  const file = join(folder, 'my.config.ts');
  writeFileSync(file, text);
  return file;
}

describe('loadConfig', () => {
  it('loads a TypeScript file and completes it', async () => {
    const file = configFile(`
      const alertEmail: string = 'ops@example.com';
      export default { alertEmail, termsOfServiceAgreed: true, certificates: { web: { domainNames: ['example.com'] } } };`);

    expect(await loadConfig(file)).toMatchObject({
      alertEmail: 'ops@example.com',
      certificates: [{ certificateName: 'web' }],
    });
  });

  it('refuses the template of this repository for its address alone', async () => {
    const file = join(import.meta.dirname, '../../../renewer.config.ts');

    await expect(loadConfig(file)).rejects.toThrow(
      /renewer\.config\.ts has one fault; .*\n {2}alertEmail: given "you@example\.com"; expected: your own e-mail address/,
    );
  });

  it('fails with the name of the file in front of its faults', async () => {
    const file = configFile('export default {};');

    await expect(loadConfig(file)).rejects.toMatchObject({
      code: 'config-invalid',
      message: expect.stringContaining('my.config.ts has 2 faults'),
    });
  });

  it('fails for a file without a default export', async () => {
    await expect(loadConfig(configFile('export const config = {};'))).rejects.toThrow(
      'configuration: missing',
    );
  });

  it('fails with what to do when the file is not there', async () => {
    await expect(loadConfig(join(tmpdir(), 'dnscale-certs-no-such-file.ts'))).rejects.toMatchObject({
      code: 'config-invalid',
      message: expect.stringMatching(/cannot be loaded: .* Name another file with -c config=<path>$/),
    });
  });

  it("fails with the file's own error when it throws", async () => {
    await expect(loadConfig(configFile(`throw new Error('my own fault');`))).rejects.toMatchObject({
      code: 'config-invalid',
      message: expect.stringContaining('cannot be loaded: my own fault.'),
    });
  });
});

describe('readAppOptions', () => {
  const given = (context: Record<string, unknown>) => readAppOptions(new App({ context }));

  it('has a default for each option', () => {
    expect(readAppOptions(new App())).toEqual({
      config: 'renewer.config.ts',
      stackName: 'DnscaleCerts',
      tellWhatStays: false,
    });
  });

  it('takes the configuration that is named', () => {
    expect(given({ config: 'my.config.ts' })).toMatchObject({ config: 'my.config.ts' });
  });

  it('takes a stack name of 35 characters, so that the bucket has 63', () => {
    const stackName = 'A'.repeat(35);

    expect(given({ stackName })).toMatchObject({ stackName });
  });

  it.each(['', '1st', 'my_stack', 'A'.repeat(36)])('fails for the stack name "%s"', (stackName) => {
    expect(() => given({ stackName })).toThrow(
      `stackName: given "${stackName}"; expected: a letter, then letters, digits and hyphens, 35 characters at most`,
    );
  });

  it.each(['true', true, 'false'])(
    'fails for existingData=%j, and says what does the same now',
    (existingData) => {
      expect(() => given({ existingData })).toThrow(
        /^existingData: this option is no more\. .* deploy with: npx cdk deploy --import-existing-resources\./,
      );
    },
  );
});
