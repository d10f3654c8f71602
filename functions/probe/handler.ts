/**
 * The probe Lambda: at each tick of its own schedule it sees what is served where certificates should be, and once a day what uses
 * them. It reads no key and no token. A failure of the whole tick is thrown, so that Lambda counts and repeats it.
 */
import type { Context } from 'aws-lambda';
import { deadlineIn, systemClock } from '../engine/deadline.ts';
import { probeCertificates } from '../engine/probe/probe-certificates.ts';
import { readEnvironment } from './environment.ts';
import { wire } from './wiring.ts';

const SAFETY_MARGIN_MS = 5_000;

const { ports, log } = wire(readEnvironment());

export async function handler(_event: unknown, context: Context): Promise<void> {
  const ms = context.getRemainingTimeInMillis() - SAFETY_MARGIN_MS;
  const { probed, usesRead } = await probeCertificates(ports, deadlineIn(ms, systemClock, 'these probes'));
  log.info('probed', { probed, usesRead });
}
