/**
 * How we introduce ourselves to a CA (RFC 8555 §6.1): product and HTTP library, each with its version. The versions are
 * written down here, since a bundle has no package.json; a test compares them.
 */
const VERSION = '0.1.0';
const UNDICI_VERSION = '8.12.4';

export const USER_AGENT = `dnscale-certs/${VERSION} undici/${UNDICI_VERSION}`;
