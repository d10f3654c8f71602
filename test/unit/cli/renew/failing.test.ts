/** What `renew --failing` takes: the states that `status` shows and docs/command.md marks. All three are held to this table. */
import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { isFailing } from '../../../../cli/renew/choose.ts';
import { statusText } from '../../../../cli/status/status-text.ts';
import { RenewerError } from '../../../../functions/engine/errors.ts';
import type { KnownCertificate } from '../../../../functions/engine/ports/renewers.ts';
import { type StatusWord, statusWord } from '../../../../functions/engine/renewal/status-word.ts';
import { aDefinition } from '../../../support/builders.ts';
import { AT, FORBIDDEN, installedIn, known, renewerOf, until } from '../status/fleet.ts';

const AWAY = { ...FORBIDDEN, code: 'acme-unavailable', disposition: 'next-run' } as const;
const READINESS = { code: 'caa-forbids', disposition: 'person', message: 'No.', since: AT } as const;
const BEFORE = until('2026-08-26T00:00:00Z', '2026-11-24T00:00:00Z');
const YESTERDAY = new Date('2026-11-26T01:20:00Z');
const REVOKED = {
  ...{ serial: '0a1b2c', version: 'v1', certificateAuthority: 'https://ca.test', notAfter: AT },
  ...{ reason: 'superseded' as const, isAtOnce: true, askedAt: YESTERDAY, revokedAt: YESTERDAY },
};
const DAMAGED = new RenewerError({ code: 'record-unreadable', disposition: 'person', message: 'Damaged.' });

function unserved(): KnownCertificate {
  const { serial, notBefore, notAfter } = BEFORE;
  return known(
    'it',
    {},
    {
      definition: aDefinition({ certificateName: 'it', probe: ['a.test:443'] }),
      served: {
        certificateName: 'it',
        ...{ at: AT, live: { serial, notBefore, notAfter }, liveSince: YESTERDAY, earlier: [] },
        places: [{ place: 'a.test:443', standing: 'foreign', since: YESTERDAY }],
        attentionAt: YESTERDAY,
      },
    },
  );
}

/** Its line in the docs, how `status` shows it, whether it is taken, and one of it. */
type Row = [documented: string, shown: string, isTaken: boolean, one: KnownCertificate];

const ROWS: Record<Exclude<StatusWord, 'removed'>, Row> & Record<'removed' | 'removed-in-use', Row> = {
  'needs-you': ["an error's words, ✗", '✗ CAA forbids', true, known('it', { failure: FORBIDDEN })],
  failing: ["an error's words, `!`", '! CA is away', true, known('it', { failure: AWAY })],
  'at-risk': [
    '`at risk: …`',
    '✗ at risk: CAA forbids',
    true,
    known('it', { readiness: { at: AT, failure: READINESS } }),
  ],
  expired: ['`expired`', '✗ expired', true, known('it', { certificate: BEFORE })],
  revoked: ['`revoked`', '✗ revoked', true, known('it', { revocations: [REVOKED] })],
  unchecked: ['`not checked`', '✗ not checked', true, known('it', { nextCheckAt: YESTERDAY })],
  unreadable: ['`record unreadable`', '✗ record unreadable', false, known('it', {}, { unreadable: DAMAGED })],
  'not-served': ['`served 2 of 3`', '✗ served 0 of 1', false, unserved()],
  renewing: ['`renewing`', '… renewing', false, known('it', { runUntil: new Date('2026-11-27T03:24:00Z') })],
  waiting: ['`waiting`', '… waiting', false, known('it', { certificate: undefined, installations: {} })],
  ok: ['`ok`', '✓ ok', false, known('it')],
  'removed-in-use': [
    '`removed, in use`',
    '! removed, in use',
    false,
    known(
      'it',
      { installations: installedIn('eu-central-1') },
      {
        definition: undefined,
        usedBy: ['arn:aws:elasticloadbalancing:eu-central-1:111122223333:loadbalancer/app/shop-lb/1'],
      },
    ),
  ],
  removed: ['`removed`', '- removed', false, known('it', {}, { definition: undefined })],
};

/** The rows of the table of states, by their first cell; the last one marks what is taken. */
function documentedStates(): Map<string, string> {
  const page = readFileSync(new URL('../../../../docs/command.md', import.meta.url), 'utf8');
  const [, table = ''] = /\n(\| state .*?)\n\n/s.exec(page) ?? [];
  const [head = '', , ...rows] = table.split('\n').map((line) => line.split('|').map((cell) => cell.trim()));
  expect(head.at(-2)).toBe('`renew --failing` takes it');
  return new Map(rows.map((cells) => [cells[1] ?? '', cells.at(-2) ?? '']));
}

describe('renew --failing', () => {
  it.each(Object.entries(ROWS))('%s', (word, [documented, shown, isTaken, one]) => {
    const screen = statusText([renewerOf([one])], {
      now: AT,
      width: { columns: 200, cutsNames: true },
      paint: (_, text) => text,
    });

    const [, , , line = ''] = screen.split('\n');
    expect(`${line[0]} ${line.split(/ {2,}/).at(-1)}`).toBe(shown);
    expect(statusWord(one, AT).word).toBe(word === 'removed-in-use' ? 'removed' : word);
    expect(isFailing({ known: one }, AT)).toBe(isTaken);
    expect(documentedStates().get(documented)).toBe(isTaken ? 'yes' : '');
  });

  it('knows every state that is documented', () => {
    const documented = Object.values(ROWS).map(([name]) => name);

    expect([...documentedStates().keys()].toSorted()).toEqual(documented.toSorted());
  });
});
