/**
 * All that is known of one certificate beside how it is: its chain of steps, the account at the CA, the CA's advice, the zones, the
 * limits and how much of them is used. Pure: the caller passes the time and what the tables hold.
 */
import { challengeName, isWithin } from '../dns/name.ts';
import { ordersUsed } from '../issuance/order-window.ts';
import { type UsedLimit, usedLimits } from '../issuance/own-limits.ts';
import { ownValue } from '../own-value.ts';
import type { RenewalWindow } from '../ports/acme.ts';
import type { KnownCertificate } from '../ports/renewers.ts';
import { certificateChain } from './certificate-chain.ts';
import { namesOf } from './chain-names.ts';
import type { ChainStep } from './chain-step.ts';
import { adviceOn } from './renewal-info.ts';

export type CertificateDetails = {
  steps: ChainStep[];
  /** Those that are asked for, else those of the live certificate. */
  domainNames: string[];
  /** The zone of each name's challenge, by name, as far as a run has noted it. */
  zones: Record<string, string>;
  /** Of the definition, else of the live certificate. @default - no record can be read */
  certificateAuthority?: string | undefined;
  /** Our account there. @default - no run has noted it */
  accountUrl?: string | undefined;
  profile?: string | undefined;
  keyAlgorithm?: string | undefined;
  advice?: KnownAdvice | undefined;
  limits: UsedLimit[];
  /** Orders of the whole renewer at this CA. @default - it has not counted any, or nobody has read it */
  orders?: { used: number; most: number; hours: number } | undefined;
};

/** What the CA advises for the live certificate (ARI). */
export type KnownAdvice = {
  window: RenewalWindow;
  renewAt: Date;
  explanationUrl?: string | undefined;
  askAgainAt?: Date | undefined;
};

export function certificateDetails(known: KnownCertificate, now: Date): CertificateDetails {
  const { definition, state, ordersAtCa } = known;
  const { certificate, accounts } = state ?? {};
  const domainNames = namesOf(known);
  const certificateAuthority = definition?.certificateAuthority ?? certificate?.certificateAuthority;
  return {
    steps: certificateChain(known, now),
    domainNames,
    zones: zonesOf(domainNames, known),
    certificateAuthority,
    accountUrl: certificateAuthority === undefined ? undefined : ownValue(accounts, certificateAuthority),
    profile: definition?.profile ?? certificate?.profile,
    keyAlgorithm: definition?.keyAlgorithm ?? certificate?.keyAlgorithm,
    advice: adviceOf(known),
    limits: usedLimits(domainNames, state ?? {}, now),
    orders: ordersAtCa && ordersUsed(ordersAtCa, now),
  };
}

/** Values that are published name their zone; else it is the longest that holds the challenge name. */
function zonesOf(domainNames: readonly string[], { state }: KnownCertificate): Record<string, string> {
  const { zoneNames = [], txtRecords = [] } = state ?? {};
  const longest = zoneNames.toSorted((a, b) => b.length - a.length);
  const zoneOf = (name: string) => {
    const challenge = challengeName(name);
    const published = txtRecords.find((record) => record.name === challenge);
    return published?.zoneName ?? longest.find((zone) => isWithin(challenge, zone));
  };
  const found = domainNames.map((name) => ({ name, zone: zoneOf(name) }));
  return Object.fromEntries(found.flatMap(({ name, zone }) => (zone === undefined ? [] : [[name, zone]])));
}

function adviceOf({ state }: KnownCertificate): KnownAdvice | undefined {
  const { certificate, renewalInfo } = state ?? {};
  const advice = certificate && adviceOn(certificate, renewalInfo);
  return advice && { ...advice, askAgainAt: renewalInfo?.askAgainAt };
}
