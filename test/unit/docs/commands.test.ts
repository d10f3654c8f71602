/** The commands on the pages are those of the programs: ours, npm's scripts, CDK's; and what is a shell's or TypeScript is that. */
import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { parseSync } from 'oxc-parser';
import { describe, expect, it } from 'vitest';
import { allCommands, parsed } from '../../support/own-commands.ts';
import {
  blocksOf,
  codeSpansOf,
  commandsOf,
  ownWords,
  READ_PAGES,
  REPOSITORY,
  readPage,
  shellWords,
} from './page-parts.ts';

const COMMANDS = allCommands();
const SHELLS = ['sh', ''];

function typedCommands(page: string): string[] {
  return blocksOf(readPage(page))
    .filter(({ language, text }) => SHELLS.includes(language) && (language === 'sh' || /^\$ /m.test(text)))
    .flatMap(commandsOf);
}

/** Why our command would not take it; undefined when it would. */
async function faultOf(words: string[]): Promise<string | undefined> {
  // commander makes it by itself, and ends it as it ends an error.
  if (words.join(' ') === '--version') return undefined;
  const given = words.filter((word) => word !== '…');
  const result = await parsed(given);
  return 'error' in result ? result.error : undefined;
}

/** A mention names a command and perhaps options, without all that they need. */
function faultOfMention(words: string[]): string | undefined {
  const [first = ''] = words;
  if (first === '' || first === '…' || first.startsWith('--')) return undefined;
  const command = COMMANDS.find(({ words: own }) => own.every((word, at) => words[at] === word));
  const isGroup = COMMANDS.some(({ words: own }) => own.length > 1 && own[0] === first);
  if (!command) return words.length === 1 && isGroup ? undefined : `no command ${words.join(' ')}`;
  const known = command.command.options.flatMap(({ long, short }) => [long, short]);
  const options = words.filter((word) => /^--?[a-z]/.test(word)).map((word) => word.replace(/=.*/, ''));
  const unknown = options.filter((option) => option !== '--help' && !known.includes(option));
  return unknown.length === 0 ? undefined : `${command.words.join(' ')} has no ${unknown.join(', ')}`;
}

describe('our command', () => {
  it.each(READ_PAGES)('takes what %s has people type', async (page) => {
    const typed = typedCommands(page).map(ownWords);
    const faults = await Promise.all(typed.map((words) => words && faultOf(words)));

    expect(faults.filter((fault) => fault !== undefined)).toEqual([]);
  });

  it.each(READ_PAGES)('has what %s mentions of it', (page) => {
    const mentioned = codeSpansOf(readPage(page)).flatMap((code) => {
      const words = ownWords(code);
      return words ? [words] : [];
    });

    expect(mentioned.flatMap((words) => faultOfMention(words) ?? [])).toEqual([]);
  });

  it('is typed in the pages that lead somebody', () => {
    const typed = (page: string) => typedCommands(page).filter((line) => ownWords(line)).length;

    expect(typed('README.md')).toBeGreaterThan(3);
    expect(typed('docs/command.md')).toBeGreaterThan(3);
  });

  it.each([
    ['docter -d a.test', 'no command docter -d a.test'],
    ['doctor --older-than 2d', 'doctor has no --older-than'],
    ['token', undefined],
    ['token set --secret-name a/b', undefined],
    ['revoke', undefined],
  ])('is judged in a mention: %s', (words, fault) => {
    expect(faultOfMention(words.split(' '))).toBe(fault);
  });
});

type Registry = { globalOptions: object; commands: Record<string, { options?: object }> };

/** Of the CDK that the repository pins. */
function cdkOptions(): (command: string) => string[] | undefined {
  const file = join(REPOSITORY, 'node_modules/aws-cdk/lib/cli/cli-type-registry.json');
  const { globalOptions, commands }: Registry = JSON.parse(readFileSync(file, 'utf8'));
  return (command) => {
    const own = commands[command];
    return (
      own && [...Object.keys(globalOptions), ...Object.keys(own.options ?? {})].map((name) => `--${name}`)
    );
  };
}

describe("CDK's command", () => {
  it.each(READ_PAGES)('takes what %s says of it', (page) => {
    const optionsOf = cdkOptions();
    const lines = [...typedCommands(page), ...codeSpansOf(readPage(page))];
    const used = lines.map(shellWords).filter(([first, second]) => first === 'npx' && second === 'cdk');

    const faults = used.filter(([, , command = '', ...rest]) => {
      const options = optionsOf(command);
      return !rest.filter((word) => word.startsWith('--')).every((word) => options?.includes(word));
    });

    expect(faults).toEqual([]);
  });
});

const BLOCKS = READ_PAGES.flatMap((page) => blocksOf(readPage(page)).map((block) => ({ page, ...block })));

describe('a block', () => {
  it('of a shell is read by one', () => {
    for (const { text } of BLOCKS.filter(({ language }) => language === 'sh')) {
      execFileSync('sh', ['-n'], { input: text, stdio: ['pipe', 'pipe', 'inherit'] });
    }
  });

  it('of TypeScript is TypeScript', () => {
    const faulty = BLOCKS.filter(({ language }) => language === 'ts').filter(({ text }) => {
      // An entry of the configuration, as it stands in its list, is none by itself.
      const asEntry = parseSync('page.ts', `({ ${text} })`).errors;
      return parseSync('page.ts', text).errors.length > 0 && asEntry.length > 0;
    });

    expect(faulty).toEqual([]);
  });

  it('is of a kind that a test reads', () => {
    const kinds = [...new Set(BLOCKS.map(({ language }) => language))].toSorted();

    // Those of servers are compared with files that the servers themselves read (servers.test.ts); JSON and YAML have tests of their own.
    expect(kinds).toEqual(['', 'caddyfile', 'haproxy', 'ini', 'json', 'nginx', 'sh', 'text', 'ts', 'yaml']);
  });
});
