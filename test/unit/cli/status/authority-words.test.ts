import { describe, expect, it } from 'vitest';
import { authorityWords } from '../../../../cli/status/authority-words.ts';

describe('authorityWords', () => {
  it.each([
    ['https://acme-v02.api.letsencrypt.org/directory', 'Let’s Encrypt'],
    [
      'https://acme-staging-v02.api.letsencrypt.org/directory',
      'Let’s Encrypt’s staging (browsers do not trust it)',
    ],
    ['https://acme.zerossl.com/v2/DV90', 'ZeroSSL'],
    ['https://ca.example.org:14000/dir', 'ca.example.org:14000'],
    ['constructor', 'constructor'],
  ])('calls %s %s', (url, words) => {
    expect(authorityWords(url)).toBe(words);
  });
});
