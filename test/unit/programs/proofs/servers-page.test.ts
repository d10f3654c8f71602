import { describe, expect, it } from 'vitest';
import { brokenServers, serversPage } from '../../../../programs/proofs/servers-page.ts';

const WELL = {
  server: 'nginx' as const,
  issued: ['0a', '0b', '0c'],
  answered: 2000,
  failures: {},
  serials: { '0a': 600, '0b': 600, '0c': 800 },
  lastSerial: '0c',
};

describe('brokenServers', () => {
  it('takes a server that served each certificate and failed nothing', () => {
    expect(brokenServers([WELL])).toEqual([]);
    expect(serversPage([WELL])[1]).toMatch(/^nginx +2 +2000 +0 +yes$/);
  });

  it.each([
    ['one request failed', { failures: { ECONNRESET: 1 } }, '1 requests failed: {"ECONNRESET":1}'],
    ['the old one is presented', { lastSerial: '0b' }, 'it presents 0b at the end'],
    ['another one was presented', { serials: { '0a': 1999, ff: 1 } }, 'it presented ff, which nobody issued'],
    ['hardly anybody asked', { answered: 99 }, 'it got 99 requests only, which shows nothing'],
  ])('says that %s', (_, changes, what) => {
    expect(brokenServers([{ ...WELL, ...changes }])).toEqual([`nginx: ${what}`]);
  });

  it('lets Caddy reset two of a hundred', () => {
    const caddy = { ...WELL, server: 'caddy' as const, answered: 980 };

    expect(brokenServers([{ ...caddy, failures: { ECONNRESET: 20 } }])).toEqual([]);
    expect(brokenServers([{ ...caddy, failures: { ECONNRESET: 21 } }])).toHaveLength(1);
  });
});
