/** The URL of the API, checked once: every request goes to this origin and to no other. */
import { type ApiUrl, checkApiUrl } from '../engine/config/api-url.ts';
import { printable, RenewerError } from '../engine/errors.ts';

/** @throws RenewerError `config-invalid` */
export function parseApiUrl(text: string): ApiUrl {
  const checked = checkApiUrl(text);
  if ('url' in checked) return checked.url;
  throw new RenewerError({
    code: 'config-invalid',
    disposition: 'person',
    message: `The DNScale API URL "${printable(checked.given, 200)}" cannot be used: ${checked.fault}.`,
    advice: 'Give it like https://api.dnscale.eu/v1.',
    subject: 'apiUrl',
  });
}
