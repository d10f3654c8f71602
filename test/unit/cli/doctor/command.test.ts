import { Command } from 'commander';
import { describe, expect, it } from 'vitest';
import { addDoctorCommand } from '../../../../cli/doctor/command.ts';

/** The command without its action: what it made of the arguments, or commander's code for what is wrong with them. */
async function parse(...args: string[]): Promise<unknown> {
  const program = new Command().exitOverride().configureOutput({ writeErr: () => undefined });
  addDoctorCommand(program);
  const [doctor] = program.commands;
  let seen: unknown;
  doctor?.exitOverride().configureOutput({ writeErr: () => undefined });
  doctor?.action((options) => {
    seen = options;
  });
  try {
    await program.parseAsync(['doctor', ...args], { from: 'user' });
    return seen;
  } catch (thrown) {
    return thrown instanceof Error && 'code' in thrown ? thrown.code : thrown;
  }
}

const PRODUCTION = 'https://acme-v02.api.letsencrypt.org/directory';

describe('dnscale-certs doctor', () => {
  it('takes several names, and Let’s Encrypt’s production by default', async () => {
    expect(await parse('-d', 'example.com', '--domain', '*.example.com')).toEqual({
      domain: ['example.com', '*.example.com'],
      directory: PRODUCTION,
    });
  });

  it.each([
    ['--server', 'staging', 'https://acme-staging-v02.api.letsencrypt.org/directory'],
    ['--directory', 'production', PRODUCTION],
    ['--server', 'letsencrypt', PRODUCTION],
    ['--server', 'letsencrypt-staging', 'https://acme-staging-v02.api.letsencrypt.org/directory'],
    ['--server', 'google', 'https://dv.acme-v02.api.pki.goog/directory'],
    ['--server', 'google-staging', 'https://dv.acme-v02.test-api.pki.goog/directory'],
    ['--server', 'zerossl', 'https://acme.zerossl.com/v2/DV90'],
    ['--server', 'https://localhost:14000/dir', 'https://localhost:14000/dir'],
  ])('takes %s %s', async (option, given, directory) => {
    expect(await parse('-d', 'example.com', option, given)).toMatchObject({ directory });
  });

  it('takes names with commas between them', async () => {
    expect(await parse('-d', 'example.com, *.example.com,', '-d', 'example.net')).toMatchObject({
      domain: ['example.com', '*.example.com', 'example.net'],
    });
    expect(await parse('-d', ',')).toBe('commander.invalidArgument');
  });

  it('takes profile, resolvers and json', async () => {
    const options = [
      '--profile',
      'shortlived',
      '--resolver',
      '192.0.2.1',
      '--resolver',
      '192.0.2.2:53',
      '--json',
    ];

    expect(await parse('-d', 'example.com', ...options)).toMatchObject({
      profile: 'shortlived',
      resolver: ['192.0.2.1', '192.0.2.2:53'],
      json: true,
    });
  });

  it.each([
    ['without a name', 'commander.missingMandatoryOptionValue', []],
    ['with a CA that is no URL', 'commander.invalidArgument', ['-d', 'example.com', '--server', 'digicert']],
    [
      'with a CA without TLS',
      'commander.invalidArgument',
      ['-d', 'example.com', '--server', 'http://ca.test/dir'],
    ],
    [
      'with an object’s own property for a CA',
      'commander.invalidArgument',
      ['-d', 'a.test', '--server', 'toString'],
    ],
    [
      // A URL parser drops it; init would write it into a comment of an app, and what follows as code.
      'with a line break in the URL of a CA',
      'commander.invalidArgument',
      ['-d', 'example.com', '--server', 'https://ca.test/dir\nprocess.exit()'],
    ],
    ['with an option that it does not know', 'commander.unknownOption', ['-d', 'example.com', '--force']],
    ['with an argument too many', 'commander.excessArguments', ['-d', 'example.com', 'www.example.com']],
  ])('fails %s', async (_, code, args) => {
    expect(await parse(...args)).toBe(code);
  });
});
