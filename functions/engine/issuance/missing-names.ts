/**
 * A CA that leaves out a name of the definition, in its order or in its certificate, does so at every try, and each try may
 * cost a certificate. So it is asked once for the same names, key algorithm, profile and CA, and then only when a person
 * wants it, or once a day when the live certificate nears its end: it may have been a mistake of a day.
 */
import { renewCommand } from '../command-words.ts';
import { orderHash } from '../config/definition-hash.ts';
import { factsOf, printable, RenewerError } from '../errors.ts';
import type { Clock } from '../ports/time.ts';
import { adviceOn } from '../renewal/renewal-info.ts';
import { isUrgent } from '../renewal/share-of-life.ts';
import type { CertificateState } from '../renewal/state.ts';
import type { IssuanceJob } from './issuance-job.ts';

/** Long enough for every reason, short enough for the table. */
const LONGEST_REASON = 2_000;

/** @throws RenewerError `names-missing` when an earlier run has got it for what the definition asks for now. */
export function expectNamesCertified({ definition, claim, forced }: IssuanceJob, now: Date): void {
  const { namesMissing } = claim.state;
  if (forced || namesMissing?.orderHash !== orderHash(definition)) return;
  if (isWorthATry(namesMissing.at, claim.state, now)) return;
  const { certificateName } = definition;
  throw new RenewerError({
    code: 'names-missing',
    disposition: 'person',
    subject: certificateName,
    message:
      `No order was made for ${certificateName}: at ${namesMissing.at.toISOString()} the CA left out names, and would ` +
      `again. ${namesMissing.reason}`,
    advice: `Change names, profile or CA, or ask once more: \`${renewCommand(certificateName, 'names-missing')}\``,
    adviceToCaller: 'Change names, profile or CA, or ask once more with --force.',
    next: 'By itself it is asked once a day when a sixth of the life of the live certificate is left.',
  });
}

const DAY_MS = 24 * 60 * 60 * 1000;

/** Without a live certificate there is nothing to lose, and a person is waiting. */
function isWorthATry(askedAt: Date, { certificate, renewalInfo }: CertificateState, now: Date): boolean {
  if (!certificate || now.getTime() - askedAt.getTime() < DAY_MS) return false;
  return isUrgent(certificate, adviceOn(certificate, renewalInfo)?.window.endsAt, now);
}

/** Gives the order up and notes why: the next run makes no other one. Passes over every other error. */
export async function noteMissingNames(
  thrown: unknown,
  { definition, claim, deadline }: IssuanceJob,
  { clock }: { clock: Pick<Clock, 'now'> },
): Promise<void> {
  if (!(thrown instanceof RenewerError) || thrown.code !== 'names-missing') return;
  const reason = printable(factsOf(thrown), LONGEST_REASON);
  const namesMissing = { orderHash: orderHash(definition), at: clock.now(), reason };
  await claim.write({ namesMissing, order: undefined }, deadline);
}
