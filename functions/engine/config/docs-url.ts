/**
 * Where this documentation is read on the web: mails and alarms link to its headings. A test holds package.json to the same
 * place.
 */
export const DOCS_URL = 'https://github.com/dnscale/dnscale-certs/blob/main/docs';
