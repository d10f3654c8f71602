import { describe, expect, it } from 'vitest';
import { readCommandEnvironment } from '../../../cli/environment.ts';

describe('readCommandEnvironment', () => {
  it('has a default for all but the token', () => {
    expect(readCommandEnvironment({ PATH: '/bin' })).toEqual({
      token: undefined,
      tokenFile: undefined,
      eab: { keyId: undefined, hmacKey: undefined },
      apiUrl: 'https://api.dnscale.eu/v1',
      httpTimeoutMs: 30_000,
      pollingIntervalMs: undefined,
      propagationTimeoutMs: 120_000,
      ttlSeconds: 120,
      nameServerPort: 53,
      nameServerDomains: ['dnscale.eu'],
      delegationZones: [],
      allowPrivateOrigins: false,
      allowPrivateNameServers: false,
      validatingResolvers: ['1.1.1.1:53', '8.8.8.8:53'],
    });
  });

  it('takes seconds, as lego does', () => {
    const settings = readCommandEnvironment({
      DNSCALE_HTTP_TIMEOUT: '10',
      DNSCALE_POLLING_INTERVAL: '5',
      DNSCALE_PROPAGATION_TIMEOUT: '60',
      DNSCALE_TTL: '300',
      DNSCALE_NAME_SERVER_DOMAINS: 'one.test, two.test',
      DNSCALE_CERTS_DELEGATION_ZONES: 'acme.test, acme.example.net',
      DNSCALE_CERTS_VALIDATING_RESOLVERS: '192.0.2.3, 192.0.2.4:5353',
    });

    expect(settings).toMatchObject({
      httpTimeoutMs: 10_000,
      pollingIntervalMs: 5_000,
      propagationTimeoutMs: 60_000,
      ttlSeconds: 300,
      nameServerDomains: ['one.test', 'two.test'],
      delegationZones: ['acme.test', 'acme.example.net'],
      validatingResolvers: ['192.0.2.3', '192.0.2.4:5353'],
    });
  });

  it('takes an empty variable for none', () => {
    const settings = readCommandEnvironment({ DNSCALE_TTL: '', DNSCALE_API_TOKEN: '', DNSCALE_API_URL: '' });

    expect(settings).toMatchObject({
      ttlSeconds: 120,
      token: undefined,
      apiUrl: 'https://api.dnscale.eu/v1',
    });
  });

  it.each(['30s', '-1', '1.5', '0', '1e3', ' 5'])('fails for a timeout of "%s"', (given) => {
    expect(() => readCommandEnvironment({ DNSCALE_HTTP_TIMEOUT: given })).toThrow(
      `DNSCALE_HTTP_TIMEOUT: given ${JSON.stringify(given)}; expected: a whole number from 1 to 600`,
    );
  });

  it.each(['/nonexistent/ca.pem', import.meta.dirname, import.meta.filename])(
    'fails for an extra CA file that holds none: %s',
    (path) => {
      const expected = 'NODE_EXTRA_CA_CERTS: given .*; expected: the path of a file with CA certificates';

      expect(() => readCommandEnvironment({ NODE_EXTRA_CA_CERTS: path })).toThrow(new RegExp(expected));
    },
  );

  it('fails with every variable at fault, and without the token', () => {
    const environment = { DNSCALE_TTL: '60', DNSCALE_POLLING_INTERVAL: 'x', DNSCALE_API_TOKEN: 'canary' };

    expect(() => readCommandEnvironment(environment)).toThrow(
      /^(?!.*canary).*DNSCALE_POLLING_INTERVAL: given "x".*DNSCALE_TTL: given "60"/,
    );
  });
});
