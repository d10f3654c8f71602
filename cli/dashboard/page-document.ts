/** What the server sends to the page. It holds what `status --json` holds, and no key or token ever. */
import type * as z from 'zod/mini';
import type { STATUS_JSON } from '../status/status-json.ts';

export type StatusDocument = z.output<typeof STATUS_JSON>;

/** The event `reading`: the newest reading, at once after a connection and then whenever something has changed. */
export type PageReading = {
  /** ISO 8601. */
  readAt: string;
  /** A recorded fleet, and no AWS. */
  isDemo: boolean;
  /** How to start the command again, with its options. */
  command: string;
  status: StatusDocument;
};

/** The event `unchanged`: there was another reading, and only the clock has changed since the last one that was sent. */
export type PageUnchanged = {
  /** ISO 8601. */
  readAt: string;
};

/** The event `failure`: a reading failed, for example because credentials ran out. The next one is tried by itself. */
export type PageFailure = {
  /** ISO 8601. */
  at: string;
  code: string;
  message: string;
  advice?: string | undefined;
};
