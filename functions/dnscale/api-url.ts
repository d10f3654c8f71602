/** The base URL of the API: read once, checked once. Every request goes to this origin and to no other. */
import { printable, RenewerError } from '../engine/errors.ts';

export type ApiUrl = {
  origin: string;
  /** Path of the API under the origin without a slash at its end, e.g. `/v1`; empty for the root. */
  basePath: string;
};

const LOOPBACK = /^(?:localhost|127(?:\.\d{1,3}){3}|\[::1\])$/;

/**
 * Plain http is for emulators on loopback only: the token travels in every request.
 * @throws config-invalid
 */
export function parseApiUrl(text: string): ApiUrl {
  const url = URL.canParse(text) ? new URL(text) : undefined;
  if (url === undefined) throw invalid(text, 'it is not a URL');
  if (url.protocol !== 'https:' && !(url.protocol === 'http:' && LOOPBACK.test(url.hostname))) {
    throw invalid(text, 'it must use https (http is allowed for loopback only)');
  }
  if (url.username !== '' || url.password !== '') {
    throw invalid(`${url.origin}${url.pathname}`, 'it must not contain a user name or password');
  }
  if (url.search !== '' || url.hash !== '') throw invalid(text, 'it must not have a query or a fragment');
  return { origin: url.origin, basePath: url.pathname.replace(/\/$/, '') };
}

function invalid(text: string, why: string): RenewerError {
  return new RenewerError({
    code: 'config-invalid',
    disposition: 'person',
    message: `The DNScale API URL "${printable(text, 200)}" cannot be used: ${why}. Give it like https://api.dnscale.eu/v1.`,
    subject: 'apiUrl',
  });
}
