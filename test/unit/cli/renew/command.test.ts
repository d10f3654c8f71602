import { Command, CommanderError } from 'commander';
import { describe, expect, it } from 'vitest';
import { addRenewCommand } from '../../../../cli/renew/command.ts';

async function called(...args: string[]) {
  const program = new Command('dnscale-certs').exitOverride();
  let said = '';
  program.configureOutput({
    writeErr: (text) => {
      said += text;
    },
    outputError: (text) => {
      said += text;
    },
  });
  addRenewCommand(program);
  const error = await program
    .parseAsync(['node', 'dnscale-certs', 'renew', ...args])
    .catch((thrown) => thrown);
  return { said, isWrong: error instanceof CommanderError && error.exitCode !== 0 };
}

describe('dnscale-certs renew', () => {
  it.each([
    ['nothing', []],
    ['names and --all', ['example.com', '--all']],
    ['names and --failing', ['example.com', '--failing']],
    ['--all and --failing', ['--all', '--failing']],
  ])('refuses %s: it wants one way to say which', async (_, args) => {
    expect(await called(...args)).toEqual({
      said: 'error: say which certificates: give their names, or --all, or --failing, and one of these only.\n',
      isWrong: true,
    });
  });

  it('refuses what is no name, beside names that are', async () => {
    const { said, isWrong } = await called('example.com', 'a b');

    expect(said).toContain('Give the name of a certificate as status shows it.');
    expect(isWrong).toBe(true);
  });
});
