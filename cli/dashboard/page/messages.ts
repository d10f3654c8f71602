/**
 * What the server's events hold, as far as this page builds on it: enough that no component fails on a field that is not there. The
 * page and the server are of one release, except where the command was updated while the page was open. Pure.
 */
import type { PageFailure, PageReading } from '../page-document.ts';

/** Undefined where it has another form. */
export function readingIn(data: unknown): PageReading | undefined {
  const found = parsed(data);
  if (!isRecord(found) || !isInstant(found.readAt) || typeof found.command !== 'string') return undefined;
  return isRecord(found.status) && hasRenewers(found.status) ? (found as PageReading) : undefined;
}

/** Of a reading that shows nothing new. Undefined where it has another form. */
export function readAtIn(data: unknown): string | undefined {
  const found = parsed(data);
  return isRecord(found) && isInstant(found.readAt) ? found.readAt : undefined;
}

/** Undefined where it has another form. */
export function failureIn(data: unknown): PageFailure | undefined {
  const found = parsed(data);
  if (!isRecord(found)) return undefined;
  const { at, code, message, advice } = found;
  if (!isInstant(at) || typeof code !== 'string' || typeof message !== 'string') return undefined;
  return { at, code, message, advice: typeof advice === 'string' ? advice : undefined };
}

type Fields = Record<string, unknown>;

function parsed(data: unknown): unknown {
  try {
    return JSON.parse(String(data));
  } catch {
    return undefined;
  }
}

function hasRenewers({ schema, renewers, unreadable }: Fields): boolean {
  return schema === 1 && Array.isArray(unreadable) && Array.isArray(renewers) && renewers.every(isRenewer);
}

function isRenewer(found: unknown): boolean {
  if (!isRecord(found) || typeof found.renewerName !== 'string') return false;
  return Array.isArray(found.certificates) && found.certificates.every(isCertificate);
}

const LISTS = ['targets', 'probes', 'steps', 'history', 'revocations', 'limits'];
const RECORDS = ['zones', 'certificateArns', 'commands'];

function isCertificate(found: unknown): boolean {
  if (!isRecord(found) || !isRecord(found.words)) return false;
  const { uses, limits, headline } = found.words;
  return (
    typeof found.certificateName === 'string' &&
    typeof found.state === 'string' &&
    typeof headline === 'string' &&
    [uses, limits, ...LISTS.map((name) => found[name])].every((list) => Array.isArray(list)) &&
    RECORDS.every((name) => isRecord(found[name]))
  );
}

function isRecord(found: unknown): found is Fields {
  return typeof found === 'object' && found !== null && !Array.isArray(found);
}

function isInstant(found: unknown): found is string {
  return typeof found === 'string' && Number.isFinite(Date.parse(found));
}
