import { execFileSync } from 'node:child_process';
import { PassThrough } from 'node:stream';
import { describe, expect, it } from 'vitest';
import { cut, isDrawnOn, padded, pageOf, widthOf, wrapped } from '../../../cli/page.ts';

function aStream(changes: object = {}) {
  return Object.assign(new PassThrough(), changes);
}

const aTerminal = (columns: number) =>
  aStream({ isTTY: true, columns, hasColors: () => true, getColorDepth: () => 8 });

/** What a process with such an environment writes into a pipe. */
function inPipe(environment: NodeJS.ProcessEnv): string {
  const page = new URL('../../../cli/page.ts', import.meta.url);
  const program = `import { pageOf } from '${page}'; process.stdout.write(pageOf(process.stdout).paint('green', 'ok'));`;
  return execFileSync(process.execPath, ['--input-type=module', '-e', program], {
    env: { PATH: process.env.PATH, ...environment },
    encoding: 'utf8',
  });
}

describe('pageOf', () => {
  it('is as wide as the terminal, cuts names there, and paints', () => {
    const { columns, cutsNames, paint } = pageOf(aTerminal(140));

    expect([columns, cutsNames, paint('red', '✗')]).toEqual([140, true, '\u001b[31m✗\u001b[39m']);
  });

  it('has 80 columns in a pipe and at a terminal without a width, whole names in a pipe, and no colour there', () => {
    const { columns, cutsNames, paint } = pageOf(aStream());

    expect([columns, cutsNames, paint('red', '✗')]).toEqual([80, false, '✗']);
    expect(pageOf(aTerminal(0)).columns).toBe(80);
  });

  it.each<[NodeJS.ProcessEnv, string]>([
    [{}, 'ok'],
    [{ FORCE_COLOR: '1' }, '\u001b[32mok\u001b[39m'],
    [{ FORCE_COLOR: '0' }, 'ok'],
    [{ NO_COLOR: '1' }, 'ok'],
  ])('paints in a pipe with %j: %j', (environment, text) => {
    expect(inPipe(environment)).toBe(text);
  });
});

describe('isDrawnOn', () => {
  it.each([
    ['a terminal', { isTTY: true, columns: 80 }, true],
    ['a terminal without a width', { isTTY: true, columns: 0 }, false],
    ['a pipe', {}, false],
  ])('%s', (_, stream, is) => {
    expect(isDrawnOn(stream)).toBe(is);
  });
});

describe('widthOf', () => {
  it.each([
    ['example.com', 11],
    ['zürich.example', 14],
    ['例え.jp', 7],
    ['한글', 4],
    ['ＡＢ', 4],
    ['🔒', 2],
    ['e\u0301', 1],
    ['█░', 2],
  ])('%s takes %i columns', (text, columns) => {
    expect(widthOf(text)).toBe(columns);
  });
});

describe('cut and padded', () => {
  it('leave what fits, and fill it up', () => {
    expect([cut('example.com', 11), padded('a', 3)]).toEqual(['example.com', 'a  ']);
  });

  it('put … behind the begin of what does not', () => {
    expect([cut('example.com', 10), cut('例え例え', 5), padded('abc', 2)]).toEqual([
      'example.c…',
      '例え…',
      'abc',
    ]);
  });
});

describe('wrapped', () => {
  it('breaks between words, each line after the indent, and leaves a long word whole', () => {
    expect(wrapped('one two three https://ca.test/long/path four', 11, '  ')).toBe(
      '  one two\n  three\n  https://ca.test/long/path\n  four',
    );
  });
});
