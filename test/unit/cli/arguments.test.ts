import { describe, expect, it } from 'vitest';
import { parseEmail } from '../../../cli/arguments.ts';

describe('parseEmail', () => {
  it('takes an address with and without mailto:', () => {
    expect(parseEmail('ops@example.com')).toBe('ops@example.com');
    expect(parseEmail('mailto:ops@example.com')).toBe('ops@example.com');
  });

  it.each(['me', 'mailto:', 'mailto:me', 'mailto:a@example.com,b@example.com'])('refuses %s', (given) => {
    expect(() => parseEmail(given)).toThrow('Give an e-mail address, or leave it out.');
  });
});
