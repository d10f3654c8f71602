/**
 * Asks the CA for its advice on the live certificate (ARI, RFC 9773 §4.3), and writes the answer down: no more often than it
 * wants to be asked, and once more before an order that rests on its advice. It never fails a run: when the CA does not answer, its
 * last advice stands.
 */
import type { CertificateDefinition } from '../config/definition.ts';
import { deadlineWithin } from '../deadline.ts';
import { asRenewerError } from '../errors.ts';
import { adviceOn } from '../renewal/renewal-info.ts';
import type { CertificateState, KnownRenewalInfo } from '../renewal/state.ts';
import type { Run } from './run.ts';

/** A CA that hangs must not use up the time of a renewal that may be due without its advice. */
const LONGEST_QUESTION_MS = 15_000;

const HOUR_MS = 60 * 60 * 1000;
/** From a question that failed to the next one, unless the CA asks for more. */
const AFTER_FAILURE_MS = HOUR_MS;
/** The longest pause, and the pause for a CA that gives no advice at all. */
const WITHOUT_ADVICE_MS = 24 * HOUR_MS;

export async function askRenewalInfo(definition: CertificateDefinition, run: Run): Promise<void> {
  const { claim, ports, times } = run;
  const { certificate, renewalInfo: known } = claim.state;
  const certId = certificate?.certId;
  // A certificate of another CA is due anyway.
  if (certId === undefined || certificate?.certificateAuthority !== definition.certificateAuthority) return;
  // Further ahead than any answer sets it, it was written by a clock that was wrong, or by somebody.
  const waitMs = known?.certId === certId ? known.askAgainAt.getTime() - ports.clock.now().getTime() : 0;
  if (waitMs > 0 && waitMs <= WITHOUT_ADVICE_MS && !isToOrder(claim.state, ports.clock.now())) return;
  const renewalInfo = await ask(certId, definition, run);
  await claim.write({ renewalInfo }, times.work);
  const advice = adviceOn(certificate, renewalInfo);
  if (!advice) return;
  const { window, renewAt, explanationUrl } = advice;
  ports.events.emit({
    event: 'renewal-advised',
    windowStartsAt: window.startsAt.toISOString(),
    windowEndsAt: window.endsAt.toISOString(),
    renewAt: renewAt.toISOString(),
    askAgainAt: renewalInfo.askAgainAt.toISOString(),
    ...(explanationUrl !== undefined && { explanationUrl }),
  });
}

/**
 * The CA does not count an order inside the window that it suggests now. It may have moved the window since: it counts the orders
 * for what it has revoked.
 */
function isToOrder({ certificate, renewalInfo, order }: CertificateState, now: Date): boolean {
  const advice = certificate && adviceOn(certificate, renewalInfo);
  return (
    advice !== undefined && order?.url === undefined && advice.renewAt <= now && now < advice.window.endsAt
  );
}

async function ask(
  certId: string,
  { certificateName, certificateAuthority }: CertificateDefinition,
  { claim, ports, times }: Run,
): Promise<KnownRenewalInfo> {
  const { clock, events } = ports;
  const later = (ms: number) => new Date(clock.now().getTime() + ms);
  const deadline = deadlineWithin(
    times.work,
    LONGEST_QUESTION_MS,
    clock,
    'the question for renewal information',
  );
  try {
    const info = await ports.acmeServer(certificateAuthority).readRenewalInfo(certId, deadline);
    return info ? { certId, ...info } : { certId, askAgainAt: later(WITHOUT_ADVICE_MS) };
  } catch (thrown) {
    times.work.signal.throwIfAborted();
    const { message, retryAt } = asRenewerError(thrown);
    const askAgainAt = within(later(AFTER_FAILURE_MS), later(WITHOUT_ADVICE_MS), retryAt);
    events.emit({
      event: 'warning',
      subject: certificateName,
      message: `The CA was asked when to renew ${certificateName}, and gave no usable answer. The renewal does not depend on it: the CA's last advice, or the share of life, counts. The CA is asked again from ${askAgainAt.toISOString()} on. ${message}`,
    });
    const { renewalInfo } = claim.state;
    return renewalInfo?.certId === certId ? { ...renewalInfo, askAgainAt } : { certId, askAgainAt };
  }
}

function within(earliest: Date, latest: Date, wanted = earliest): Date {
  if (wanted < earliest) return earliest;
  return wanted > latest ? latest : wanted;
}
