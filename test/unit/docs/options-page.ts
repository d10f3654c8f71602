/** Writes the page of all options, docs/options.md, from the command itself: what `--help` of each subcommand says. */
import { allCommands, helpOf, type OwnCommand } from '../../support/own-commands.ts';

const HEAD = `# Options of the command

What \`--help\` of each subcommand says. [The command](command.md) tells what to use when, and has the variables of the environment. This
page is written from the program: \`npx vitest run --project unit test/unit/docs/options.test.ts -u\`.
`;

export function writeOptionsPage(): string {
  return [HEAD, ...allCommands().map(section)].join('\n');
}

function section({ words, command }: OwnCommand): string {
  const help = command.createHelp();
  const rows = [
    ...help
      .visibleArguments(command)
      .map((one) => row(help.argumentTerm(one), help.argumentDescription(one))),
    // All have it.
    ...help
      .visibleOptions(command)
      .filter(({ long }) => long !== '--help')
      .map((one) => row(help.optionTerm(one), help.optionDescription(one))),
  ];
  const usage = help.commandUsage(command).replace(/^.*dnscale-certs /, 'dnscale-certs ');
  return `## ${words.join(' ')}

\`${usage}\` ([when to use it](command.md#${words.join('-')}))

${escaped(help.commandDescription(command))}

| argument or option | meaning |
| --- | --- |
${rows.join('\n')}

\`\`\`sh
${examplesOf(helpOf(command)).join('\n')}
\`\`\`
`;
}

function row(term: string, meaning: string): string {
  return `| \`${term}\` | ${escaped(meaning).replaceAll('|', '\\|')} |`;
}

/** As a page shows it: what stands in angle brackets would be a tag of HTML. */
function escaped(text: string): string {
  return text
    .split(/(`[^`]*`)/)
    .map((part) => (part.startsWith('`') ? part : part.replaceAll(/[<*_]/g, '\\$&')))
    .join('');
}

function examplesOf(help: string): string[] {
  const [, ...lines] = help.split(/^ {2}\$ /m);
  if (lines.length === 0) throw new Error(`no examples: ${help}`);
  return lines.map((line) => line.trim());
}
