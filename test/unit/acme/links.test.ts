import { describe, expect, it } from 'vitest';
import { linksOf } from '../../../functions/acme/links.ts';
import { startProcessorTime } from '../../support/processor-time.ts';

const TERMS = 'https://ca.test/terms';

describe('linksOf', () => {
  it.each([
    ['as RFC 8555 has it', `<${TERMS}>;rel="terms-of-service"`],
    ['with blanks', `<${TERMS}> ; rel="terms-of-service"`],
    ['without quotes', `<${TERMS}>;rel=terms-of-service`],
    ['in other case', `<${TERMS}>;REL="Terms-Of-Service"`],
    ['beside other relations', `<${TERMS}>;rel="copyright terms-of-service"`],
    ['beside other parameters', `<${TERMS}>;title="Terms";rel="terms-of-service";type="text/html"`],
    ['behind another link', `<https://ca.test/dir>;rel="index", <${TERMS}>;rel="terms-of-service"`],
    [
      'behind another link without a blank',
      `<https://ca.test/dir>;rel=index,<${TERMS}>;rel=terms-of-service`,
    ],
  ])('finds a link %s', (_, header) => {
    expect(linksOf(header, 'terms-of-service')).toEqual([TERMS]);
  });

  it('finds all links of a relation, in order, word for word', () => {
    const header = '<https://ca.test/1?a=b;c,d>;rel="alternate", <https://ca.test/2>;rel="alternate"';

    expect(linksOf(header, 'alternate')).toEqual(['https://ca.test/1?a=b;c,d', 'https://ca.test/2']);
  });

  it.each([
    undefined,
    '',
    'terms-of-service',
    `<${TERMS}>`,
    `<${TERMS}>;rel="index"`,
    `<${TERMS}>;rev="terms-of-service"`,
    '<https://ca.test/a b>;rel="terms-of-service"',
    '<https://ca.test/\u001b[31m>;rel="terms-of-service"',
    `<https://ca.test/${'x'.repeat(2_000)}>;rel="terms-of-service"`,
  ])('finds none in %j', (header) => {
    expect(linksOf(header, 'terms-of-service')).toEqual([]);
  });

  it('is done at once with a header made to keep it busy', () => {
    const processorMs = startProcessorTime();

    linksOf(`${'<a'.repeat(100_000)}${'<a>; '.repeat(100_000)}`, 'index');

    expect(processorMs()).toBeLessThan(1_000);
  });
});
