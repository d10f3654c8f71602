/** Name servers that a zone is delegated to, and that do not serve it. */
import { describe, expect, it } from 'vitest';
import { findChallengeTarget } from '../../../../functions/engine/dns/challenge-target.ts';
import { noDeadline } from '../../../support/builders.ts';
import { aZone, createDns, LAME, SILENT } from './dns-in-memory.ts';

const REFUSES = { kind: 'failure', reason: 'REFUSED', withoutAuthority: true } as const;
const FAILS = { kind: 'failure', reason: 'SERVFAIL', withoutAuthority: false } as const;

type Useless = NonNullable<NonNullable<Parameters<typeof createDns>[0]>['useless']>[string];

const find = (first: Useless, second: Useless) =>
  findChallengeTarget(
    'www.example.com',
    [aZone('example.com')],
    createDns({
      delegations: { 'example.com': ['192.0.2.1', '192.0.2.2'] },
      useless: { '192.0.2.1': first, '192.0.2.2': second },
    }),
    noDeadline(),
  );

describe('findChallengeTarget, where no server answers for the zone', () => {
  it('fails with not-delegated when all are heard, and none has authority', async () => {
    await expect(find(LAME, REFUSES)).rejects.toMatchObject({
      code: 'not-delegated',
      disposition: 'person',
      subject: 'example.com',
      message: expect.stringContaining(
        'the name servers that it is delegated to do not serve it: ns-192.0.2.1.dnscale.test, ' +
          'ns-192.0.2.2.dnscale.test (answers without authority (lame)).',
      ),
    });
  });

  it.each([
    ['is silent', SILENT],
    ['has a trouble that may pass', FAILS],
  ])('leaves it to the wait for propagation when one %s', async (_, other) => {
    expect((await find(LAME, other)).name).toBe('_acme-challenge.www.example.com');
    expect((await find(other, LAME)).name).toBe('_acme-challenge.www.example.com');
  });
});
