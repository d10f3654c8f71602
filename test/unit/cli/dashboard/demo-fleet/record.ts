/** Makes the record of one certificate from its line in the story: what the tables of a real renewer would hold of it. */
import { CERTIFICATE_AUTHORITIES } from '../../../../../functions/engine/config/defaults.ts';
import type { Leaf, SeenPlace, Served, Standing } from '../../../../../functions/engine/ports/probes.ts';
import type { KnownCertificate } from '../../../../../functions/engine/ports/renewers.ts';
import type { StoredCertificate } from '../../../../../functions/engine/ports/store.ts';
import { attentionAtOf } from '../../../../../functions/engine/probe/judge-place.ts';
import type {
  CertificateState,
  HistoryEntry,
  Revocation,
} from '../../../../../functions/engine/renewal/state.ts';
import { checks, historyOf, type Issued, issuance } from './past.ts';
import { at, certificateArn, chosen, DAY, HOUR, hex, minutesOf, secretArn, versionName } from './tokens.ts';

/** In minutes. */
const LIVES = { classic: 90 * DAY, tlsserver: 45 * DAY, shortlived: 160 * HOUR };

export type Line = {
  name: string;
  zone: string;
  /** @default - the name alone */
  names?: string[];
  /** The CA's profile, which says how long a certificate lives. @default classic */
  profile?: keyof typeof LIVES;
  /** For how long it has been valid, in minutes. @default - it was never issued */
  age?: number;
  /** @default letsencrypt, which advises on renewal */
  authority?: 'letsencrypt' | 'google';
  regions?: string[];
  inSecret?: boolean;
  /** With where each place is in the serving of it, and since how many minutes. */
  probes?: Record<string, [Standing, number]>;
  usedBy?: string[];
  /** Its runs beside those that every certificate has. */
  runs?: HistoryEntry[];
  /** When that was asked for, and why, of the live one. */
  revoked?: Pick<Revocation, 'askedAt' | 'revokedAt' | 'reason' | 'isAtOnce'>;
  state?: Partial<CertificateState>;
  changes?: Partial<KnownCertificate>;
};

export function recordOf(line: Line): KnownCertificate {
  const { name, zone, names = [name], regions = ['eu-central-1'], inSecret, probes, usedBy, changes } = line;
  const { authority = 'letsencrypt', profile = 'classic' } = line;
  const live = line.age === undefined ? undefined : certificateOf(line, ageOf(line));
  return {
    certificateName: name,
    definition: {
      certificateName: name,
      domainNames: names,
      keyAlgorithm: 'EC_PRIME256V1',
      certificateAuthority: CERTIFICATE_AUTHORITIES[authority] ?? '',
      ...(authority === 'letsencrypt' && { profile }),
      regions,
      ...(inSecret && { storeInSecretsManager: true }),
      ...(probes && { probe: Object.keys(probes) }),
    },
    declaredAt: at(-chosen(name, 120, 300) * DAY),
    owner: `cloudformation:eu-central-1/${stackOf(zone)}/${resourceOf(name)}`,
    state: stateOf(line, live),
    ...(probes && live && { served: servedOf(line, probes, live) }),
    ...(usedBy && { usedBy, usesReadAt: at(-chosen(name, 20, 300)) }),
    ...changes,
  };
}

function stackOf(zone: string): string {
  return zone.replaceAll(/(?:^|\.)(\w)/g, (_, letter: string) => letter.toUpperCase());
}

function resourceOf(name: string): string {
  return `${stackOf(name.replaceAll('-', '.'))}Certificate`;
}

/** A renewal ends when half of a short life is left, or a third of a longer one, and once more in the CA's window. */
const renewedAfter = (life: number) => life * (life < 10 * DAY ? 0.5 : 0.67);

/** Nothing is issued at the same minute of each day. */
function ageOf({ name, age = 0 }: Line): number {
  return age + chosen(name, 0, 5 * HOUR);
}

function certificateOf({ name, names = [name], profile = 'classic', authority }: Line, age: number) {
  const began = -age;
  const seed = `${name}${age}`;
  const isAdvised = authority !== 'google';
  const certificate: StoredCertificate = {
    version: versionName(began + HOUR, seed),
    serial: `04${hex(34, seed)}`,
    sha256: hex(64, `${seed}der`),
    domainNames: names,
    notBefore: at(began),
    notAfter: at(began + LIVES[profile]),
    keyAlgorithm: 'EC_PRIME256V1',
    certificateAuthority: CERTIFICATE_AUTHORITIES[authority ?? 'letsencrypt'] ?? '',
    ...(isAdvised && { profile, certId: hex(12, `${seed}id`) }),
  };
  return certificate;
}

