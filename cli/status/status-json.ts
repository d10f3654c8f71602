/** The status for programs: one object with the number of its form. Fields may be added; another number means another form. */
import type { RenewerError } from '../../functions/engine/errors.ts';
import type { TriedToken } from '../../functions/engine/ports/token-trials.ts';
import type { CertificateStatus } from '../../functions/engine/renewal/certificate-status.ts';
import type { RenewerStatus } from './status-text.ts';

const SCHEMA = 1;

export function statusJson(found: readonly RenewerStatus[], unreadable: readonly RenewerError[]): object {
  return {
    schema: SCHEMA,
    renewers: found.map(({ renewer, statuses, isComplete, token }) => ({
      renewerName: renewer.renewerName,
      region: renewer.region,
      version: renewer.version,
      isComplete,
      token: token && tokenJson(token),
      certificates: statuses.map(certificateJson),
    })),
    unreadable: unreadable.map(({ code, subject, message }) => ({ code, subject, message })),
  };
}

function tokenJson({ ok, at, code, message, zoneCount, zonesLost }: TriedToken): object {
  return { ok, at, code, message, zoneCount, zonesLost };
}

function certificateJson(status: CertificateStatus): object {
  const { certificateName, word: state, needsYou, certificate, renewsAt, nextCheckAt, error } = status;
  const { notBefore, notAfter, domainNames, serial } = certificate ?? {};
  return {
    certificateName,
    state,
    needsYou,
    notBefore,
    notAfter,
    renewsAt,
    nextCheckAt,
    domainNames,
    serial,
    certificateArns: status.certificateArns,
    secretArn: status.secretArn,
    error,
    readiness: status.readiness,
    served: status.served,
    usedBy: status.usedBy,
  };
}
