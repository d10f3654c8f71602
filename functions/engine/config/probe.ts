/**
 * The places at which a certificate's probes see what is served, as `host:port`. The port says how TLS begins there: 587 and 143
 * by STARTTLS (RFC 3207, RFC 9051), any other at once. Lambda lets nothing out to port 25. Pure.
 */
import * as z from 'zod/mini';
import { checkDomainName, isWildcard, parentOf } from '../dns/name.ts';
import { printable } from '../errors.ts';
import { wholeSentence } from './faults.ts';

export type ProbeTarget = {
  /** Canonical. It is looked up, and named to the server (SNI). */
  host: string;
  port: number;
  /** What is spoken until TLS begins; `tls`: nothing. */
  protocol: 'tls' | 'smtp' | 'imap';
};

/** All of a certificate are asked at once. */
const MOST_PROBES = 20;

const STARTTLS_AT: Readonly<Record<number, 'smtp' | 'imap'>> = { 587: 'smtp', 143: 'imap' };

/** Where servers speak first, or in plain text, and there is no TLS before a dialogue of their own. */
const NO_TLS_AT: readonly number[] = [21, 80, 110, 389, 3306, 5432];

export function parseProbe(text: string): { target: ProbeTarget } | { fault: string } {
  const fault = (words: string) => ({ fault: `"${printable(text, 300)}" ${words}` });
  const [, givenHost, digits] = /^(.+):(\d{1,5})$/s.exec(text) ?? [];
  if (givenHost === undefined) return fault('is no host with a port, such as www.example.com:443');
  const checked = checkDomainName(givenHost);
  if ('fault' in checked) return { fault: checked.fault };
  const { name: host } = checked;
  if (isWildcard(host)) return fault('is a wildcard: give a host that really answers');
  const port = Number(digits);
  if (port < 1 || port > 65_535) return fault('has no port from 1 to 65535');
  if (port === 25)
    return fault('asks at port 25, which Lambda lets nothing out to: give 465 or 587 of that server');
  if (NO_TLS_AT.includes(port)) {
    return fault(
      `asks at port ${port}, where no server begins with TLS: probes use STARTTLS at 587 (SMTP) and 143 (IMAP) only`,
    );
  }
  return { target: { host, port, protocol: STARTTLS_AT[port] ?? 'tls' } };
}

/** As it stands in a definition. */
export function probeText({ host, port }: Pick<ProbeTarget, 'host' | 'port'>): string {
  return `${host}:${port}`;
}

/** The targets of a definition; what this release cannot read is left out. */
export function probeTargets(probe: readonly string[] = []): ProbeTarget[] {
  return probe.map(parseProbe).flatMap((parsed) => ('target' in parsed ? [parsed.target] : []));
}

/** In canonical form, each once, in the order given. */
export const PROBES = z.pipe(
  z
    .array(z.unknown(), { error: 'a list of places such as www.example.com:443' })
    .check(z.maxLength(MOST_PROBES, { error: `at most ${MOST_PROBES} places` })),
  z.transform((given, context) => {
    const parsed = given.map((one) =>
      parseProbe(typeof one === 'string' ? one : String(JSON.stringify(one))),
    );
    const texts = parsed.flatMap((one, index) => {
      if ('target' in one) return [probeText(one.target)];
      context.issues.push({ ...wholeSentence(one.fault), path: [index], input: given[index] });
      return [];
    });
    return texts.length === parsed.length ? [...new Set(texts)] : z.NEVER;
  }),
);

/** Whether a certificate for these names (canonical) is one for the host: a client refuses it there otherwise. */
export function isCovered(host: string, domainNames: readonly string[]): boolean {
  return domainNames.includes(host) || domainNames.includes(`*.${parentOf(host)}`);
}
