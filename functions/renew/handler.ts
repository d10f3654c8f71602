/**
 * The renew Lambda: one queue message, one certificate, or a trial of the token. The message is always acknowledged, even
 * when the run fails: `nextCheckAt` in the state is the only retry clock. A message comes again after a crash or Lambda's
 * throttling only.
 */
import type { Context, SQSEvent } from 'aws-lambda';
import { deadlineIn, systemClock } from '../engine/deadline.ts';
import { asRenewerError, printable } from '../engine/errors.ts';
import { renewCertificate } from '../engine/run/renew-certificate.ts';
import { tryToken } from '../engine/token/try-token.ts';
import { readEnvironment } from './environment.ts';
import { lostLine, rejectedLine, triedLine, untriedLine } from './log-lines.ts';
import { wire } from './wiring.ts';

/** Every run ends this long before Lambda would end it. */
const SAFETY_MARGIN_MS = 10_000;
/** Kept free at the end of a run: for the clean-up, then for the report. */
const CLEAN_UP_MS = 25_000;
const REPORT_MS = 5_000;

const { portsFor, trialPorts, parseMessage, logger, holdsMs } = wire(readEnvironment());

export async function handler(event: SQSEvent, context: Context): Promise<void> {
  for (const { body, attributes } of event.Records) {
    await renew(body, new Date(Number(attributes.SentTimestamp)), context);
  }
}

async function renew(body: string, sentAt: Date, context: Context): Promise<void> {
  const message = parseMessage(body);
  if ('fault' in message) return logger.error(rejectedLine(printable(message.fault)));
  const endMs = context.getRemainingTimeInMillis() - SAFETY_MARGIN_MS;
  if ('task' in message) return tryTokenWithin(endMs);
  const { certificateName } = message;
  const times = {
    work: deadlineIn(endMs - REPORT_MS - CLEAN_UP_MS, systemClock),
    cleanUp: deadlineIn(endMs - REPORT_MS, systemClock, 'the clean-up'),
    end: deadlineIn(endMs, systemClock, 'the end of this run'),
  };
  const request = { askedAt: sentAt, holdsMs };
  try {
    await renewCertificate(certificateName, portsFor(certificateName), times, request);
  } catch (thrown) {
    // The state is out of reach, so the run cannot report: the next tick finds the certificate still due.
    logger.error(lostLine(certificateName, asRenewerError(thrown)));
  }
}

async function tryTokenWithin(ms: number): Promise<void> {
  try {
    const tried = await tryToken(trialPorts(), deadlineIn(ms, systemClock, 'the trial of the token'));
    if (!tried) return;
    const level = tried.ok && tried.zonesLost.length === 0 ? 'info' : 'error';
    logger[level](triedLine(tried));
  } catch (thrown) {
    logger.warn(untriedLine(asRenewerError(thrown)));
  }
}
