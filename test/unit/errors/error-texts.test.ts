import { beforeAll, describe, expect, it } from 'vitest';
import { renderErrorPage, type SeenError } from './error-page.ts';
import { errorOf, findSites, siteOf, sitesIn } from './error-sites.ts';
import { TEXTS } from './texts/all.ts';

/** The command, deployments, and what reads configurations and local folders. */
const NOT_OF_A_RUN =
  /^(cli|functions\/(files|engine\/(config|declare)|engine\/dns\/sweep|aws\/definition-registry)\b)/;

describe('the errors of the product', () => {
  const seen: SeenError[] = [];

  beforeAll(async () => {
    for (const [when, bringAbout] of TEXTS) seen.push({ when, error: await errorOf(bringAbout) });
  });

  it('read as docs/errors.md has them', async () => {
    await expect(renderErrorPage(seen)).toMatchFileSnapshot('../../../docs/errors.md');
  });

  // A new error needs a line in one of the files in texts/, or nobody reads its words before an operator does.
  it('are all on that page', () => {
    const shown = new Set(seen.map(({ error }) => siteOf(error)));

    expect([...shown].sort()).toEqual(findSites().sort());
  });

  it('are shown once each', () => {
    const messages = seen.map(({ error }) => error.message);

    expect(messages.filter((message, index) => messages.indexOf(message) !== index)).toEqual([]);
  });

  it('end as a sentence or a list does, and hold nothing that a terminal misreads', () => {
    for (const { error } of seen) {
      expect(error.message).toMatch(/^[^\p{Cc}\p{Cf}]+(\n {2}[^\p{Cc}\p{Cf}]+)*$/u);
      expect(error.message).toMatch(/[.?)\w`]$/);
    }
  });

  // A notice shows what was seen and what to do apart: without advice it can only say "Read the log".
  it('say apart what a person does, wherever a run may report them', () => {
    const silent = seen.filter(
      ({ error }) =>
        error.disposition === 'person' && error.advice === undefined && !NOT_OF_A_RUN.test(siteOf(error)),
    );

    expect(silent.map(({ when, error }) => [siteOf(error), when])).toEqual([]);
  });

  // Where a shell needs npx, the edge adds it (engine/command-words.ts); a page has an address, which no clone beside it replaces.
  it('name the command as it is, and a page of the documentation by its address', () => {
    for (const { error } of seen) {
      expect(error.message).not.toMatch(/npx dnscale-certs/);
      expect(error.message).not.toMatch(/(?<!\/)\bdocs\//);
    }
  });

  // Between backticks, or bare at the very end: a full stop would be copied too.
  it('have nothing beside a command or a record that is to be copied', () => {
    const told = seen.flatMap(({ error }) => [error.message, error.toldToCaller]);

    const bare = told.map((text) => text.replaceAll(/`[^`]+`/g, '`'));
    expect(bare.filter((text) => /\bCAA \d+ issue\w* "[^"]*"(?!:|,? \d| and )/.test(text))).toEqual([]);
    expect(bare.filter((text) => /[:,] (?:npx|npm|aws|dnscale-certs) [a-z].*\W$/.test(text))).toEqual([]);
    expect(told.filter((text) => /`(?:npx|npm|aws|dnscale-certs|\S+\. CAA) [^`]*[.,;:]`/.test(text))).toEqual(
      [],
    );
  });

  it('give a time exactly when it is waited for', () => {
    for (const { error } of seen) {
      expect([error.message, error.retryAt !== undefined]).toEqual([
        error.message,
        error.disposition === 'not-before',
      ]);
    }
  });
});

describe('sitesIn', () => {
  it('finds every place that makes an error', () => {
    const source = 'a\n  throw new RenewerError({\n\nreturn new RenewerError(init);\n// new Error(';

    expect(sitesIn('cli/x.ts', source)).toEqual(['cli/x.ts:2', 'cli/x.ts:4']);
  });
});
