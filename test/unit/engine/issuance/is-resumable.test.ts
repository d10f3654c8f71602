import { describe, expect, it } from 'vitest';
import { orderHash } from '../../../../functions/engine/config/definition-hash.ts';
import { isResumable } from '../../../../functions/engine/issuance/resume-order.ts';
import { aDefinition, anOrderJournal } from '../../../support/builders.ts';

const JOURNAL = anOrderJournal({ url: 'https://ca.test/order/1' });

describe('isResumable', () => {
  const definition = aDefinition();
  const ordered = { ...JOURNAL, orderHash: orderHash(definition) };

  it.each([
    [true, 'what was ordered', ordered],
    [true, 'it, whatever else of the definition was changed', { ...ordered, definitionHash: 'hash-0' }],
    [false, 'something else', { ...ordered, orderHash: 'another' }],
    [true, 'the definition that an earlier release ordered for', JOURNAL],
    [false, 'another than that', { ...JOURNAL, definitionHash: 'hash-0' }],
    [false, 'an order without a URL', { ...ordered, url: undefined }],
    [false, 'no order', undefined],
  ])('is %s for %s', (expected, _, journal) => {
    expect(isResumable(journal, { definition, hash: 'hash-1' })).toBe(expected);
  });
});
