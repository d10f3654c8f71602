import { describe, expect, it } from 'vitest';
import { costText } from '../../../../cli/renew/agree.ts';
import { aDefinition, aDescriptor } from '../../../support/builders.ts';

const TERMINAL = { columns: 80, cutsNames: true };

function certificates(count: number) {
  return Array.from({ length: count }, (_, index) => {
    const certificateName = `n${index}.test`;
    const definition = aDefinition({ certificateName, domainNames: [certificateName, 'shared.test'] });
    return { renewer: aDescriptor(), known: { certificateName, definition } };
  });
}

describe('costText', () => {
  it('says how many orders it is, for how many names, and which limits count', () => {
    expect(costText(certificates(12), TERMINAL)).toBe(
      [
        '--force orders 12 new certificates, one for each, whether they are due or not:',
        '13 names in all. Each counts at the CA: Let’s Encrypt issues 5 a week for the',
        '  same names. Our own limit of 4 a week holds up those that have no room.',
        'Without --force, only what is due is renewed.',
        'Order all 12? [y/N] ',
      ].join('\n'),
    );
  });

  it('names the limit of an account where it is passed', () => {
    expect(costText(certificates(1_000), TERMINAL)).toContain(
      'An account gets 300 orders in three hours: the others wait for that.',
    );
  });
});
