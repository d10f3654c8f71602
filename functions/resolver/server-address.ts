/** Where a DNS server listens, as people write it: `host`, `host:port`, `[IPv6]:port`, a bare IPv6 address. */
import { isIPv6 } from 'node:net';
import { printable, RenewerError } from '../engine/errors.ts';

export type ServerAddress = { host: string; port: number };

export const DNS_PORT = 53;

/** @throws RenewerError `config-invalid`, quoting the text. */
export function parseServerAddress(text: string): ServerAddress {
  if (isIPv6(text)) return { host: text, port: DNS_PORT };
  const {
    v6,
    host = v6,
    port,
  } = /^(?:\[(?<v6>[^\]]+)\]|(?<host>[^:[\]\s]+))(?::(?<port>\d+))?$/.exec(text)?.groups ?? {};
  const number = port === undefined ? DNS_PORT : Number(port);
  const isGood = host !== undefined && (v6 === undefined || isIPv6(v6)) && number >= 1 && number <= 65_535;
  if (!isGood) throw notAnAddress(text);
  return { host, port: number };
}

export function formatServerAddress({ host, port }: ServerAddress): string {
  return isIPv6(host) ? `[${host}]:${port}` : `${host}:${port}`;
}

function notAnAddress(text: string): RenewerError {
  return new RenewerError({
    code: 'config-invalid',
    disposition: 'person',
    message: `"${printable(text)}" is not the address of a DNS server.`,
    advice: 'Give host, host:port or [IPv6 address]:port, with a port from 1 to 65535.',
  });
}
