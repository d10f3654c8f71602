import { describe, expect, it } from 'vitest';
import { causeKey } from '../../../../functions/engine/notify/notice.ts';
import { aNotice } from '../../../support/builders.ts';

describe('causeKey', () => {
  it.each([
    ['the code and what it is about', {}, 'caa-forbids|example.com'],
    [
      'the certificate where nothing else is named',
      { subject: undefined, certificateName: 'web' },
      'caa-forbids|web',
    ],
    [
      'the token alone, which serves all',
      { code: 'dnscale-forbidden', subject: 'a.test' },
      'dnscale-forbidden',
    ],
    ['the kind where nothing has failed', { code: undefined, kind: 'not-served' }, 'not-served|example.com'],
  ] as const)('is %s', (_, changes, key) => {
    expect(causeKey(aNotice(changes))).toBe(key);
  });
});
