/** The screens of the list: whole ones are files beside this one, by the columns of the terminal; what matters of them is here. */
import { describe, expect, it } from 'vitest';
import { statusText } from '../../../../cli/status/status-text.ts';
import type { View } from '../../../../cli/status/view.ts';
import type { KnownCertificate } from '../../../../functions/engine/ports/renewers.ts';
import { aDefinition } from '../../../support/builders.ts';
import { AT, FORBIDDEN, installedIn, known, renewerOf, THREE, TOKEN, until } from './fleet.ts';

const pipe: View = { now: AT, width: { columns: 80, cutsNames: false }, paint: (_, text) => text };
const terminal = (columns: number): View => ({ ...pipe, width: { columns, cutsNames: true } });

const SERVED_AT = new Date('2026-11-27T02:20:00Z');

/** At three places, of which one has another certificate since yesterday. */
function unserved(certificateName: string): KnownCertificate {
  const { notBefore, notAfter, serial } = until('2026-11-27T03:19:00Z', '2027-02-25T03:20:00Z');
  const since = new Date('2026-11-26T01:20:00Z');
  return known(
    certificateName,
    {},
    {
      definition: aDefinition({ certificateName, probe: ['a.test:443', 'b.test:443', 'c.test:443'] }),
      served: {
        certificateName,
        at: SERVED_AT,
        live: { serial, notBefore, notAfter },
        liveSince: since,
        earlier: [],
        places: [
          { place: 'a.test:443', standing: 'served', since },
          { place: 'b.test:443', standing: 'served', since },
          { place: 'c.test:443', standing: 'foreign', since },
        ],
        attentionAt: SERVED_AT,
      },
    },
  );
}

const away = {
  ...FORBIDDEN,
  code: 'acme-unavailable',
  disposition: 'next-run',
  message: 'The CA did not answer.',
} as const;

/** One of each state. */
const ALL: readonly KnownCertificate[] = [
  ...THREE,
  known('new.example.org', { certificate: undefined, installations: {}, history: undefined }),
  known('shop.example.org', {
    failure: away,
    certificate: until('2026-09-25T00:00:00Z', '2026-12-24T00:00:00Z'),
  }),
  known('www.example.org', { runUntil: new Date('2026-11-27T03:24:00Z') }),
  known('mail.example.org', {
    readiness: {
      at: AT,
      failure: {
        code: 'caa-unanswered',
        disposition: 'next-run',
        message: 'No resolver answers.',
        since: AT,
      },
    },
  }),
  unserved('cdn.example.org'),
  known('late.example.org', { nextCheckAt: new Date('2026-11-26T22:00:00Z') }),
  known('gone.example.org', {
    failure: FORBIDDEN,
    certificate: until('2026-08-26T00:00:00Z', '2026-11-24T00:00:00Z'),
  }),
  known('away.example.org', {}, { definition: undefined }),
];

