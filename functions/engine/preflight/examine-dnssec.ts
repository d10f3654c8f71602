/** Is DNSSEC intact on the way to the name? A zone that is not signed cannot be broken (RFC 4035 §4.3). */

import type { DnsInspector } from '../ports/dns.ts';
import type { Deadline } from '../ports/time.ts';
import { type Finding, failure, ok, unknown, warning } from './findings.ts';

/** @param name a zone, or a name in a zone elsewhere. */
export async function examineDnssec(
  name: string,
  inspector: Pick<DnsInspector, 'checkDnssec'>,
  deadline: Deadline,
): Promise<Finding[]> {
  const about = { check: 'dnssec', subject: name };
  const { status, detail } = await inspector.checkDnssec(name, deadline);
  switch (status) {
    case 'signed':
      return [ok(about, `is signed, and the signatures hold: ${detail}`)];
    case 'unsigned':
      return [ok(about, `is not signed, so there is nothing to break: ${detail}`)];
    case 'absent':
      return [unknown(about, `DNS knows no such name, so there is nothing to test: ${detail}`)];
    case 'broken':
      return [
        failure(
          about,
          `DNSSEC is broken, and no CA issues for it: ${detail}`,
          'At the registrar, remove the DS record, or set the one that DNScale shows for the zone.',
        ),
      ];
    case 'disputed':
      return [
        warning(
          about,
          `validating resolvers differ: ${detail}`,
          'If DS records or keys were changed today, wait a day; else test the zone with a DNSSEC checker.',
        ),
      ];
    default:
      return [unknown(about, `could not be tested: ${detail}`)];
  }
}
