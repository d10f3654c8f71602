import { execFileSync } from 'node:child_process';
import { PassThrough } from 'node:stream';
import { WriteStream } from 'node:tty';
import { describe, expect, it, onTestFinished, vi } from 'vitest';
import { cut, fitted, isDrawnOn, padded, pageOf, signed, widthOf, wrapped } from '../../../cli/page.ts';

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

it('paints nothing at a terminal with NO_COLOR', () => {
  const { hasColors, getColorDepth } = WriteStream.prototype;
  const terminal = aStream({ isTTY: true, columns: 80, hasColors, getColorDepth });
  onTestFinished(() => void vi.unstubAllEnvs());
  vi.stubEnv('TERM', 'xterm-256color');
  // Node paints nothing where it is set.
  vi.stubEnv('CI', undefined);
  const painted = pageOf(terminal).paint('red', '✗');

  vi.stubEnv('NO_COLOR', '1');

  expect([painted, pageOf(terminal).paint('red', '✗')]).toEqual(['\u001b[31m✗\u001b[39m', '✗']);
});

describe('fitted', () => {
  const terminal = { columns: 40, cutsNames: true };
  const RECORD = 'example.org. CAA 0 issue "letsencrypt.org"';
  const COMMAND = 'dnscale-certs status api.example.org --renewer Certs';

  it.each([
    ['what fits', '   1.23 s  TXT  example.com', ['   1.23 s  TXT  example.com']],
    ['blank lines', 'one\n\ntwo\n', ['one', '', 'two', '']],
    ['a next command that fits', 'See it:  dnscale-certs status web', ['See it:  dnscale-certs status web']],
    ['a next command that does not', `See it:  ${COMMAND}`, ['See it:', `  ${COMMAND}`]],
    [
      'a command in a sentence, and what follows it',
      'Deploy it: npx cdk deploy. The next run goes on then.',
      ['Deploy it:', '  npx cdk deploy', '  The next run goes on then.'],
    ],
    [
      'a record to copy, with its full stop or without',
      `Add beside it: ${RECORD}. Then wait.\nAdd it: ${RECORD}`,
      ['Add beside it:', `  ${RECORD}`, '  Then wait.', 'Add it:', `  ${RECORD}`],
    ],
    [
      'words, each line but the first behind two blanks',
      'one two three four five six seven eight nine ten',
      ['one two three four five six seven eight', '  nine ten'],
    ],
  ])('shows at a terminal %s', (_, text, lines) => {
    expect(fitted(text, terminal).split('\n')).toEqual(lines);
  });

  it('leaves all of it as it is in a pipe', () => {
    const text = `Add beside it: ${RECORD}. Then wait for the next run, or ask for one: ${COMMAND}.`;

    expect(fitted(text, { columns: 40, cutsNames: false })).toBe(text);
  });
});

describe('signed', () => {
  it('has its sign before the first line, and counts its column', () => {
    const page = { columns: 20, cutsNames: true, paint: (_: string, text: string) => `<${text}>` };

    expect(signed('✗', 'red', 'one two three four five', page)).toBe('<✗> one two three four\n  five');
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
