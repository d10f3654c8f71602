/** DNSSEC with signatures that are really made and really checked: what a validating resolver says, and what we conclude. */
import { describe, expect, it } from 'vitest';
import { deadlineIn, systemClock } from '../../../functions/engine/deadline.ts';
import { createResolver } from '../../../functions/resolver/create-resolver.ts';
import { type Chain, SIGNED_ZONE, startSignedWorld } from '../../support/dnssec/signed-world.ts';
import { steadyClock } from '../../support/steady-clock.ts';

async function check(chain: Chain, validates = true) {
  const { address, plainAddress } = await startSignedWorld(chain);
  const asked = validates ? address : plainAddress;
  const resolver = createResolver({
    allowPrivateNameServers: true,
    clock: steadyClock,
    // As on Lambda: it never checks, so it must not be the one that is asked.
    recursiveServers: [plainAddress],
    validatingServers: [asked],
    queryTimeoutMs: 1_000,
  });
  const { status, detail } = await resolver.checkDnssec(SIGNED_ZONE, deadlineIn(5_000, systemClock));
  return { status, detail: detail.replaceAll(asked, 'R') };
}

describe('checkDnssec, by a resolver that validates', () => {
  it.each<[Chain, status: string, detail: string]>([
    ['intact', 'signed', 'the resolver R has validated it'],
    ['unsigned', 'unsigned', 'example.com has no DS record at its parent'],
    [
      'old DS record',
      'broken',
      'the resolver R says SERVFAIL (DNSKEY Missing: no DNSKEY of example.com fits its DS record)',
    ],
    [
      'signatures expired',
      'broken',
      'the resolver R says SERVFAIL (Signature Expired: the signature of example.com has expired)',
    ],
    [
      'signatures of tomorrow',
      'broken',
      'the resolver R says SERVFAIL (Signature Not Yet Valid: the signature of example.com is not valid yet)',
    ],
    [
      'no signatures',
      'broken',
      'the resolver R says SERVFAIL (RRSIGs Missing: SOA of example.com has no signature)',
    ],
    [
      'forged records',
      'broken',
      'the resolver R says SERVFAIL (DNSSEC Bogus: no key of example.com has signed SOA of example.com)',
    ],
    [
      'foreign key',
      'broken',
      'the resolver R says SERVFAIL (DNSSEC Bogus: no key of example.com has signed SOA of example.com)',
    ],
    ['downgrade', 'broken', 'the resolver R says SERVFAIL (RRSIGs Missing: com proves nothing)'],
  ])('finds a chain that is %s to be %s', async (chain, status, detail) => {
    expect(await check(chain)).toEqual({ status, detail });
  });
});

describe('checkDnssec, by a resolver that knows nothing of DNSSEC', () => {
  it.each<[Chain, status: string, detail: string]>([
    ['intact', 'unknown', 'example.com has a DS record at its parent, but the resolver R does not validate'],
    [
      'old DS record',
      'unknown',
      'example.com has a DS record at its parent, but the resolver R does not validate',
    ],
    ['unsigned', 'unsigned', 'example.com has no DS record at its parent'],
  ])('finds a chain that is %s to be %s', async (chain, status, detail) => {
    expect(await check(chain, false)).toEqual({ status, detail });
  });
});
