/** A small world in memory for the doctor: one zone at DNScale that is in order, and a CA. A test breaks one thing of it. */

import { type ErrorCode, RenewerError } from '../../../../functions/engine/errors.ts';
import type { NameServerAddress, Zone, ZoneRecord } from '../../../../functions/engine/ports/dns.ts';
import type { Deadline } from '../../../../functions/engine/ports/time.ts';
import type { ExaminePorts, ExamineRequest } from '../../../../functions/engine/preflight/examine.ts';
import type { Finding, Verdict } from '../../../../functions/engine/preflight/findings.ts';
import { DIRECTORY_URL, NOW, parentAgrees } from '../../../support/builders.ts';
import { createManualClock } from '../../../support/manual-clock.ts';

export const ISSUER = 'ca.test';
export const VALUE = 'LPJNul-wow4m6DsqxbninhsWHlwfp0JecwQzYpOLmCQ';

export function aZone(changes: Partial<Zone> = {}): Zone {
  return { id: 'z1', name: 'example.com', status: 'active', type: 'master', ...changes };
}

export function aServer(number: number, domain = 'dnscale.test'): NameServerAddress {
  return { nameServer: `ns${number}.${domain}`, address: `192.0.2.${number}`, port: 53 };
}

export function anError(code: ErrorCode, message = `words of ${code}`): RenewerError {
  return new RenewerError({ code, disposition: 'person', message });
}

export function fails(code: ErrorCode, message?: string) {
  return async () => {
    throw anError(code, message);
  };
}

/** Never answers; it heeds the deadline as a port must. */
export function neverAnswers(...args: unknown[]): Promise<never> {
  const { signal } = args.at(-1) as Deadline;
  return new Promise((_, reject) => signal.addEventListener('abort', () => reject(signal.reason)));
}

export function aRequest(changes: Partial<ExamineRequest> = {}): ExamineRequest {
  return {
    domainNames: ['example.com'],
    directoryUrl: DIRECTORY_URL,
    nameServerDomains: ['dnscale.test'],
    ...changes,
  };
}

export function aRecord(
  type: string,
  name: string,
  content: string,
  recordId = `${type} ${name}`,
): ZoneRecord {
  return { recordId, name, type, content };
}

type Parts = { [Port in keyof ExaminePorts]?: Partial<ExaminePorts[Port]> };

export function somePorts(changes: Parts = {}): ExaminePorts {
  return {
    clock: createManualClock(NOW),
    token: { readToken: async () => 'dnscale_live_canary-4711', warnings: () => [], ...changes.token },
    zones: { listZones: async () => [aZone()], listRecords: async () => [], ...changes.zones },
    resolver: {
      findNameServers: async () => [aServer(1), aServer(2)],
      askTxt: async () => ({ kind: 'answer', values: [] }),
      ...parentAgrees,
      canAskAuthorities: async () => true,
      ...changes.resolver,
    },
    lookups: {
      askExistence: async () => ({ kind: 'answer', exists: false }),
      lookUpCname: async () => undefined,
      lookUpCaa: async () => [],
      checkDnssec: async () => ({ status: 'unsigned', detail: 'no signatures' }),
      ...changes.lookups,
    },
    inspector: {
      askSoa: async () => ({ kind: 'answer', serial: 7, primary: 'ns1.dnscale.test' }),
      checkDnssec: async () => ({ status: 'unsigned', detail: 'no signatures' }),
      ...changes.inspector,
    },
    acme: {
      readMeta: async () => ({ profiles: [], caaIdentities: [ISSUER], externalAccountRequired: false }),
      ...changes.acme,
    },
  };
}

/** `check subject verdict` of every finding. */
export function lines(findings: readonly Finding[], ...verdicts: Verdict[]): string[] {
  return findings
    .filter(({ verdict }) => verdicts.length === 0 || verdicts.includes(verdict))
    .map(({ check, subject, verdict }) => `${check} ${subject} ${verdict}`);
}

export function only(findings: readonly Finding[], check: string): Finding | undefined {
  return findings.find((finding) => finding.check === check);
}
