/** A definition that names a CA of its writer: the renew function, wired as it is deployed, sends nothing there. */
import { describe, expect, it } from 'vitest';
import { readEnvironment } from '../../../functions/renew/environment.ts';
import { wire } from '../../../functions/renew/wiring.ts';

const ENVIRONMENT = {
  STACK_NAME: 'Certs',
  RENEWER: 'eu-central-1/Certs',
  DEFINITIONS_TABLE_NAME: 'd',
  REQUESTS_TABLE_NAME: 'r',
  STATES_TABLE_NAME: 's',
  CERTIFICATE_BUCKET_NAME: 'b',
  CERTIFICATE_BUCKET_OWNER: '111122223333',
  TOKEN_SECRET_NAME: 't',
  TICK_MINUTES: '10',
  CERTIFICATE_AUTHORITIES: 'https://ca.test/directory',
  DNSCALE_API_URL: 'https://api.dnscale.eu/v1',
  DNSCALE_HTTP_TIMEOUT_SECONDS: '30',
  DNSCALE_TTL_SECONDS: '120',
  DNSCALE_PROPAGATION_TIMEOUT_SECONDS: '90',
  DNSCALE_CLOSED_PORT_WAIT_SECONDS: '60',
  NAME_SERVER_PORT: '53',
  NAME_SERVER_DOMAINS: 'dnscale.eu',
};

describe('the ACME servers of the renew function', () => {
  it('are those of the deployment, and no others', () => {
    const { acmeServer, expectAuthority } = wire(readEnvironment(ENVIRONMENT)).portsFor('example.com');

    expect(acmeServer('https://ca.test/directory')).toHaveProperty('createOrder');
    expect(() => expectAuthority('https://ca.test/directory')).not.toThrow();
    for (const ask of [acmeServer, expectAuthority]) {
      expect(() => ask('https://ca.evil.test/directory')).toThrowError(
        expect.objectContaining({
          code: 'config-invalid',
          message: expect.stringContaining('nothing was sent there, and what is live stays'),
        }),
      );
    }
  });
});
