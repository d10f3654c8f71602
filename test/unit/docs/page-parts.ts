/** What the pages are made of, for the tests of them: sections, code blocks and tables, and the commands in both. */
import { globSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

export const REPOSITORY = fileURLToPath(new URL('../../..', import.meta.url));

/** What people read. Decisions stay as they were written. */
export const READ_PAGES = globSync(['*.md', 'docs/*.md', 'docs/guides/*.md', 'examples/*/*.md'], {
  cwd: REPOSITORY,
});

export type Block = { language: string; text: string };
export type Section = { heading: string; text: string };

const FENCED = /^( *)```(\w*)\n(.*?)^ *```$/gms;

export function readPage(path: string): string {
  return readFileSync(join(REPOSITORY, path), 'utf8');
}

/** Code blocks, those of a list without its indent. */
export function blocksOf(markdown: string): Block[] {
  return [...markdown.matchAll(FENCED)].map(([, indent = '', language = '', text = '']) => ({
    language,
    text: text.replaceAll(new RegExp(`^${indent}`, 'gm'), ''),
  }));
}

export function withoutBlocks(markdown: string): string {
  return markdown.replaceAll(FENCED, '');
}

/** Code in backticks, which may go on in the next line. */
export function codeSpansOf(markdown: string): string[] {
  const spans = withoutBlocks(markdown)
    .replaceAll(/^> ?/gm, '')
    .matchAll(/`([^`]+)`/g);
  return [...spans].map(([, code = '']) => code.replaceAll(/\s+/g, ' '));
}

/** What stands below each heading of this level, up to the next one of this level or above. */
export function sectionsOf(markdown: string, level: number): Section[] {
  const parts = markdown.split(new RegExp(`^(#{1,${level}}) (.+)$`, 'gm'));
  const found: Section[] = [];
  for (let at = 1; at < parts.length; at += 3) {
    if (parts[at]?.length === level) found.push({ heading: parts[at + 1] ?? '', text: parts[at + 2] ?? '' });
  }
  return found;
}

/** The cells of each row, without those that only draw the table. */
export function rowsOf(markdown: string): string[][] {
  return markdown
    .split('\n')
    .filter((line) => line.startsWith('|') && !/^[|\s:-]+$/.test(line))
    .map((line) =>
      line
        .split(/(?<!\\)\|/)
        .slice(1, -1)
        .map((cell) => cell.trim()),
    );
}

/** The commands of a shell's block, each in one line; what a prompt does not begin is output where there are prompts. */
export function commandsOf({ text }: Block): string[] {
  const lines = text.replaceAll(/\\\n\s*/g, '').split('\n');
  const typed = lines.some((line) => line.startsWith('$ '))
    ? lines.filter((line) => /^\$ /.test(line))
    : lines;
  return typed.map((line) => line.replace(/^\$ /, '').trim()).filter((line) => line !== '');
}

/** The words of a command as a shell takes them, without a comment; up to a pipe or the next command. */
export function shellWords(line: string): string[] {
  const words: string[] = [];
  for (const [word] of line.matchAll(/(?:'[^']*'|"[^"]*"|[^\s'"])+/g)) {
    if (/^(?:#|&&?$|\|\|?$|;$)/.test(word)) break;
    words.push(word.replaceAll(/'([^']*)'|"([^"]*)"/g, '$1$2'));
  }
  return words;
}

/** What follows `dnscale-certs` or `npx dnscale-certs` in a line; undefined where the line is another program's. */
export function ownWords(line: string): string[] | undefined {
  const words = shellWords(line);
  const at = words.findIndex((word) => !/^(?:npx|[A-Z_]+=.*)$/.test(word));
  return words[at] === 'dnscale-certs' ? words.slice(at + 1) : undefined;
}
