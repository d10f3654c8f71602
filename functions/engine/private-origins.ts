/**
 * Keeps what is sent to DNScale and to a CA away from addresses that nobody has on the Internet. A CA's directory names
 * further servers, and whoever writes the DNS of a name chooses where it leads: each connection judges its own addresses, so
 * that a name which leads elsewhere by then gets nothing either.
 */
import { isIP, type LookupFunction } from 'node:net';
import { RenewerError } from './errors.ts';
import { isSpecialAddress } from './special-addresses.ts';

export type OriginGuard = {
  /** For an address that stands in a URL itself: nobody looks that up. @throws RenewerError `config-invalid` */
  checkHost(hostname: string): void;
  /** For the connection. It passes over private addresses, and fails with `config-invalid` when there are no others. */
  lookup: LookupFunction;
};

export type OriginRules = {
  /** Of the configuration. Its own host may be a private address, or `localhost`: then a person has said so. */
  configuredUrl: string;
  /** Whether every name, and every server that a CA names, may stand at a private address. */
  allowPrivateOrigins: boolean;
  /** Node's. */
  lookup: LookupFunction;
};

export function guardOrigins({ configuredUrl, allowPrivateOrigins, lookup }: OriginRules): OriginGuard {
  const configured = bareHost(URL.parse(configuredUrl)?.hostname ?? '');
  const isAllowed = (host: string) => allowPrivateOrigins || (host === configured && isPrivateHost(host));
  return {
    checkHost: (hostname) => {
      const host = bareHost(hostname);
      if (isIP(host) !== 0 && isSpecialAddress(host) && !isAllowed(host)) throw privateOrigin(host, [host]);
    },
    lookup: (hostname, options, done) => {
      lookup(hostname, { ...options, all: true }, (error, found) => {
        if (error) return done(error, []);
        const all = [found]
          .flat()
          .map((one) => (typeof one === 'string' ? { address: one, family: isIP(one) } : one));
        const [first, ...others] = isAllowed(hostname) ? all : all.filter(isPublic);
        if (first === undefined)
          return done(
            privateOrigin(
              hostname,
              all.map(({ address }) => address),
            ),
            [],
          );
        return options.all ? done(null, [first, ...others]) : done(null, first.address, first.family);
      });
    },
  };
}

function isPublic({ address }: { address: string }): boolean {
  return !isSpecialAddress(address);
}

/** In a URL an IPv6 address has brackets. */
function bareHost(hostname: string): string {
  return hostname.replace(/^\[(.*)\]$/, '$1');
}

function isPrivateHost(host: string): boolean {
  return host === 'localhost' || (isIP(host) !== 0 && isSpecialAddress(host));
}

function ifItStandsThere(setting: string): string {
  return `If the server really stands there, set ${setting}. If not, find out who changed the name, or the CA's directory.`;
}

function privateOrigin(host: string, addresses: string[]): RenewerError {
  const where = addresses.slice(0, 4).join(', ');
  const leads = addresses[0] === host ? '' : ` leads to ${where}, which`;
  return new RenewerError({
    code: 'config-invalid',
    disposition: 'person',
    subject: host,
    message: `Nothing was sent to ${host}: it${leads} is no address of a server on the Internet.`,
    advice: ifItStandsThere('allowPrivateOrigins'),
    adviceToCaller: ifItStandsThere('DNSCALE_CERTS_ALLOW_PRIVATE_ORIGINS=true'),
  });
}