function stateOf(line: Line, certificate: StoredCertificate | undefined): CertificateState {
  const { name, zone, regions = ['eu-central-1'], inSecret, profile = 'classic', runs = [], state } = line;
  const { revoked } = line;
  const nextCheckAt = at(chosen(name, 8, 5 * HOUR));
  const base = { certificateName: name, txtRecords: [], nextCheckAt, zoneNames: [zone] };
  if (!certificate) return { ...base, installations: {}, history: historyOf(runs), ...state };
  const { serial } = certificate;
  const installedAt = at(minutesOf(certificate.notBefore) + HOUR + 1);
  const installations = regions.map((region) => {
    const held = { certificateArn: certificateArn(region, name), serial, importedAt: installedAt };
    return [region, held] as const;
  });
  return {
    ...base,
    certificate,
    installations: Object.fromEntries(installations),
    ...(inSecret && {
      secret: { secretArn: secretArn(name), versionId: 'v1', serial, writtenAt: installedAt },
    }),
    ...adviceOf(certificate, LIVES[profile]),
    readiness: { at: at(-chosen(name, 60, 20 * HOUR)), provedAt: at(-chosen(name, 60, 20 * HOUR)) },
    accounts: {
      [certificate.certificateAuthority]: 'https://acme-v02.api.letsencrypt.org/acme/acct/2871064',
    },
    ...(revoked && { revocations: [{ ...revoked, ...revocableOf(certificate) }] }),
    history: historyOf([...pastOf(line, certificate), ...runs]),
    ...state,
  };
}

function revocableOf({ serial, version, certificateAuthority, notAfter }: StoredCertificate) {
  return { serial, version, certificateAuthority, notAfter };
}

/** Let's Encrypt's window is 2 % of a life, and begins about when a third of it is left. */
function adviceOf({ certId, notBefore }: StoredCertificate, life: number): Partial<CertificateState> {
  if (certId === undefined) return {};
  const startsAt = at(minutesOf(notBefore) + renewedAfter(life) - life * 0.02);
  const endsAt = at(minutesOf(startsAt) + life * 0.02);
  return { renewalInfo: { certId, window: { startsAt, endsAt }, askAgainAt: at(chosen(certId, 10, 300)) } };
}

/** Its issuances of the last 30 days, and the checks between them. */
function pastOf(line: Line, live: StoredCertificate): HistoryEntry[] {
  const { name, zone, profile = 'classic', regions = ['eu-central-1'] } = line;
  const age = ageOf(line);
  const each = renewedAfter(LIVES[profile]);
  const ages = Array.from({ length: 12 }, (_, i) => age + i * each).filter((one) => one < 31 * DAY);
  const issuances = ages.map((one, i) => {
    const { serial, version, notAfter, domainNames } = i === 0 ? live : certificateOf(line, one);
    const issued: Issued = {
      ...{ ended: -one + HOUR + 1, serial, version, notAfter, domainNames, regions },
      ...{ zoneName: zone, isReplacement: live.certId !== undefined },
    };
    return issuance(issued, i === 0);
  });
  const last = Math.min(...(line.runs ?? []).map((run) => minutesOf(run.at)), 0);
  const begins = [-30 * DAY, ...ages.map((one) => -one + HOUR).toReversed()];
  const quiet = begins.flatMap((begin, i) => checks(name, begin, Math.min(begins[i + 1] ?? 0, last)));
  return [...issuances, ...quiet];
}

function servedOf(line: Line, probes: NonNullable<Line['probes']>, live: StoredCertificate): Served {
  const { serial, notBefore, notAfter } = live;
  const before = certificateOf(line, ageOf(line) + renewedAfter(LIVES[line.profile ?? 'classic']));
  const places = Object.entries(probes).map(([place, [standing, since]]): SeenPlace => {
    const leaf = leafOf(standing, live, before);
    const reason = standing === 'unreachable' ? { reason: 'the connection was refused' } : {};
    return { place, standing, since: at(-since), ...(leaf && { leaf }), ...reason };
  });
  const attentionAt = attentionAtOf(places, live);
  return {
    certificateName: line.name,
    at: at(-chosen(line.name, 3, 55)),
    live: { serial, notBefore, notAfter },
    liveSince: at(minutesOf(notBefore) + HOUR),
    earlier: [before.serial],
    places,
    ...(attentionAt && { attentionAt }),
  };
}

function leafOf(standing: Standing, live: StoredCertificate, before: StoredCertificate): Leaf | undefined {
  if (standing === 'unreachable') return undefined;
  if (standing === 'foreign')
    return {
      serial: hex(34, minutesOf(live.notBefore).toString()),
      notBefore: at(-200 * DAY),
      notAfter: at(165 * DAY),
    };
  const { serial, notBefore, notAfter } = standing === 'served' ? live : before;
  return { serial, notBefore, notAfter };
}
