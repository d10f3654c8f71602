/**
 * Addresses that no server on the Internet has: loopback, link-local (a cloud's metadata service among them), private,
 * multicast, documentation and their kin, by the IANA registries of special-purpose addresses (RFC 6890). Whoever owns a zone
 * chooses the addresses of its names and name servers: nothing is sent to these. Pure.
 */
import { BlockList, isIPv4, isIPv6 } from 'node:net';
import { memoize } from './memoize.ts';

const SPECIAL_V4 = [
  '0.0.0.0/8',
  '10.0.0.0/8',
  '100.64.0.0/10',
  '127.0.0.0/8',
  '169.254.0.0/16',
  '172.16.0.0/12',
  '192.0.0.0/24',
  '192.0.2.0/24',
  '192.88.99.0/24',
  '192.168.0.0/16',
  '198.18.0.0/15',
  '198.51.100.0/24',
  '203.0.113.0/24',
  // Multicast, reserved, broadcast.
  '224.0.0.0/3',
];
/** The only block that is given out for the Internet (RFC 4291 §2.4). */
const GLOBAL_V6 = '2000::/3';
/** Within that block. */
const SPECIAL_V6 = ['2001::/23', '2001:db8::/32', '2002::/16', '3fff::/20'];
/** A NAT64 puts the IPv4 address behind this (RFC 6052 §2.1); such a network has no other way to IPv4. */
const NAT64 = '64:ff9b::/96';

/** Made when an address is first judged: not every start judges one. */
const readLists = memoize(() => ({
  special: blockListOf([...SPECIAL_V4, ...SPECIAL_V6]),
  globalV6: blockListOf([GLOBAL_V6]),
  nat64: blockListOf([NAT64]),
}));

/** True also for what is no address. */
export function isSpecialAddress(address: string): boolean {
  const { special, globalV6, nat64 } = readLists();
  if (isIPv4(address)) return special.check(address, 'ipv4');
  if (!isIPv6(address)) return true;
  if (nat64.check(address, 'ipv6')) return special.check(lastFourOctets(address), 'ipv4');
  return !globalV6.check(address, 'ipv6') || special.check(address, 'ipv6');
}

function blockListOf(networks: readonly string[]): BlockList {
  const list = new BlockList();
  for (const network of networks) {
    const [address = '', prefix] = network.split('/');
    list.addSubnet(address, Number(prefix), address.includes(':') ? 'ipv6' : 'ipv4');
  }
  return list;
}

/** Of an IPv6 address, in the form of an IPv4 address. */
function lastFourOctets(address: string): string {
  // The URL parser writes every IPv6 address in one form, without dots and with the longest run of zeros as `::`.
  const groups = new URL(`http://[${address}]`).hostname.slice(1, -1).split(':');
  const [high = 0, low = 0] = groups.slice(-2).map((group) => Number.parseInt(group || '0', 16));
  return [high >> 8, high & 0xff, low >> 8, low & 0xff].join('.');
}
