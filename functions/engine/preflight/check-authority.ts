/** The run's checks against the CA's directory. No order is made, and no account. */
import type { CertificateDefinition } from '../config/definition.ts';
import { RenewerError } from '../errors.ts';
import { type AcmeServer, JUST_READ_MS } from '../ports/acme.ts';
import type { EventSink } from '../ports/events.ts';
import type { Deadline } from '../ports/time.ts';
import { CLOCK_FIX, clockFault, isProfileOffered } from './authority-rules.ts';

export type AuthorityPorts = { acme: Pick<AcmeServer, 'readMeta'>; events: EventSink };

/** @throws RenewerError `profile-unknown`, and what the port throws. */
export async function checkProfile(
  { profile, certificateAuthority }: CertificateDefinition,
  { acme }: AuthorityPorts,
  deadline: Deadline,
): Promise<void> {
  if (profile === undefined) return;
  if (isProfileOffered(profile, await acme.readMeta(deadline))) return;
  const now = await acme.readMeta(deadline, JUST_READ_MS);
  if (!isProfileOffered(profile, now)) throw profileUnknown(profile, now.profiles, certificateAuthority);
}

/** Only a warning: a clock that is wrong fails nothing by itself. */
export async function checkClock(
  { certificateAuthority }: CertificateDefinition,
  { acme, events }: AuthorityPorts,
  deadline: Deadline,
): Promise<void> {
  if (clockFault((await acme.readMeta(deadline)).clockAheadMs) === undefined) return;
  const fault = clockFault((await acme.readMeta(deadline, JUST_READ_MS)).clockAheadMs);
  if (fault === undefined) return;
  events.emit({
    event: 'warning',
    subject: certificateAuthority,
    message: `It stops no renewal, but ${fault}. ${CLOCK_FIX}`,
  });
}

function profileUnknown(profile: string, offered: string[], certificateAuthority: string): RenewerError {
  const choice =
    offered.length > 0
      ? `Set \`profile\` to one that it offers: ${offered.join(', ')}.`
      : 'It offers none: leave `profile` out.';
  return new RenewerError({
    code: 'profile-unknown',
    disposition: 'person',
    subject: profile,
    message: `The CA ${certificateAuthority} has no profile "${profile}". No order was made.`,
    advice: choice,
  });
}
