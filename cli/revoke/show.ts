/** What `revoke` says: lines for a person, or one object in the end for a program. Errors go to stderr in both. */
import type { KnownCertificate } from '../../functions/engine/ports/renewers.ts';
import type { Failure } from '../../functions/engine/renewal/state.ts';
import { SCHEMA } from '../json-parts.ts';
import { optionsText } from '../next-command.ts';
import { say } from '../page.ts';
import { failedWords } from '../renew/failed-words.ts';
import type { FoundCertificate } from '../renew/find-certificates.ts';
import type { RenewerOptions } from '../renewer/wiring.ts';
import { dayAndTime } from '../status/instant-text.ts';
import type { Intention } from './intention.ts';
import type { RevokeJson } from './revoke-json.ts';

export type RevokeShow = {
  nothing(why: string): void;
  /** Nobody said yes. */
  refused(why: string): void;
  warn(message: string): void;
  step(words: string): void;
  /** The run has ended. @returns whether all is done. */
  ended(intention: Intention, known: KnownCertificate | undefined): boolean;
  /** Nobody waits any more. `lateAfterMs`: so long was waited. */
  left(intention: Intention, end: 'interrupted' | { lateAfterMs: number }): void;
};

type ShowOptions = Pick<RenewerOptions, 'region' | 'profile'> & { json?: boolean };

type Streams = { stdout: NodeJS.WritableStream; stderr: NodeJS.WritableStream };

export function openRevokeShow(
  { renewer, known: { certificateName } }: FoundCertificate,
  { json: isJson = false, region: givenRegion, profile }: ShowOptions,
  { stdout, stderr }: Streams,
): RevokeShow {
  const { renewerName, region } = renewer;
  const line = (text: string) => void (isJson ? undefined : say(stdout, text));
  const object = (fields: Pick<RevokeJson, 'outcome'> & Partial<RevokeJson>) => {
    const entry: RevokeJson = { schema: SCHEMA, renewerName, region, certificateName, ...fields };
    if (isJson) stdout.write(`${JSON.stringify(entry)}\n`);
  };
  const options = optionsText({ renewer: renewerName, region: givenRegion, profile });
  const next = `See how it is:  dnscale-certs status ${certificateName}${options}`;
  return {
    nothing(why) {
      line(`There is nothing to revoke. ${why}`);
      object({ outcome: 'nothing', why });
    },
    refused: (why) => object({ outcome: 'nothing', why }),
    warn: (message) => say(stderr, `warning: ${message}`),
    step: (words) => line(`${certificateName}: ${words}`),
    ended({ serial, reason }, known) {
      const revoked = endedIn(known, serial);
      const facts = { serial, reason, ...liveOf(known) };
      if (revoked) {
        // What the CA was told: the reason of this wish may have come too late.
        const told = revoked.find((one) => one.serial === serial)?.reason ?? reason;
        line(
          `Revoked: ${revoked.map((one) => one.serial).join(', ')} (${told}). ${liveWords(known, serial)}`,
        );
        object({ outcome: 'revoked', ...facts, reason: told, revoked });
        return true;
      }
      const error = errorOf(known, serial, renewerName);
      const nextCheckAt = known?.state?.nextCheckAt;
      say(stderr, `error: ${failedWords(error, nextCheckAt)}`);
      line(next);
      const { code, message } = error;
      object({
        outcome: 'failed',
        ...facts,
        nextCheckAt: nextCheckAt?.toISOString(),
        error: { code, message },
      });
      return false;
    },
    left({ serial, reason }, end) {
      if (end !== 'interrupted') {
        const minutes = Math.round(end.lateAfterMs / 60_000);
        say(stderr, `error: The run was not seen to end in ${minutes} minutes.`);
      }
      line(`No longer waiting; the renewer goes on without this command.\n${next}`);
      object({ outcome: 'asked', serial, reason });
    },
  };
}

/** What the run has ended that was asked for: all of its key, where that has leaked. */
function endedIn(known: KnownCertificate | undefined, serial: string): RevokeJson['revoked'] {
  const entry = known?.state?.history?.findLast(({ revoked = [] }) =>
    revoked.some((one) => one.serial === serial),
  );
  return entry?.revoked;
}

function liveOf(known: KnownCertificate | undefined): Pick<RevokeJson, 'live'> {
  const { certificate } = known?.state ?? {};
  if (!certificate) return {};
  return { live: { serial: certificate.serial, notAfter: certificate.notAfter.toISOString() } };
}

function liveWords(known: KnownCertificate | undefined, serial: string): string {
  const { certificate } = known?.state ?? {};
  if (!certificate || certificate.serial === serial) return 'Nothing replaces it.';
  return `Live is ${certificate.serial}, valid until ${dayAndTime(certificate.notAfter)}.`;
}

type Told = Pick<Failure, 'code' | 'message' | 'advice'>;

function errorOf(known: KnownCertificate | undefined, serial: string, renewerName: string): Told {
  const { failure, revocations = [] } = known?.state ?? {};
  const pending = revocations.find((one) => one.serial === serial);
  if (!pending) {
    const message = `${renewerName} has not revoked it: its archive has no valid certificate with the serial number ${serial}, or its release is too old to revoke. The log says which; deploy this release in the second case.`;
    return { code: 'unexpected', message };
  }
  const {
    code = 'unexpected',
    message = 'The run has ended before it was done.',
    advice,
  } = known?.unreadable ?? failure ?? {};
  const words = pending.revokedAt ? `It is revoked, and not replaced yet. ${message}` : message;
  return { code, message: words, advice };
}
