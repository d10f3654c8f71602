/** What the renew function is told of the stack's settings. */
import { Match } from 'aws-cdk-lib/assertions';
import { describe, it } from 'vitest';
import { synthesize } from './synthesize.ts';

describe('RenewFunction', () => {
  it('gets the settings of the stack, and none that is per certificate', () => {
    const config = {
      acmeContact: 'acme@example.com',
      dnscale: {
        apiUrl: 'https://api-sandbox.dnscale.eu/v1',
        propagationTimeoutSeconds: 60,
        delegationZones: ['acme.test', 'acme.example.net'],
      },
      dns: { resolvers: ['192.0.2.1:53', '192.0.2.2:53'], validatingResolvers: ['192.0.2.3:53'] },
    };

    synthesize({ config }).hasResourceProperties('AWS::Lambda::Function', {
      FunctionName: 'Certs-renew',
      Environment: {
        Variables: {
          STACK_NAME: 'Certs',
          RENEWER: { 'Fn::Join': ['', [{ Ref: 'AWS::Region' }, '/Certs']] },
          CERTIFICATE_AUTHORITIES: 'https://acme-v02.api.letsencrypt.org/directory',
          EARLIER_TABLE_NAME: 'Certs-records',
          CERTIFICATE_BUCKET_NAME: Match.anyValue(),
          CERTIFICATE_BUCKET_OWNER: { Ref: 'AWS::AccountId' },
          TOKEN_SECRET_NAME: 'dnscale/token',
          TICK_MINUTES: '10',
          ACME_CONTACT: 'acme@example.com',
          DNSCALE_API_URL: 'https://api-sandbox.dnscale.eu/v1',
          DNSCALE_HTTP_TIMEOUT_SECONDS: '30',
          DNSCALE_TTL_SECONDS: '120',
          DNSCALE_PROPAGATION_TIMEOUT_SECONDS: '60',
          DNSCALE_DELEGATION_ZONES: 'acme.test,acme.example.net',
          DNS_RESOLVERS: '192.0.2.1:53,192.0.2.2:53',
          DNS_VALIDATING_RESOLVERS: '192.0.2.3:53',
          NAME_SERVER_PORT: '53',
        },
      },
    });
  });

  it('leaves out what was not given', () => {
    synthesize().hasResourceProperties('AWS::Lambda::Function', {
      FunctionName: 'Certs-renew',
      Environment: {
        Variables: {
          ACME_CONTACT: Match.absent(),
          DNS_RESOLVERS: Match.absent(),
          DNSCALE_DELEGATION_ZONES: Match.absent(),
        },
      },
    });
  });

  it('gets public validating resolvers where none were given', () => {
    synthesize().hasResourceProperties('AWS::Lambda::Function', {
      FunctionName: 'Certs-renew',
      Environment: { Variables: { DNS_VALIDATING_RESOLVERS: '1.1.1.1:53,8.8.8.8:53' } },
    });
  });
});
