import { Command } from 'commander';
import { describe, expect, it } from 'vitest';
import { addSweepCommand } from '../../../../cli/sweep/command.ts';

async function parse(...args: string[]): Promise<unknown> {
  const program = new Command().exitOverride().configureOutput({ writeErr: () => undefined });
  addSweepCommand(program);
  const [sweep] = program.commands;
  let seen: unknown;
  sweep?.exitOverride().configureOutput({ writeErr: () => undefined });
  sweep?.action((options) => {
    seen = options;
  });
  try {
    await program.parseAsync(['sweep', ...args], { from: 'user' });
    return seen;
  } catch (thrown) {
    return thrown instanceof Error && 'code' in thrown ? thrown.code : thrown;
  }
}

describe('dnscale-certs sweep', () => {
  it('takes names and an age', async () => {
    expect(await parse('-d', 'example.com', '-d', 'example.net', '--older-than', '6h')).toEqual({
      domain: ['example.com', 'example.net'],
      olderThan: '6 hours',
    });
  });

  it('takes a yes, resolvers and json', async () => {
    expect(
      await parse('-d', 'example.com', '--older-than', '1d', '--yes', '--json', '--resolver', '192.0.2.1'),
    ).toMatchObject({ yes: true, json: true, resolver: ['192.0.2.1'] });
  });

  it.each([
    ['without a name', 'commander.missingMandatoryOptionValue', ['--older-than', '1d']],
    ['without an age', 'commander.missingMandatoryOptionValue', ['-d', 'example.com']],
    [
      'with an age that is none',
      'commander.invalidArgument',
      ['-d', 'example.com', '--older-than', 'yesterday'],
    ],
  ])('fails %s', async (_, code, args) => {
    expect(await parse(...args)).toBe(code);
  });
});
