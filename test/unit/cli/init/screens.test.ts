/** What an operator sees of `init`, at 80 and 140 columns. */
import { describe, expect, it } from 'vitest';
import { answersOf, type Given } from '../../../../cli/init/answers.ts';
import { examinedText, initText } from '../../../../cli/init/init-text.ts';
import { nextCommands } from '../../../../cli/init/next-commands.ts';
import { PROJECT_FILES, stackLines } from '../../../../cli/init/project.ts';
import type { Finding } from '../../../../functions/engine/preflight/findings.ts';
import { brokenLines, shownOf } from '../../../support/screen.ts';
import { FINE, LETS_ENCRYPT, useInit } from './init-world.ts';

const { init } = useInit();

const GIVEN = {
  directory: LETS_ENCRYPT,
  domain: ['example.com', '*.example.com'],
  email: 'ops@example.com',
  acceptTos: true,
};
const MANY = ['shop', 'www', 'api', 'mail', 'static'].map((host) => `${host}.example.com`);
const GOOGLE = 'https://dv.acme-v02.api.pki.goog/directory';
const SECRET = 'DnscaleCerts/external-account/dv.acme-v02.api.pki.goog/directory';
const CAA = {
  ...FINE,
  check: 'caa',
  verdict: 'failure' as const,
  message: 'the CAA records at example.com are 0 issue "digicert.com": none of them lets in letsencrypt.org',
  fix: 'Add this record beside the others, at DNScale or wherever example.com is kept: example.com. CAA 0 issue "letsencrypt.org"',
};

type Case = { given: Given; found?: Finding[]; lines?: true };

const CASES: [string, Case][] = [
  ['without-a-token', { given: GIVEN }],
  ['well', { given: { ...GIVEN, domain: MANY, region: ['eu-central-1'] }, found: [FINE] }],
  ['in-the-way', { given: GIVEN, found: [FINE, CAA] }],
  ['external-account', { given: { ...GIVEN, directory: GOOGLE, region: ['eu-central-1'] }, found: [FINE] }],
  ['own-stack', { given: { ...GIVEN, ownStack: true }, found: [FINE], lines: true }],
];

const AT_WIDTHS = CASES.flatMap(([name, one]) => [80, 140].map((columns) => [name, columns, one] as const));

describe('the screen of init', () => {
  it.each(AT_WIDTHS)('%s, at %i columns', async (name, columns, { given, found, lines }) => {
    const page = { columns, cutsNames: true, paint: (_: string, text: string) => text };
    const answers = answersOf(given);
    const where = lines ? { lines: stackLines(answers) } : { folder: 'certificates' };
    const standing = { isStored: false, isExamined: found?.length === 1, externalAccountSecret: SECRET };
    const next = nextCommands(answers, where.folder, standing);
    const files = lines ? [] : [...PROJECT_FILES];

    const text =
      examinedText(found, answers.domainNames, page) +
      initText({ schema: 1, ...where, files, findings: [], next }, page);

    expect(brokenLines(text, columns)).toEqual([]);
    await expect(text).toMatchFileSnapshot(`screens/${name}-${columns}.txt`);
  });

  it.each([80, 140])('asks, at %i columns', async (columns) => {
    const answers = ['example.com', 'ops@example.com', '', 'eu-central-1', 'y', 'dnscale_live_1', 'n'];

    const { stderr } = await init({}, { answers, columns });

    const shown = shownOf(stderr);
    expect(brokenLines(shown, columns)).toEqual([]);
    await expect(shown).toMatchFileSnapshot(`screens/questions-${columns}.txt`);
  });
});
