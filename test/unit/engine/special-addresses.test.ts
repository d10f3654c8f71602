import { describe, expect, it } from 'vitest';
import { isSpecialAddress } from '../../../functions/engine/special-addresses.ts';

describe('isSpecialAddress', () => {
  it.each([
    ['the cloud’s metadata service', '169.254.169.254'],
    ['the cloud’s metadata service over IPv6', 'fd00:ec2::254'],
    ['loopback', '127.0.0.53'],
    ['unspecified', '0.0.0.0'],
    ['private', '10.1.2.3'],
    ['private', '172.31.255.255'],
    ['private', '192.168.0.1'],
    ['shared (RFC 6598)', '100.127.255.255'],
    ['for benchmarks', '198.19.0.1'],
    ['documentation', '192.0.2.1'],
    ['documentation', '198.51.100.1'],
    ['documentation', '203.0.113.1'],
    ['multicast', '224.0.0.251'],
    ['reserved', '240.0.0.1'],
    ['broadcast', '255.255.255.255'],
    ['unspecified', '::'],
    ['loopback', '::1'],
    ['link-local', 'fe80::1'],
    ['site-local', 'fec0::1'],
    ['unique local', 'fd12:3456::1'],
    ['multicast', 'ff02::fb'],
    ['IPv4-mapped', '::ffff:169.254.169.254'],
    ['IPv4-mapped, in hexadecimal', '::ffff:a9fe:a9fe'],
    ['IPv4-compatible', '::7f00:1'],
    ['behind a NAT64', '64:ff9b::a9fe:a9fe'],
    ['behind a NAT64, with dots', '64:ff9b::10.0.0.1'],
    ['behind a NAT64, with zeros at the end', '64:ff9b::a00:0'],
    ['behind a local NAT64', '64:ff9b:1::808:808'],
    ['6to4 of a private address', '2002:a00:1::1'],
    ['Teredo', '2001::1'],
    ['documentation', '2001:db8::1'],
    ['documentation (RFC 9637)', '3fff::1'],
    ['no address', 'ns1.example.com'],
    ['no address', '2130706433'],
  ])('is true for one that is %s: %s', (_, address) => {
    expect(isSpecialAddress(address)).toBe(true);
  });

  it.each([
    '8.8.8.8',
    '192.5.6.30',
    '172.32.0.1',
    '100.128.0.1',
    '2001:503:a83e::2:30',
    '2606:4700::1111',
    '64:ff9b::808:808',
  ])('is false for %s, which a name server may have', (address) => {
    expect(isSpecialAddress(address)).toBe(false);
  });
});
