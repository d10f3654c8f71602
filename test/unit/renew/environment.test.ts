import { describe, expect, it } from 'vitest';
import { readEnvironment } from '../../../functions/renew/environment.ts';

const ENVIRONMENT = {
  STACK_NAME: 'Certs',
  RENEWER: 'eu-central-1/Certs',
  CERTIFICATE_AUTHORITIES: 'https://ca.test/a https://ca.test/b',
  DEFINITIONS_TABLE_NAME: 'd',
  REQUESTS_TABLE_NAME: 'r',
  STATES_TABLE_NAME: 's',
  CERTIFICATE_BUCKET_NAME: 'b',
  CERTIFICATE_BUCKET_OWNER: '111122223333',
  TOKEN_SECRET_NAME: 's',
  TICK_MINUTES: '10',
  DNSCALE_API_URL: 'https://api.dnscale.eu/v1',
  DNSCALE_HTTP_TIMEOUT_SECONDS: '30',
  DNSCALE_TTL_SECONDS: '120',
  DNSCALE_PROPAGATION_TIMEOUT_SECONDS: '90',
  DNSCALE_CLOSED_PORT_WAIT_SECONDS: '60',
  NAME_SERVER_PORT: '53',
  NAME_SERVER_DOMAINS: 'dnscale.eu',
};

describe('readEnvironment', () => {
  it('reads what the stack sets, seconds as milliseconds where the product counts so', () => {
    expect(readEnvironment(ENVIRONMENT)).toEqual({
      stackName: 'Certs',
      renewer: 'eu-central-1/Certs',
      allowPrivateOrigins: false,
      accountSecretPrefix: 'Certs',
      tables: { definitions: 'd', requests: 'r', states: 's' },
      earlierTableName: undefined,
      bucketName: 'b',
      bucketOwner: '111122223333',
      tokenSecretName: 's',
      tickMinutes: 10,
      certificateAuthorities: ['https://ca.test/a', 'https://ca.test/b'],
      encryptionKeyArn: undefined,
      secretTags: {},
      acmeContact: undefined,
      dnscale: {
        apiUrl: 'https://api.dnscale.eu/v1',
        httpTimeoutMs: 30_000,
        ttlSeconds: 120,
        propagationTimeoutMs: 90_000,
        closedPortWaitMs: 60_000,
        delegationZones: [],
      },
      dns: {
        resolvers: [],
        validatingResolvers: [],
        nameServerPort: 53,
        nameServerDomains: ['dnscale.eu'],
        allowPrivateNameServers: false,
      },
    });
  });

  it('reads what is optional', () => {
    const optional = {
      ACME_CONTACT: 'acme@example.com',
      SECRET_TAGS: '{"team":"web"}',
      EARLIER_TABLE_NAME: 'e',
      DNS_RESOLVERS: '192.0.2.1:53,192.0.2.2:53',
      DNSCALE_DELEGATION_ZONES: 'acme.test,acme.example.net',
      DNS_VALIDATING_RESOLVERS: '192.0.2.3:53,192.0.2.4:53',
      ALLOW_PRIVATE_NAME_SERVERS: 'true',
      ALLOW_PRIVATE_ORIGINS: 'true',
    };

    expect(readEnvironment({ ...ENVIRONMENT, ...optional })).toMatchObject({
      acmeContact: 'acme@example.com',
      allowPrivateOrigins: true,
      dnscale: { delegationZones: ['acme.test', 'acme.example.net'] },
      earlierTableName: 'e',
      dns: {
        resolvers: ['192.0.2.1:53', '192.0.2.2:53'],
        validatingResolvers: ['192.0.2.3:53', '192.0.2.4:53'],
        allowPrivateNameServers: true,
      },
    });
  });

  it('fails with every fault in one message', () => {
    expect(() => readEnvironment({ ...ENVIRONMENT, STACK_NAME: undefined, NAME_SERVER_PORT: 'x' })).toThrow(
      /STACK_NAME: missing.*NAME_SERVER_PORT: given "x"/,
    );
  });
});
