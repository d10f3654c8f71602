/** Errors from DNS itself. */

import { systemClock } from '../../../../functions/engine/deadline.ts';
import { lookUpCaa } from '../../../../functions/resolver/caa-lookup.ts';
import type { Exchange } from '../../../../functions/resolver/exchange.ts';
import { lookUpCname } from '../../../../functions/resolver/lookups.ts';
import { findNameServers } from '../../../../functions/resolver/name-servers.ts';
import { createSearchOrder } from '../../../../functions/resolver/search-order.ts';
import { parseServerAddress } from '../../../../functions/resolver/server-address.ts';
import { createTries } from '../../../../functions/resolver/tries.ts';
import { noDeadline } from '../../../support/builders.ts';
import { createManualClock } from '../../../support/manual-clock.ts';
import type { ErrorText } from '../error-page.ts';

export const RESOLVER_TEXTS: ErrorText[] = [
  ['A resolver’s address is mistyped.', () => parseServerAddress('ns1.example.com:99999')],
  ['The registrar knows no name servers.', () => nameServers(async () => replyOf('NXDOMAIN'))],
  ['The zone has no NS records.', () => nameServers(async () => replyOf('NOERROR'))],
  ['The name servers have no addresses.', () => nameServers(onlyNames)],
  ['The resolver fails.', () => nameServers(async () => replyOf('SERVFAIL'))],
  ['DNSSEC is broken.', () => nameServers(onlyUnchecked)],
  [
    'The resolver is silent.',
    () => nameServers(async () => ({ failure: 'no answer in 2 s over UDP and TCP', silent: true })),
  ],
  [
    'A question that the preflight asks fails.',
    () => lookUpCname('www.example.com', SERVFAILING, noDeadline()),
  ],
  ['Every resolver fails.', () => lookUpCaa('www.example.com', SERVFAILING, noDeadline())],
  ['This host has no resolver.', () => nameServers(async () => replyOf('NOERROR'), [])],
];

const RECURSIVE_SERVERS = [{ host: '192.0.2.53', port: 53 }];
const SERVFAILING = {
  exchange: async () => replyOf('SERVFAIL'),
  recursiveServers: RECURSIVE_SERVERS,
  order: createSearchOrder(systemClock),
  tries: createTries(createManualClock('2026-11-27T06:00:00Z'), 2_000),
  clock: systemClock,
  patienceMs: 2_000,
  nameServerPort: 53,
  allowPrivateNameServers: false,
};

function nameServers(exchange: Exchange, recursiveServers = RECURSIVE_SERVERS) {
  return findNameServers('example.com', { ...SERVFAILING, exchange, recursiveServers }, noDeadline());
}

function replyOf(
  rcode: string,
  answers: Extract<Awaited<ReturnType<Exchange>>, { reply: unknown }>['reply']['answers'] = [],
) {
  return {
    reply: {
      rcode,
      authoritative: false,
      truncated: false,
      authenticData: false,
      extendedError: undefined,
      blamesDnssec: false,
      answers,
      authorities: [],
    },
  };
}

async function onlyNames(_server: unknown, { type }: { type: string }) {
  const record = { type: 'NS' as const, name: 'example.com', data: 'ns1.dnscale.eu' };
  return replyOf('NOERROR', type === 'NS' ? [record] : []);
}

async function onlyUnchecked(_server: unknown, { checkingDisabled = false }: { checkingDisabled?: boolean }) {
  return replyOf(checkingDisabled ? 'NOERROR' : 'SERVFAIL');
}
