/** Each guide has its parts, and its code is what the examples and `init` have. Whole apps are run in test/unit/examples. */
import { globSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { projectFiles } from '../../../cli/init/project.ts';
import { externalAccountSecretName } from '../../../functions/aws/secret-names.ts';
import { directoryUrlOf } from '../../../functions/engine/config/defaults.ts';
import packageJson from '../../../package.json' with { type: 'json' };
import { readFirstMinutes } from '../../support/world/first-minutes.ts';
import { blocksOf, commandsOf, REPOSITORY, readPage, sectionsOf } from './page-parts.ts';

const GUIDES = globSync('docs/guides/*.md', { cwd: REPOSITORY });

/** Lines without what they are indented by. */
function unindented(code: string): string {
  return code.replaceAll(/^ +/gm, '');
}

function codeOf(page: string): string[] {
  return blocksOf(readPage(page))
    .filter(({ language }) => language === 'ts')
    .map(({ text }) => text);
}

describe('docs/README.md', () => {
  it('has a line for each page, by what its reader wants to do', () => {
    const index = readPage('docs/README.md');
    const pages = globSync(['docs/*.md', 'docs/guides/*.md', 'docs/schemas/*'], { cwd: REPOSITORY })
      .map((path) => path.replace('docs/', ''))
      .filter((page) => !['README.md', 'schemas/event-detail.v1.json'].includes(page));

    expect(pages).toContain('guides/vpc.md');
    expect(pages.filter((page) => !index.includes(`](${page})`))).toEqual([]);
  });
});

describe('docs/guides', () => {
  it('are these', () => {
    expect(GUIDES.toSorted()).toEqual(
      [
        'another-ca',
        'cloudfront',
        'delegation-by-cname',
        'get-started',
        'load-balancer',
        'platform-team',
        'vpc',
      ].map((name) => `docs/guides/${name}.md`),
    );
  });

  it.each(GUIDES)(
    '%s says when it is for you, what to write, what happens, how to see it, what can go wrong',
    (page) => {
      const headings = sectionsOf(readPage(page), 2).map(({ heading }) => heading);

      expect(headings.map((heading) => heading.replace('The steps', 'The code'))).toEqual([
        'When',
        'The code',
        'What happens',
        'See that it works',
        'What can go wrong',
        ...(page.includes('get-started') ? ['Next'] : []),
      ]);
      expect(codeOf(page).length).toBeGreaterThan(0);
    },
  );

  it.each(GUIDES)('%s shows by a command that it works', (page) => {
    const [section] = sectionsOf(readPage(page), 2).filter(({ heading }) => heading === 'See that it works');

    const commands = blocksOf(section?.text ?? '').flatMap(commandsOf);

    expect(commands.length).toBeGreaterThan(1);
  });

  it.each(GUIDES)('%s asks for certificates by the names that its code gives them', (page) => {
    const given = codeOf(page).flatMap((code) =>
      [...code.matchAll(/certificateName: '([^']+)'/g)].map(([, name]) => name),
    );

    const asked = blocksOf(readPage(page))
      .filter(({ language }) => language === 'sh')
      .flatMap(commandsOf)
      .flatMap((line) => /dnscale-certs (?:status|renew|logs) ([a-z][\w.-]*)/.exec(line)?.[1] ?? []);

    expect(asked.filter((name) => !given.includes(name))).toEqual([]);
  });

  it.each(['load-balancer', 'cloudfront', 'platform'])('quote the example %s as it is', (example) => {
    const source = unindented(readPage(`examples/${example}/app.ts`));
    const [guide = ''] = GUIDES.filter((page) => readPage(page).includes(`](../../examples/${example})`));

    const quoted = codeOf(guide).map(unindented);

    expect(quoted.length).toBeGreaterThan(0);
    expect(quoted.filter((code) => !source.includes(code))).toEqual([]);
  });

  it('show the app that init writes', () => {
    const files = projectFiles(
      {
        domainNames: ['example.com', '*.example.com'],
        alertEmail: 'ops@example.com',
        directoryUrl: directoryUrlOf('letsencrypt'),
        regions: ['eu-central-1'],
        isOwnStack: false,
      },
      packageJson.version,
    );

    expect(codeOf('docs/guides/get-started.md')).toEqual([files['app.js']]);
  });

  it('begin with the lines of the first 15 minutes, in their order', () => {
    const typed = blocksOf(readPage('docs/guides/get-started.md'))
      .filter(({ language }) => language === 'sh')
      .flatMap(commandsOf);

    const lines = readFirstMinutes(readPage('README.md'));

    expect(lines.length).toBeGreaterThan(10);
    expect(typed.slice(0, lines.length)).toEqual(lines);
  });

  it('store an external account where the renewer reads it', () => {
    const google = directoryUrlOf('google');

    expect(readPage('docs/guides/another-ca.md')).toContain(
      `--name ${externalAccountSecretName('DnscaleCerts', google)} `,
    );
  });
});
