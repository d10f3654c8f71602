/**
 * The rule for the URL of DNScale's API: one for the configuration and for the adapter, so that what deploys also runs.
 * Pure.
 */

export type ApiUrl = {
  origin: string;
  /** Path of the API under the origin, which ends with the version and no slash: `/v1`. */
  basePath: string;
};

/** `given` repeats the URL for a message, without what may be a password. */
type Unusable = { fault: string; given: string };

const VERSION = /^v\d+$/;
const LOOPBACK = /^(?:localhost|127(?:\.\d{1,3}){3}|\[::1\])$/;

/** Plain http is for emulators on loopback only: the token travels in every request. */
export function checkApiUrl(text: string): { url: ApiUrl } | Unusable {
  const url = URL.parse(text);
  const fault = url === null ? 'it is not a URL' : faultOf(url);
  if (url === null || fault !== undefined) return { fault: fault ?? '', given: withoutPassword(text) };
  return { url: { origin: url.origin, basePath: url.pathname.replace(/\/$/, '') } };
}

function withoutPassword(text: string): string {
  const parts = text.split('/');
  return parts.map((part) => part.slice(part.lastIndexOf('@') + 1)).join('/');
}

function faultOf(url: URL): string | undefined {
  if (url.protocol !== 'https:' && !(url.protocol === 'http:' && LOOPBACK.test(url.hostname))) {
    return 'it must use https (http is allowed for loopback only)';
  }
  if (url.username !== '' || url.password !== '') return 'it must not contain a user name or password';
  // Paths of requests are appended.
  if (url.search !== '' || url.hash !== '') return 'it must not have a query or a fragment';
  return pathFaultOf(url.pathname.replace(/\/$/, ''));
}

function pathFaultOf(path: string): string | undefined {
  const parts = path.split('/');
  const versionAt = parts.findLastIndex((part) => VERSION.test(part));
  if (versionAt === -1) return 'it must end with the version of the API, such as /v1';
  if (versionAt === parts.length - 1) return undefined;
  return `it must end with the version of the API: nothing may follow /${parts[versionAt]}`;
}
