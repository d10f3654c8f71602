import { describe, expect, it } from 'vitest';
import type { DnssecStatus } from '../../../../functions/engine/ports/dns.ts';
import { checkDnssec } from '../../../../functions/engine/preflight/check-dnssec.ts';
import { noDeadline } from '../../../support/builders.ts';
import { createRecordedEvents } from '../../../support/memory-ports.ts';
import { createDns } from '../dns/dns-in-memory.ts';

async function check(names: string[], dnssec: Record<string, DnssecStatus> = {}) {
  const events = createRecordedEvents();
  const { lookups, asked } = createDns({ dnssec });
  await checkDnssec(names, { lookups, events }, noDeadline());
  return { warnings: events.named('warning'), asked };
}

describe('checkDnssec', () => {
  it.each<DnssecStatus['status']>(['signed', 'unsigned'])(
    'takes %s, and asks for each name once',
    async (status) => {
      const dnssec = { 'example.com': { status, detail: 'seen' } };

      expect(await check(['example.com', 'example.com', 'example.org'], dnssec)).toEqual({
        warnings: [],
        asked: ['DNSSEC example.com', 'DNSSEC example.org'],
      });
    },
  );

  it('stops for a person where it is broken', async () => {
    const broken = {
      status: 'broken',
      detail: 'the resolver 192.0.2.3:53 says SERVFAIL (DNSSEC Bogus)',
    } as const;

    await expect(check(['example.com', 'example.org'], { 'example.org': broken })).rejects.toMatchObject({
      code: 'dnssec-broken',
      disposition: 'person',
      subject: 'example.org',
      message:
        'DNSSEC is broken for example.org: the resolver 192.0.2.3:53 says SERVFAIL (DNSSEC Bogus), and it resolves only ' +
        'with checking disabled. No CA issues for such a name, and no order is made until then. At the registrar, remove ' +
        'the DS record, or set the one that DNScale shows for the zone.',
    });
  });

  it('warns once of what is not known, and goes on', async () => {
    const unknown = { status: 'unknown', detail: 'the resolver 192.0.2.3:53 gave no answer in 2 s' } as const;

    const { warnings } = await check(['example.com', 'example.net', 'example.org'], {
      'example.com': unknown,
      'example.org': unknown,
    });

    expect(warnings).toEqual([
      {
        event: 'warning',
        subject: 'example.com, example.org',
        message:
          'Whether DNSSEC is intact for example.com, example.org is not known: the resolver 192.0.2.3:53 gave no answer ' +
          'in 2 s. This stops nothing; if DNSSEC is broken, the CA refuses the validation.',
      },
    ]);
  });

  it('warns where resolvers differ, and goes on', async () => {
    const { warnings } = await check(['example.com'], {
      'example.com': {
        status: 'disputed',
        detail: 'the resolver A says SERVFAIL; the resolver B has validated it',
      },
    });

    expect(warnings).toEqual([
      {
        event: 'warning',
        subject: 'example.com',
        message:
          'Validating resolvers differ on DNSSEC of example.com: the resolver A says SERVFAIL; the resolver B has ' +
          'validated it. This stops nothing; where the CA sees it broken, it refuses the validation. A change of DS ' +
          'records or keys that has not reached every resolver passes by itself.',
      },
    ]);
  });
});
