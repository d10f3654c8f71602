/** Where this documentation is read on the web: mails and alarms link to its headings. */
export const DOCS_URL = 'https://github.com/dnscale/dnscale-certs/blob/main/docs';
