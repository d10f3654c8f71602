/**
 * Every parser of text or values that others write, with samples of what it understands. The fuzz run (parser-fuzz.ts) feeds
 * each of them; a new parser of foreign text gets a line in one of these lists.
 */

import { encode } from 'dns-packet';
import fc from 'fast-check';
import { judgeCaa } from '../../functions/engine/dns/caa.ts';
import { canonicalName, checkDomainName, ownerName } from '../../functions/engine/dns/name.ts';
import { endOfChain, type Query, readReply, recordsOf } from '../../functions/resolver/message.ts';
import { parseServerAddress } from '../../functions/resolver/server-address.ts';
import { type ForeignParser, ofText } from './foreign-parser.ts';
import { CA_PARSERS } from './foreign-parsers-ca.ts';
import { CLIENT_PARSERS } from './foreign-parsers-clients.ts';
import { DNSCALE_PARSERS } from './foreign-parsers-dnscale.ts';
import { STORED_PARSERS } from './foreign-parsers-stored.ts';

const QUERY: Query = {
  id: 7,
  question: { name: 'www.example.com', type: 'CAA', recursionDesired: true },
  wire: Buffer.alloc(0),
};

const REPLY = encode({
  type: 'response',
  id: 7,
  questions: [{ type: 'CAA', name: 'www.example.com', class: 'IN' }],
  answers: [
    { type: 'CNAME', name: 'www.example.com', ttl: 60, data: 'a.example.net' },
    { type: 'CAA', name: 'a.example.net', ttl: 60, data: { flags: 0, tag: 'issue', value: 'ca.test' } },
    { type: 'TXT', name: 'a.example.net', ttl: 60, data: ['v=spf1 -all', 'x'] },
  ],
  authorities: [
    {
      type: 'SOA',
      name: 'example.net',
      ttl: 60,
      data: { mname: 'ns1.test', rname: 'hostmaster.test', serial: 1 },
    },
  ],
  additionals: [{ type: 'A', name: 'ns1.test', ttl: 60, data: '192.0.2.1' }],
});

/** Octets of a reply, some of them changed or repeated; the header is often kept, else nothing behind it is read. */
const replies = fc
  .tuple(
    fc.array(fc.tuple(fc.nat({ max: REPLY.length - 1 }), fc.nat({ max: 255 })), { maxLength: 6 }),
    fc.uint8Array({ maxLength: 80 }),
    fc.boolean(),
  )
  .map(([changes, more, isReply]) => {
    const wire = Buffer.concat([isReply ? REPLY : Buffer.alloc(0), more]);
    for (const [at, octet] of changes) if (at > 3 && at < wire.length) wire[at] = octet;
    return wire;
  });

function readDnsMessage(wire: Buffer): void {
  const reply = readReply(wire, QUERY);
  if (reply === undefined) return;
  endOfChain(QUERY.question, reply.answers);
  for (const type of ['CAA', 'TXT', 'NS', 'A', 'AAAA'] as const) recordsOf('www.example.com', type, reply);
}

/** As many CNAME records as a message holds, each the target of the one before: the text is the number's digits. */
function readLongChain(text: string): void {
  const links = Math.min(3_000, Math.ceil(text.length / 20));
  const answers = Array.from({ length: links }, (_, i) => ({
    type: 'CNAME' as const,
    name: `a${i}.example.com`,
    ttl: 60,
    data: `a${i + 1}.example.com`,
  }));
  endOfChain({ name: 'a0.example.com', type: 'A' }, answers);
}

const CAA_VALUES = [
  'letsencrypt.org',
  'ca.test; validationmethods=dns-01; accounturi=https://ca.test/acct/1',
  ';',
  'ca.test ;\t x = y ;',
];

function judgeCaaText(text: string): void {
  for (const tag of ['issue', 'issuewild', text]) {
    judgeCaa({
      records: [{ flags: text.length % 256, tag, value: text }],
      foundAt: 'example.com',
      domainName: '*.example.com',
      issuers: ['ca.test'],
      accountUrl: 'https://ca.test/acct/1',
    });
  }
}

const DNS_PARSERS: ForeignParser[] = [
  { name: 'DNS message', inputs: replies, read: (wire) => readDnsMessage(wire as Buffer) },
  ofText('DNS message of CNAMEs', [], readLongChain),
  ofText('CAA record', CAA_VALUES, judgeCaaText),
  ofText(
    'domain name',
    ['www.example.com', '*.example.com.', 'bücher.example', 'xn--bcher-kva.example'],
    (text) => {
      canonicalName(text);
      checkDomainName(text);
      ownerName(text, 'example.com');
    },
  ),
  ofText('resolver address', ['192.0.2.1:53', '[2001:db8::1]:53'], parseServerAddress),
];

export const FOREIGN_PARSERS: readonly ForeignParser[] = [
  ...CA_PARSERS,
  ...DNS_PARSERS,
  ...DNSCALE_PARSERS,
  ...STORED_PARSERS,
  ...CLIENT_PARSERS,
];
