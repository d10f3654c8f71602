import { describe, expect, it } from 'vitest';
import { formatServerAddress, parseServerAddress } from '../../../functions/resolver/server-address.ts';

describe('parseServerAddress', () => {
  it.each([
    ['192.0.2.1', '192.0.2.1', 53],
    ['192.0.2.1:5300', '192.0.2.1', 5300],
    ['localhost:5300', 'localhost', 5300],
    ['2001:db8::1', '2001:db8::1', 53],
    ['[2001:db8::1]', '2001:db8::1', 53],
    ['[2001:db8::1]:5300', '2001:db8::1', 5300],
  ])('reads %s', (text, host, port) => {
    expect(parseServerAddress(text)).toEqual({ host, port });
  });

  it.each(['', ':53', 'host:', 'host:0', 'host:65536', 'host:dns', '[host]:53', '[::1', 'a:b:c', 'a b'])(
    'fails for "%s"',
    (text) => {
      expect(() => parseServerAddress(text)).toThrow(
        expect.objectContaining({
          code: 'config-invalid',
          disposition: 'person',
          message:
            `"${text}" is not the address of a DNS server. ` +
            'Give host, host:port or [IPv6 address]:port, with a port from 1 to 65535.',
        }),
      );
    },
  );
});

describe('formatServerAddress', () => {
  it('puts an IPv6 address in brackets', () => {
    expect(formatServerAddress({ host: '2001:db8::1', port: 53 })).toBe('[2001:db8::1]:53');
    expect(formatServerAddress({ host: '192.0.2.1', port: 5300 })).toBe('192.0.2.1:5300');
  });
});
