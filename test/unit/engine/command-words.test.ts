/** How texts name our command, in the one mechanism; and that no text has another one. */
import { existsSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { forElsewhere, renewCommand } from '../../../functions/engine/command-words.ts';

const CLI = join(import.meta.dirname, '../../../cli');
const SUBCOMMANDS = readdirSync(CLI).filter((name) => existsSync(join(CLI, name, 'command.ts')));

describe('forElsewhere', () => {
  it.each(SUBCOMMANDS)('lets a shell of a project find the command: %s', (name) => {
    expect(forElsewhere(`Run dnscale-certs ${name} there, or \`dnscale-certs ${name} -x\`.`)).toBe(
      `Run npx dnscale-certs ${name} there, or \`npx dnscale-certs ${name} -x\`.`,
    );
  });

  it('changes a text once only', () => {
    const text = forElsewhere('dnscale-certs status');

    expect(forElsewhere(text)).toBe('npx dnscale-certs status');
  });

  it.each([
    'the secret dnscale-certs/token',
    'Key=dnscale-certs:renewer,Value=eu-central-1/certs',
    '/dnscale-certs/renewer',
    'certificates of dnscale-certs are in S3',
  ])('leaves what is only called like it: %s', (text) => {
    expect(forElsewhere(text)).toBe(text);
  });
});

describe('renewCommand', () => {
  it('forces where no check would ask the CA again', () => {
    expect(renewCommand('web', 'names-missing')).toBe('dnscale-certs renew web --force');
    expect(renewCommand('web', 'caa-forbids')).toBe('dnscale-certs renew web');
    expect(renewCommand('web')).toBe('dnscale-certs renew web');
  });
});
