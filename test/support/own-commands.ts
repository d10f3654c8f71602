/** The program with its subcommands, for tests that go through all of them. */
import type { Command } from 'commander';
import { createProgram } from '../../cli/main.ts';

/** `words` are those after `dnscale-certs`. */
export type OwnCommand = { words: string[]; command: Command };

/** Those that do something, each of a program of its own. */
export function allCommands(): OwnCommand[] {
  return commandsBelow(createProgram(), []);
}

function commandsBelow(parent: Command, before: string[]): OwnCommand[] {
  return parent.commands.flatMap((command) => {
    const words = [...before, command.name()];
    return command.commands.length === 0 ? [{ words, command }] : commandsBelow(command, words);
  });
}

/** What the program makes of arguments, without doing anything: the options of the command, or what it writes as an error. */
export async function parsed(args: string[]): Promise<{ options: unknown } | { error: string }> {
  const program = createProgram();
  let error = '';
  let options: unknown;
  const prepare = (command: Command) => {
    command.configureOutput({ writeErr: (text) => (error += text), writeOut: () => undefined });
    command.commands.forEach(prepare);
    if (command.commands.length === 0) {
      command.action(() => {
        options = command.opts();
      });
    }
  };
  prepare(program);
  return program.parseAsync(args, { from: 'user' }).then(
    () => ({ options }),
    () => ({ error }),
  );
}

/** As `--help` shows it. */
export function helpOf(command: Command): string {
  let help = '';
  command.configureOutput({ writeOut: (text) => (help += text), getOutHasColors: () => false });
  command.outputHelp();
  return help;
}
