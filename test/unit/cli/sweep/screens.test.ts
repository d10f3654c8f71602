/** What an operator sees of `sweep`, at 80 and 140 columns. */
import { describe, expect, it } from 'vitest';
import { say } from '../../../../cli/page.ts';
import {
  interruptedText,
  listText,
  questionText,
  removalText,
} from '../../../../cli/sweep/leftovers-text.ts';
import type { ListedValue } from '../../../../functions/engine/dns/leftovers.ts';
import { RenewerError } from '../../../../functions/engine/errors.ts';
import { aScreen, brokenLines } from '../../../support/screen.ts';

function aValue(value: string, name = '_acme-challenge.shop.example.com'): ListedValue {
  return { zoneId: 'z1', zoneName: 'example.com', name, value, recordId: value };
}

const [FIRST, SECOND, THIRD] = [
  aValue('LPJNul-wow4m6DsqxbninhsWHlwfp0JecwQzYpOLmCQ'),
  aValue('gfj9Xq-Rg85nM2RrT6wsQk1mWzB0rXq1ZQh4l0Ekz1s'),
  aValue('x2Vd0c-1Rk9mT6wsQk1mWzB0rXq1ZQh4l0EkQwErTyU', '_acme-challenge.example.com'),
];
const ERROR = new RenewerError({
  code: 'dnscale-forbidden',
  disposition: 'person',
  message: 'DNScale does not let the token remove a record of example.com (HTTP 403).',
  advice: 'Give it records:write for this zone.',
});

describe('the screen of sweep', () => {
  it.each([80, 140])('at %i columns', async (columns) => {
    const screen = aScreen(columns);
    const page = { columns, cutsNames: true };
    const found = {
      removable: [FIRST, SECOND, THIRD],
      kept: [aValue('owner=platform-team')],
      failures: [ERROR],
    };

    screen.stdout.write(`${listText(found, page)}\n`);
    screen.stderr.write(`${questionText(3, '2 days')}y\n`);
    say(screen.stdout, removalText({ record: FIRST, outcome: { value: undefined } }));
    say(screen.stdout, removalText({ record: SECOND, outcome: { error: ERROR } }));
    say(screen.stdout, interruptedText(1, 3));

    expect(brokenLines(screen.shown(), columns)).toEqual([]);
    await expect(screen.shown()).toMatchFileSnapshot(`screens/removed-${columns}.txt`);
  });

  it('has each value with its name on one line in a pipe', () => {
    const page = { columns: 80, cutsNames: false };

    expect(listText({ removable: [FIRST, SECOND], kept: [], failures: [] }, page)).toBe(
      '_acme-challenge.shop.example.com  LPJNul-wow4m6DsqxbninhsWHlwfp0JecwQzYpOLmCQ  (zone example.com)\n' +
        '_acme-challenge.shop.example.com  gfj9Xq-Rg85nM2RrT6wsQk1mWzB0rXq1ZQh4l0Ekz1s  (zone example.com)',
    );
  });
});