describe('statusText', () => {
  it.each([40, 80, 140])('has a screen for each state at %i columns', async (columns) => {
    await expect(statusText([renewerOf(ALL)], terminal(columns))).toMatchFileSnapshot(
      `screens/list-${columns}.txt`,
    );
  });

  it('is the screen of the README', () => {
    expect(statusText([renewerOf(THREE)], terminal(80))).toBe(
      `DnscaleCerts, eu-central-1                   token ok, checked 4 min ago

  NAME             EXPIRES     RENEWS      IN ACM        STATE
✗ api.example.org  29 Nov  2d  overdue     eu-central-1  CAA forbids
! old.example.com  25 Feb 90d  never       eu-central-1  removed, in use
✓ example.com      25 Feb 90d  26 Jan 59d  eu-central-1  ok

1 of 3 needs you:  dnscale-certs status api.example.org
`,
    );
  });

  it('says so when nothing needs anybody, and when there is nothing', () => {
    const two = [known('a.test'), known('b.test')];

    expect(statusText([renewerOf(two)], pipe)).toMatch(/\n\nNone of 2 needs you\.\n$/);
    expect(statusText([renewerOf([], { token: undefined })], pipe)).toBe(
      'DnscaleCerts, eu-central-1\n\nIt has no certificates yet: declare one, and deploy.\n',
    );
  });

  it('counts those that need somebody, and names the renewer where there are several', () => {
    const failing = [known('a.test', { failure: FORBIDDEN }), known('b.test', { failure: FORBIDDEN })];
    const other = renewerOf([known('c.test')], {}, { renewerName: 'Other' });

    const text = statusText([renewerOf(failing), other], { ...pipe, options: ' --region eu-west-1' });

    expect(text).toContain(
      '2 of 2 need you:  dnscale-certs status a.test --renewer DnscaleCerts --region eu-west-1\n\nOther, eu-central-1 ',
    );
  });

  it('says where it is, or at how many of its targets it is live', () => {
    const inRegions = (
      name: string,
      declared: string[],
      installed: string[],
      storeInSecretsManager = false,
    ) =>
      known(
        name,
        { installations: installedIn(...installed) },
        { definition: aDefinition({ certificateName: name, regions: declared, storeInSecretsManager }) },
      );
    const lines = statusText(
      [
        renewerOf([
          inRegions('a.test', ['eu-central-1', 'us-east-1'], ['eu-central-1', 'us-east-1']),
          inRegions('b.test', ['eu-central-1', 'us-east-1', 'eu-west-1'], ['eu-central-1', 'us-east-1']),
          inRegions('c.test', [], []),
          inRegions('d.test', ['eu-west-1'], ['eu-west-1'], true),
        ]),
      ],
      terminal(50),
    ).split('\n');

    expect(lines.slice(4, 8).map((line) => line.slice(34))).toEqual([
      '2 regions  ok',
      '2 of 3     ok',
      '           ok',
      '1 of 2     ok',
    ]);
  });

  it('says when the token was refused, and what it no longer sees', () => {
    const message = 'DNScale refuses the token. Set another one: dnscale-certs token set';
    const refused = { ...TOKEN, ok: false, code: 'dnscale-unauthorized' as const, message };
    const zonesLost = ['a.test', 'b.test', 'c.test', 'd.test'];
    const screenOf = (token: typeof TOKEN) => statusText([renewerOf([], { token })], pipe);

    expect(screenOf(refused)).toContain(`DnscaleCerts, eu-central-1   token refused, checked 4 min ago
  DNScale refuses the token. Set another one: dnscale-certs token set
`);
    expect(screenOf({ ...TOKEN, zonesLost })).toContain(
      '  The token no longer sees a.test, b.test, c.test and 1 more.\n',
    );
  });

  it('ends with the command for the token that was refused, and not with "None needs you"', () => {
    const token = { ...TOKEN, ok: false, code: 'dnscale-unauthorized' as const, message: 'Refused.' };
    const options = " --region eu-central-1 --profile 'my shop'";

    const text = statusText([renewerOf([known('a.test')], { token })], { ...pipe, options });

    expect(text).toMatch(
      /\n\nThe token needs you: {2}dnscale-certs token set --region eu-central-1 --profile 'my shop'\n$/,
    );
    expect(text).not.toContain('needs you.');
  });

  it('leaves out columns before it cuts a long name, cuts it at a terminal and never in a pipe', () => {
    const name = `${'a'.repeat(63)}.example.com`;
    const found = [renewerOf([known(name)])];

    const lines = statusText(found, terminal(80)).split('\n');

    expect(lines[3]).toBe(`✓ ${'a'.repeat(32)}…  25 Feb 90d  26 Jan 59d  eu-central-1  ok`);
    expect(Math.max(...lines.map((line) => line.length))).toBe(80);
    expect(statusText(found, pipe)).toContain(`✓ ${name}  25 Feb 90d  `);
    expect(statusText([renewerOf([known('a.example.com')])], terminal(50))).toContain(
      '✓ a.example.com  25 Feb 90d  26 Jan 59d  ok\n',
    );
  });

  it('says when there are more than could be read', () => {
    expect(statusText([renewerOf([known('a.test')], { isComplete: false })], pipe)).toContain(
      'There are more: only the first of them were read.\n',
    );
  });

  it('paints signs, states, what is left of a life and the name of the renewer', () => {
    const paint: View['paint'] = (style, text) => `<${style}>${text}</${style}>`;

    const painted = statusText([renewerOf(THREE)], { ...terminal(140), paint });

    expect(painted).toContain('<bold>DnscaleCerts</bold>, eu-central-1 ');
    expect(painted).toContain('<red>✗</red> api.example.org  29 Nov  2d  <red>█░░░░░░░░</red>  overdue');
    expect(painted).toContain('<red>CAA forbids</red>\n');
    expect(painted).toContain('<green>✓</green> example.com      25 Feb');
    expect(painted).toContain('<yellow>!</yellow> old.example.com');
  });
});
