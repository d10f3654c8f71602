/** AWS behind a name with two addresses: one takes connections late, the other refuses them at once. */
import { once } from 'node:events';
import { createServer, type Server } from 'node:http';
import { type AddressInfo, setDefaultAutoSelectFamilyAttemptTimeout } from 'node:net';
import { ListCertificatesCommand } from '@aws-sdk/client-acm';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { lazyAcm } from '../../../functions/aws/acm-clients.ts';
import { nameItBesideNobody, type SlowAddress, startSlowAddress } from '../../support/world/slow-address.ts';

let server: Server;
let slow: SlowAddress;
let rename: () => void;

beforeEach(async () => {
  server = createServer((_, response) => {
    response.setHeader('content-type', 'application/x-amz-json-1.1');
    response.end(JSON.stringify({ CertificateSummaryList: [] }));
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  slow = await startSlowAddress((server.address() as AddressInfo).port);
  rename = nameItBesideNobody();
  // Node's own, which another test of this process may have changed.
  setDefaultAutoSelectFamilyAttemptTimeout(250);
});
afterEach(async () => {
  rename();
  await slow.stop();
  server.closeAllConnections();
  server.close();
});

describe('lazyAcm', () => {
  it('makes a client that waits, in its only try, for a slow address when the other one fails at once', async () => {
    const clients = lazyAcm({
      endpoint: `http://localhost:${slow.port}`,
      credentials: { accessKeyId: 'test', secretAccessKey: 'test' },
    });
    const ONE_TRY = 1;
    await slow.refuseFor(600);

    const answer = await clients('eu-central-1', ONE_TRY).send(new ListCertificatesCommand({}));

    expect(answer.CertificateSummaryList).toEqual([]);
  });
});
