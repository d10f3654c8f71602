import { describe, expect, it } from 'vitest';
import { listText, outcomeJson, questionText, removalText } from '../../../../cli/sweep/leftovers-text.ts';
import type { ListedValue } from '../../../../functions/engine/dns/leftovers.ts';
import { RenewerError } from '../../../../functions/engine/errors.ts';

const PIPE = { columns: 80, cutsNames: false };
const VALUE = 'LPJNul-wow4m6DsqxbninhsWHlwfp0JecwQzYpOLmCQ';

function aValue(changes: Partial<ListedValue> = {}): ListedValue {
  return {
    zoneId: 'z1',
    zoneName: 'example.com',
    name: '_acme-challenge.example.com',
    value: VALUE,
    recordId: 'r1',
    ...changes,
  };
}

function anError(message: string) {
  return new RenewerError({
    code: 'dnscale-forbidden',
    disposition: 'person',
    message,
    subject: 'example.net',
  });
}

describe('listText', () => {
  it('shows name, value and zone, what is kept and what could not be searched', () => {
    const found = {
      removable: [aValue()],
      kept: [aValue({ value: 'owner=\u001b[31mme' })],
      failures: [anError('The token may not.')],
    };

    const text = listText(found, PIPE);

    expect(text).toBe(
      `Not searched: The token may not.
_acme-challenge.example.com  ${VALUE}  (zone example.com)
_acme-challenge.example.com  owner= [31mme  (zone example.com)  kept: not an ACME value`,
    );
  });

  it('says when there is nothing to remove', () => {
    expect(listText({ removable: [], kept: [], failures: [] }, PIPE)).toBe('There is nothing to remove.');
  });
});

describe('questionText', () => {
  it.each([
    [1, 'Is this value older than 2 days, and to be removed? [y/N] '],
    [3, 'Are all of these 3 values older than 2 days, and to be removed? [y/N] '],
  ])('asks about %i and says that the age cannot be checked', (count, question) => {
    expect(questionText(count, '2 days')).toBe(
      `DNScale gives no time of creation, so the age cannot be checked.\n${question}`,
    );
  });
});

describe('removalText', () => {
  it('tells what became of a value', () => {
    const record = aValue();

    expect(removalText({ record, outcome: { value: undefined } })).toBe(
      `Removed: ${VALUE} at _acme-challenge.example.com`,
    );
    expect(removalText({ record, outcome: { error: anError('The token may not.') } })).toBe(
      `Not removed: ${VALUE} at _acme-challenge.example.com. The token may not.`,
    );
  });
});

describe('outcomeJson', () => {
  it('has one entry a value, with what became of it', () => {
    const [removed, failed, listed] = [aValue(), aValue({ recordId: 'r2' }), aValue({ recordId: 'r3' })];
    const found = {
      removable: [removed, failed, listed],
      kept: [aValue({ value: 'x' })],
      failures: [anError('no')],
    };

    const json = outcomeJson(found, [
      { record: removed, outcome: { value: undefined } },
      { record: failed, outcome: { error: anError('The token may not.') } },
    ]);

    const shown = { name: '_acme-challenge.example.com', value: VALUE, zone: 'example.com' };
    expect(json).toEqual({
      schema: 1,
      values: [
        { ...shown, outcome: 'removed' },
        { ...shown, outcome: 'failed', message: 'The token may not.' },
        { ...shown, outcome: 'listed' },
        { ...shown, value: 'x', outcome: 'kept', message: 'not an ACME value' },
      ],
      failures: [{ code: 'dnscale-forbidden', subject: 'example.net', message: 'no' }],
    });
  });
});
