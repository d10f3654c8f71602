/**
 * The rule for the URL of DNScale's API: one for the configuration and for the adapter, so that what deploys also runs.
 * Pure.
 */

export type ApiUrl = {
  origin: string;
  /** Path of the API under the origin without a slash at its end, e.g. `/v1`; empty for the root. */
  basePath: string;
};

/** `given` repeats the URL without a password. */
type Unusable = { fault: string; given: string };

const LOOPBACK = /^(?:localhost|127(?:\.\d{1,3}){3}|\[::1\])$/;

/** Plain http is for emulators on loopback only: the token travels in every request. */
export function checkApiUrl(text: string): { url: ApiUrl } | Unusable {
  const url = URL.parse(text);
  if (url === null) return { fault: 'it is not a URL', given: text };
  if (url.protocol !== 'https:' && !(url.protocol === 'http:' && LOOPBACK.test(url.hostname))) {
    return { fault: 'it must use https (http is allowed for loopback only)', given: text };
  }
  if (url.username !== '' || url.password !== '') {
    const given = `${url.origin}${url.pathname}`;
    return { fault: 'it must not contain a user name or password', given };
  }
  // Paths of requests are appended.
  if (url.search !== '' || url.hash !== '') {
    return { fault: 'it must not have a query or a fragment', given: text };
  }
  return { url: { origin: url.origin, basePath: url.pathname.replace(/\/$/, '') } };
}
