import { describe, expect, it } from 'vitest';
import { triedLine } from '../../../functions/renew/log-lines.ts';
import { NOW } from '../../support/builders.ts';

const TRIED = { version: 'v1', at: NOW, ok: true, zoneCount: 3, zonesSeen: ['a.test'], zonesLost: [] };

describe('triedLine', () => {
  it.each([
    [TRIED, 'The token of DNScale works, for 3 zones'],
    [
      { ...TRIED, zonesLost: ['b.test', 'c.test'] },
      'The token of DNScale works, for 3 zones; it no longer sees b.test, c.test',
    ],
    [
      { ...TRIED, ok: false, code: 'dnscale-unauthorized' as const, message: 'DNScale answered 401.' },
      'The token of DNScale does not work (dnscale-unauthorized): DNScale answered 401.',
    ],
  ])('says what became of the token', (tried, message) => {
    expect(triedLine(tried)).toMatchObject({ message, event: 'token-tried', ok: tried.ok });
  });
});
