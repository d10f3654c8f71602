/** The state of one certificate of the recorded fleet, as its last run has left it. */
import type { StoredCertificate } from '../../../functions/engine/ports/store.ts';
import type { CertificateState, Failure, HistoryEntry } from '../../../functions/engine/renewal/state.ts';
import { ageOf, certificateOf, lifeOf, renewedAfter } from './certificate.ts';
import { chosen, hex, uuid } from './chance.ts';
import { faultOf } from './fault.ts';
import { checks, historyOf, issuance } from './past.ts';
import type { Line } from './story.ts';
import { type At, DAY, HOUR } from './time.ts';

export function stateOf(line: Line, live: StoredCertificate | undefined, at: At): CertificateState {
  const { name, zone, is, failed } = line;
  const soon = chosen(name, 8, failed ? 55 : 5 * HOUR);
  const nextCheckAt = is === 'removed' ? undefined : at(is === 'overdue' ? -2 * DAY : soon);
  return {
    certificateName: name,
    txtRecords: [],
    installations: {},
    zoneNames: [zone],
    nextCheckAt,
    ...(live && ofLive(line, live, at)),
    ...(failed && !failed.isOver && { failure: failureOf(failed, at) }),
    ...(is === 'renewing' && underWay(line, at)),
  };
}

function ofLive(line: Line, certificate: StoredCertificate, at: At): Partial<CertificateState> {
  const { name, regions = ['eu-central-1'], inSecret, revoked } = line;
  const { serial, sha256, version, certificateAuthority, notAfter } = certificate;
  const held = { serial, sha256 };
  const installedAt = at(HOUR + 1 - ageOf(line));
  const installations = regions.map((region) => {
    const certificateArn = `arn:aws:acm:${region}:111122223333:certificate/${uuid(region + name)}`;
    return [region, { ...held, certificateArn, importedAt: installedAt }] as const;
  });
  const secretArn = `arn:aws:secretsmanager:eu-central-1:111122223333:secret:DnscaleCerts/certificates/${name}-${hex(6, name)}`;
  return {
    certificate,
    installations: Object.fromEntries(installations),
    ...(inSecret && { secret: { ...held, secretArn, versionId: 'v1', writtenAt: installedAt } }),
    ...adviceOf(line, certificate, at),
    readiness: readinessOf(line, at),
    accounts: { [certificateAuthority]: 'https://acme-v02.api.letsencrypt.org/acme/acct/2871064' },
    history: historyOf([...pastOf(line, certificate, at), ...failuresOf(line, at)], at),
    ...(revoked && {
      revocations: [
        {
          ...{ serial, version, certificateAuthority, notAfter, reason: 'keyCompromise', isAtOnce: true },
          ...{ askedAt: at(-revoked.askedAgo), revokedAt: at(-revoked.revokedAgo) },
        },
      ],
    }),
  };
}

/** Let's Encrypt's window is 2 % of a life. */
function adviceOf(line: Line, { certId }: StoredCertificate, at: At): Partial<CertificateState> {
  if (certId === undefined) return {};
  const end = renewedAfter(line) - ageOf(line);
  const window = { startsAt: at(end - lifeOf(line) * 0.02), endsAt: at(end) };
  return { renewalInfo: { certId, window, askAgainAt: at(chosen(certId, 10, 300)) } };
}

function readinessOf({ name, atRisk }: Line, at: At): CertificateState['readiness'] {
  const triedAt = at(-chosen(name, 60, 20 * HOUR));
  if (!atRisk) return { at: triedAt, provedAt: triedAt };
  const since = at(-atRisk.sinceAgo);
  const failure = { ...faultOf(atRisk.fault), since };
  return { at: triedAt, provedAt: at(-atRisk.sinceAgo - DAY), failure };
}

function failureOf({ fault, step, count, ago, sinceAgo }: NonNullable<Line['failed']>, at: At): Failure {
  return { ...faultOf(fault), step, count, at: at(-ago), since: at(-sinceAgo), tookMs: 4_210 };
}

function failuresOf({ failed }: Line, at: At): HistoryEntry[] {
  if (!failed) return [];
  const { fault, count, ago, sinceAgo } = failed;
  const { code, message } = faultOf(fault);
  return Array.from({ length: count }, (_, i): HistoryEntry => {
    const minutes = -sinceAgo + ((sinceAgo - ago) * i) / Math.max(1, count - 1);
    return { at: at(minutes), outcome: 'failed', tookMs: 4_210, code, message };
  });
}

/** Its issuances, and the checks between them. */
function pastOf(line: Line, live: StoredCertificate, at: At): HistoryEntry[] {
  const { name, zone, regions = ['eu-central-1'], inSecret = false, is, failed } = line;
  const ages = Array.from({ length: 12 }, (_, i) => ageOf(line) + i * renewedAfter(line));
  const issuances = ages.map((age, i) => {
    const { serial, version, notAfter, domainNames } = i === 0 ? live : certificateOf(line, age, at);
    const where = { regions, hasSecret: inSecret, zoneName: zone };
    return issuance({ ended: at(HOUR + 1 - age), serial, version, notAfter, domainNames, ...where });
  });
  const last = is === 'overdue' ? -2 * DAY - 6 * HOUR : 0;
  const begins = [
    -30 * DAY,
    ...ages
      .filter((age) => age < 30 * DAY)
      .map((age) => HOUR - age)
      .toReversed(),
  ];
  const quiet = begins.flatMap((begin, i) => checks(name, begin, Math.min(begins[i + 1] ?? 0, last), at));
  const isBesideFailures = ({ at: ended }: HistoryEntry) =>
    !failed || ended < at(-failed.sinceAgo) || (failed.isOver === true && ended > at(-failed.ago));
  return [...issuances, ...quiet.filter(isBesideFailures)];
}

function underWay({ name, zone }: Line, at: At): Partial<CertificateState> {
  const certificateAuthority = 'https://acme-v02.api.letsencrypt.org/directory';
  return {
    order: {
      ...{
        version: hex(12, name),
        definitionHash: hex(12, 'definition'),
        certificateAuthority,
        startedAt: at(-1),
      },
      url: 'https://acme-v02.api.letsencrypt.org/acme/order/2871064/4412345678',
    },
    txtRecords: [{ zoneId: 'z1', zoneName: zone, name: `_acme-challenge.${name}`, value: '' }],
    runUntil: at(4),
    nextCheckAt: at(-2),
  };
}
