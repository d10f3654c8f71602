/**
 * One certificate for programs: all that the tables hold of it, which the list, the screen of one certificate and a page are made
 * of. Its form: certificate-schema.ts.
 */
import type * as z from 'zod/mini';
import { describeOwner, parseOwner } from '../../functions/engine/declare/owner.ts';
import type { KnownCertificate } from '../../functions/engine/ports/renewers.ts';
import { resourceWords } from '../../functions/engine/probe/resource-words.ts';
import {
  type CertificateDetails,
  certificateDetails,
  type KnownAdvice,
} from '../../functions/engine/renewal/certificate-details.ts';
import type { CertificateStatus } from '../../functions/engine/renewal/certificate-status.ts';
import type { ChainStep } from '../../functions/engine/renewal/chain-step.ts';
import type { HistoryEntry, Readiness, Revocation } from '../../functions/engine/renewal/state.ts';
import type { StatusError } from '../../functions/engine/renewal/status-error.ts';
import { authorityWords } from './authority-words.ts';
import { becauseText, stateText } from './cells.ts';
import type { CERTIFICATE_JSON } from './certificate-schema.ts';
import { errorWords } from './error-words.ts';
import { limitText, ordersText, regionOf } from './facts-text.ts';
import { doText, headline, nextText, thenCommand, whyText } from './headline.ts';
import { jsonified } from './jsonified.ts';

type Certificate = z.output<typeof CERTIFICATE_JSON>;

/** @param options what the commands in its words need as well, to find the same renewer. */
export function certificateJson(
  status: CertificateStatus,
  bundleUrl: string | undefined,
  now: Date,
  options = '',
): Certificate {
  const { known, certificate, error, readiness } = status;
  const details = certificateDetails(known, now);
  const { notBefore, notAfter, serial, sha256, version } = certificate ?? {};
  return jsonified({
    certificateName: status.certificateName,
    state: status.word,
    needsYou: status.needsYou,
    isDeclared: known.definition !== undefined,
    declaredAt: known.declaredAt,
    owner: known.owner,
    notBefore,
    notAfter,
    renewsAt: status.renewsAt,
    renewsBecause: status.renewsBecause,
    nextCheckAt: status.nextCheckAt,
    words: wordsOf(status, details, now, options),
    commands: commandsOf(status, options),
    runUntil: known.state?.runUntil,
    domainNames: certificate?.domainNames ?? known.definition?.domainNames,
    zones: details.zones,
    certificateAuthority: details.certificateAuthority,
    accountUrl: details.accountUrl,
    profile: details.profile,
    keyAlgorithm: details.keyAlgorithm,
    serial,
    sha256,
    version,
    bundleUrl: certificate && bundleUrl,
    advice: details.advice && adviceOf(details.advice),
    limits: details.limits,
    orders: details.orders,
    certificateArns: status.certificateArns,
    secretArn: status.secretArn,
    targets: status.targets,
    error: error && errorOf(error),
    readiness: readiness && readinessOf(readiness),
    served: status.served,
    probes: probesOf(known),
    usedBy: status.usedBy,
    usesReadAt: known.usesReadAt,
    steps: details.steps.map(stepOf),
    history: (known.state?.history ?? []).map(runOf),
    revocations: (known.state?.revocations ?? []).map(revocationOf),
  });
}

function wordsOf(status: CertificateStatus, details: CertificateDetails, now: Date, options: string) {
  const { certificateAuthority, limits, orders } = details;
  const { owner } = status.known;
  return {
    state: stateText(status),
    headline: headline(status, now),
    why: whyText(status),
    do: doText(status, options),
    next: nextText(status, now),
    command: thenCommand(status, options),
    because: becauseText(status) || undefined,
    authority: certificateAuthority && authorityWords(certificateAuthority),
    owner: owner && describeOwner(parseOwner(owner) ?? owner),
    uses: (status.usedBy ?? []).map((arn) => ({ arn, region: regionOf(arn), words: resourceWords(arn) })),
    limits: [...limits.map(limitText), ...(orders ? [ordersText(orders)] : [])],
  };
}

/** What is not declared is not renewed; what is not live is not revoked. */
function commandsOf({ certificateName, certificate, known }: CertificateStatus, options: string) {
  const command = (word: string, more = '') => `dnscale-certs ${word} ${certificateName}${more}${options}`;
  return {
    status: command('status'),
    logs: command('logs'),
    renew: known.definition && command('renew'),
    revoke: certificate && command('revoke', ' --reason superseded'),
  };
}

function stepOf(step: ChainStep) {
  return { ...step, brief: step.code && errorWords(step.code) };
}

function adviceOf({ window, renewAt, askAgainAt, explanationUrl }: KnownAdvice) {
  const { startsAt: windowStartsAt, endsAt: windowEndsAt } = window;
  return { windowStartsAt, windowEndsAt, renewAt, askAgainAt, explanationUrl };
}

function errorOf({ code, message, advice, at, count }: StatusError) {
  return { code, message, advice, at, count };
}

/** The tables keep attributes of later releases: none of them gets out unseen. */
function readinessOf({ at, provedAt, failure }: Readiness) {
  if (!failure) return { at, provedAt };
  const { code, disposition, message, subject, advice, causeSince, since } = failure;
  return { at, provedAt, failure: { code, disposition, message, subject, advice, causeSince, since } };
}

function probesOf({ definition, served }: KnownCertificate) {
  if (!definition?.probe || !served) return [];
  const { at, places } = served;
  return places.map(({ place, standing, since, leaf, reason }) => {
    return { place, standing, since, at, serial: leaf?.serial, notAfter: leaf?.notAfter, reason };
  });
}

function revocationOf({ serial, version, reason, isAtOnce, askedAt, revokedAt, notAfter }: Revocation) {
  return { serial, version, reason, isAtOnce, askedAt, revokedAt, notAfter };
}

function runOf({ steps, challenges, revoked, ...run }: HistoryEntry) {
  const { at, outcome, tookMs, count, since, code, message, serial, notAfter } = run;
  return {
    ...{ at, outcome, tookMs, count, since, code, message, serial, notAfter },
    brief: code && errorWords(code),
    steps: steps?.map((one) => ({ step: one.step, tookMs: one.tookMs, saw: one.saw })),
    revoked: revoked?.map((one) => ({ serial: one.serial, reason: one.reason })),
    challenges: challenges?.map(({ name, showing, servers, tookMs: ms }) => ({
      name,
      showing,
      servers,
      tookMs: ms,
    })),
  };
}
