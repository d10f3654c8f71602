/** What all subcommands have in common. */
import { describe, expect, it } from 'vitest';
import { createProgram } from '../../../cli/main.ts';
import { allCommands, helpOf, parsed } from '../../support/own-commands.ts';

/** The words of a line as a shell takes them. */
function shellWords(line: string): string[] {
  return [...line.matchAll(/'([^']*)'|(\S+)/g)].map(([, quoted, bare]) => quoted ?? bare ?? '');
}

function examplesOf(help: string): string[] {
  return [...help.matchAll(/^ {2}\$ (.*)$/gm)].map(([, example = '']) => example);
}

const HINT = '--help shows the options and two examples.\n';

const COMMANDS = allCommands().map((one) => [one.words.join(' '), one] as const);

describe('the help of every command', () => {
  it.each(COMMANDS)('%s is no wider than 80 columns, but for an address', (_, { command }) => {
    const wide = helpOf(command)
      .split('\n')
      .filter((line) => line.length > 80);

    expect(wide.filter((line) => !line.startsWith('https://'))).toEqual([]);
  });

  it.each(COMMANDS)('%s has two examples, which it takes', async (name, { command }) => {
    const help = helpOf(command);

    const examples = examplesOf(help);
    expect(help).toMatch(/\nExamples:\n {2}\$ .*\n {2}\$ .*\n$/);
    expect(examples).toHaveLength(2);
    for (const example of examples) {
      expect(example.startsWith(`dnscale-certs ${name}`)).toBe(true);
      expect(await parsed(shellWords(example).slice(1))).toHaveProperty('options');
    }
  });
});

describe('createProgram', () => {
  it.each(allCommands().flatMap(({ words: [first = ''] }) => first))(
    'makes %s alone when it is asked for',
    (first) => {
      expect(createProgram(first).commands.map((command) => command.name())).toEqual([first]);
    },
  );

  it.each([undefined, '', 'help', 'docter', '--version', 'constructor', '__proto__'])(
    'makes them all where the first argument is %s',
    (first) => {
      expect(createProgram(first).commands).toHaveLength(15);
    },
  );
});

describe('wrong use', () => {
  it.each([
    ['docter -d a.test', "error: unknown command 'docter'\n(Did you mean doctor?)\n"],
    ['doctor --domian a.test', "error: unknown option '--domian'\n(Did you mean --domain?)\n"],
    ['try --domian a.test', "error: unknown option '--domian'\n(Did you mean --domain?)\n"],
    ['sweep -d a.test --oldr-than 2d', "error: unknown option '--oldr-than'\n(Did you mean --older-than?)\n"],
    ['token sett', "error: unknown command 'sett'\n(Did you mean set?)\n"],
    ['status --wach', "error: unknown option '--wach'\n(Did you mean --watch?)\n"],
    ['doctor', "error: required option '-d, --domain <name>' not specified\n"],
    ['sweep -d a.test', "error: required option '--older-than <age>' not specified\n"],
    [
      'doctor -d a.test --server gogle',
      "error: option '--server, --directory <ca>' argument 'gogle' is invalid. Did you mean google?\n",
    ],
    [
      'doctor -d a.test --server buypass',
      "error: option '--server, --directory <ca>' argument 'buypass' is invalid. Give production, staging, letsencrypt, letsencrypt-staging, google, google-staging, zerossl or an https URL.\n",
    ],
    ['status --watch --json', "error: option '--watch' cannot be used with option '--json'\n"],
    ['logs', "error: missing required argument 'name'\n"],
  ])('%s', async (line, error) => {
    expect(await parsed(shellWords(line))).toEqual({ error: error + HINT });
  });

  it.each(COMMANDS)('of %s names --help', async (name) => {
    expect(await parsed([...name.split(' '), '--nonsense'])).toEqual({
      error: `error: unknown option '--nonsense'\n${HINT}`,
    });
  });
});

describe('domain names', () => {
  it.each(['-d a.test -d b.test', '-d a.test,b.test', '-d a.test, -d b.test', '--domain=a.test,b.test,'])(
    'are several with %s',
    async (given) => {
      for (const command of ['doctor', 'try', 'sweep --older-than 2d']) {
        expect(await parsed(shellWords(`${command} ${given}`))).toMatchObject({
          options: { domain: ['a.test', 'b.test'] },
        });
      }
    },
  );

  it('are none in a comma alone', async () => {
    expect(await parsed(['doctor', '-d', ','])).toEqual({
      error: `error: option '-d, --domain <name>' argument ',' is invalid. It names nothing.\n${HINT}`,
    });
  });
});

describe('the CA', () => {
  it.each([
    ['google', 'https://dv.acme-v02.api.pki.goog/directory'],
    ['google-staging', 'https://dv.acme-v02.test-api.pki.goog/directory'],
    ['zerossl', 'https://acme.zerossl.com/v2/DV90'],
    ['letsencrypt', 'https://acme-v02.api.letsencrypt.org/directory'],
    ['letsencrypt-staging', 'https://acme-staging-v02.api.letsencrypt.org/directory'],
    ['staging', 'https://acme-staging-v02.api.letsencrypt.org/directory'],
    ['production', 'https://acme-v02.api.letsencrypt.org/directory'],
  ])('may be %s', async (given, directory) => {
    expect(await parsed(['doctor', '-d', 'a.test', '--server', given])).toMatchObject({
      options: { directory },
    });
  });
});
