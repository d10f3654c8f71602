import { describe, expect, it } from 'vitest';
import { firstMinutesHere, readyToPaste } from '../../../../programs/demo/ready-to-paste.ts';

const WORLD = {
  aws: { environment: { AWS_ENDPOINT_URL: 'http://127.0.0.1:4566', AWS_ACCESS_KEY_ID: 'test' } },
  dnscale: { apiUrl: 'http://127.0.0.1:9/v1', dnsPort: 5353, resolverAddress: '127.0.0.1:5354' },
  pebble: { caCertificatePath: '/tmp/a folder/ca.pem', directoryUrl: 'https://127.0.0.1:14000/dir' },
};

describe('readyToPaste', () => {
  it('sets what doctor, try, cdk and the AWS CLI need, and gives a command of each', () => {
    const lines = readyToPaste(WORLD, {
      token: 't0k',
      configPath: '/tmp/app/renewer.config.mjs',
      bridgeUrl: 'http://127.0.0.1:8',
      zoneNames: ['example.com', 'example.org'],
      node: '/usr/bin/node',
    });

    expect(lines).toEqual([
      'export DNSCALE_API_URL=http://127.0.0.1:9/v1',
      'export DNSCALE_NAME_SERVER_PORT=5353',
      'export DNSCALE_NAME_SERVER_DOMAINS=dnscale.test',
      'export DNSCALE_ALLOW_PRIVATE_NAME_SERVERS=true',
      'export DNSCALE_CERTS_VALIDATING_RESOLVERS=127.0.0.1:5354',
      "export NODE_EXTRA_CA_CERTS='/tmp/a folder/ca.pem'",
      'export DNSCALE_API_TOKEN=t0k',
      'export AWS_ENDPOINT_URL=http://127.0.0.1:4566',
      'export AWS_ACCESS_KEY_ID=test',
      'export AWS_ENDPOINT_URL_CLOUDFORMATION=http://127.0.0.1:8',
      '',
      'npx dnscale-certs doctor -d example.org --server https://127.0.0.1:14000/dir --resolver 127.0.0.1:5354',
      'npx dnscale-certs try -d example.org --accept-tos --profile default --server https://127.0.0.1:14000/dir --resolver 127.0.0.1:5354',
      'npx dnscale-certs status',
      'npx dnscale-certs renew example.com --force --wait',
      `npx cdk diff --app '"/usr/bin/node" programs/demo/app.ts' -c config=/tmp/app/renewer.config.mjs`,
      `npx cdk deploy --import-existing-resources --app '"/usr/bin/node" programs/demo/app.ts' -c config=/tmp/app/renewer.config.mjs`,
      'aws acm list-certificates --includes keyTypes=EC_prime256v1',
    ]);
  });
});

describe('firstMinutesHere', () => {
  it('leads to this world in a region of its own, and writes nothing into the home', () => {
    const lines = firstMinutesHere(
      [
        '(umask 077 && cat > ~/.dnscale-token)   # paste the key',
        'export DNSCALE_API_TOKEN_FILE=~/.dnscale-token',
        'npx dnscale-certs doctor -d example.com',
        'npx dnscale-certs try -d example.com --accept-tos',
        'npx dnscale-certs init -d example.com --out ../certificates',
        'npm pack',
        'npx dnscale-certs token set --token-file ~/.dnscale-token',
        'npx cdk bootstrap   # once',
      ],
      WORLD,
    );

    const ca = '--server https://127.0.0.1:14000/dir --resolver 127.0.0.1:5354';
    expect(lines).toEqual([
      'export AWS_REGION=eu-west-1 AWS_DEFAULT_REGION=eu-west-1',
      `npx dnscale-certs doctor -d example.com ${ca}`,
      `npx dnscale-certs try -d example.com --accept-tos ${ca} --profile default`,
      'DNSCALE_API_TOKEN= DNSCALE_API_TOKEN_FILE= npx dnscale-certs init -d example.com --out ../certificates --server https://127.0.0.1:14000/dir',
      expect.stringMatching(/^node \S+point-app\.mjs \.\.\/certificates\/app\.js '\{"dnscale":/),
      'npm pack',
      'printf %s "$DNSCALE_API_TOKEN" | npx dnscale-certs token set --token-file -',
      'npx cdk bootstrap   # once',
    ]);
  });
});
