/**
 * The rule for the URL of DNScale's API: one for the configuration and for the adapter, so that what deploys also runs.
 * Pure.
 */

export type ApiUrl = {
  origin: string;
  /** Path of the API under the origin without a slash at its end, e.g. `/v1`; empty for the root. */
  basePath: string;
};

/** `given` repeats the URL for a message, without what may be a password. */
type Unusable = { fault: string; given: string };

const LOOPBACK = /^(?:localhost|127(?:\.\d{1,3}){3}|\[::1\])$/;

/** Plain http is for emulators on loopback only: the token travels in every request. */
export function checkApiUrl(text: string): { url: ApiUrl } | Unusable {
  const url = URL.parse(text);
  const fault = url === null ? 'it is not a URL' : faultOf(url);
  if (url === null || fault !== undefined) return { fault: fault ?? '', given: text.replace(/[^/]*@/, '') };
  return { url: { origin: url.origin, basePath: url.pathname.replace(/\/$/, '') } };
}

function faultOf(url: URL): string | undefined {
  if (url.protocol !== 'https:' && !(url.protocol === 'http:' && LOOPBACK.test(url.hostname))) {
    return 'it must use https (http is allowed for loopback only)';
  }
  if (url.username !== '' || url.password !== '') return 'it must not contain a user name or password';
  // Paths of requests are appended.
  return url.search !== '' || url.hash !== '' ? 'it must not have a query or a fragment' : undefined;
}
