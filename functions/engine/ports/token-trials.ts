/** What became of the DNScale token when it was tried last, and whoever has to be checked because of it. */
import type { ErrorCode } from '../errors.ts';
import type { Deadline } from './time.ts';

export type TriedToken = {
  /** Of the secret; '' when it had none. */
  version: string;
  at: Date;
  /** DNScale has taken it. */
  ok: boolean;
  /** Why it has not. */
  code?: ErrorCode | undefined;
  message?: string | undefined;
  /** The end of `message`: what to do about it. */
  advice?: string | undefined;
  /** How many zones it sees. @default - it was not taken */
  zoneCount?: number | undefined;
  /** Names of the zones that the last token saw which was taken: 1,000 at most. */
  zonesSeen: string[];
  /** Those of them that it no longer sees; a certificate may not need them. */
  zonesLost: string[];
};

export interface TokenTrials {
  /** Undefined before the first trial. MUST throw `record-unreadable` for what no write would change. */
  readTried(deadline: Deadline): Promise<TriedToken | undefined>;
  /** MUST leave a later trial alone. */
  writeTried(tried: TriedToken, deadline: Deadline): Promise<void>;
}

export interface TokenTrialQueue {
  /** Sends the message by which the token is tried. */
  sendTokenTrial(deadline: Deadline): Promise<void>;
}

export interface FleetChecks {
  /** Asks for a check of every certificate that is not retired, in 10,000 at most. MUST leave alone what has failed: it backs off. */
  requestAll(deadline: Deadline): Promise<void>;
}
