/**
 * DNScale as the engine sees it: zones to read, TXT values to add and remove. Wires the parts of this folder
 * together; opens no connection and reads no token before the first call.
 */
import type { TxtRecords, ZoneDirectory } from '../engine/ports/dns.ts';
import type { Clock } from '../engine/ports/time.ts';
import { addValue } from './add-value.ts';
import { createClient, type ReadToken } from './client.ts';
import { createHttp } from './http.ts';
import { listZoneRecords } from './listing.ts';
import { removeValue } from './remove-value.ts';
import { listZones } from './zones.ts';

export type DnscaleOptions = {
  /** `https://api.dnscale.eu/v1`; http for loopback only. */
  apiUrl: string;
  /** Called at the first request and again after a 401: MUST read the secret afresh each time. */
  readToken: ReadToken;
  clock: Clock;
  /** Whether the API's name may lead to private addresses. @default false */
  allowPrivateOrigins?: boolean | undefined;
  /** For one request, from the connection to the last byte. @default 30000 */
  timeoutMs?: number;
  /** TTL of the TXT values; DNScale takes 120–86400. @default 120 */
  ttlSeconds?: number;
  /** Spreads the pauses between tries. @default Math.random */
  random?: () => number;
};

/** @throws config-invalid for an `apiUrl` that cannot be used */
export function createDnscale(options: DnscaleOptions): ZoneDirectory & TxtRecords {
  const { apiUrl, readToken, clock, timeoutMs = 30_000, ttlSeconds = 120, random = Math.random } = options;
  const http = createHttp({ apiUrl, timeoutMs, allowPrivateOrigins: options.allowPrivateOrigins });
  const client = createClient({ http, readToken, clock, random });
  return {
    listZones: (deadline) => listZones(client, deadline),
    listRecords: (zone, deadline) => listZoneRecords(zone, client, deadline),
    addValue: (record, deadline) => addValue(record, ttlSeconds, client, deadline),
    removeValue: (record, deadline) => removeValue(record, client, deadline),
  };
}
