/** A definition names a CA that the deployment does not name, and the archive holds a valid certificate of that CA. */
import { expect, it } from 'vitest';
import { expectDeployedAuthority } from '../../../../functions/engine/config/deployed-authorities.ts';
import { deadlineIn, systemClock } from '../../../../functions/engine/deadline.ts';
import { renewCertificate } from '../../../../functions/engine/run/renew-certificate.ts';
import type { RunPorts } from '../../../../functions/engine/run/run.ts';
import { aDefinition, aStoredCertificate } from '../../../support/builders.ts';
import { issueTestCertificate } from '../../../support/certificates.ts';
import {
  createMemoryImporter,
  createMemoryRecords,
  createMemoryStore,
  createRecordedEvents,
} from '../../../support/memory-ports.ts';

const FOREIGN = 'https://ca.evil.test/directory';
const DEPLOYED = 'https://ca.test/directory';
const LATER = new Date(Date.now() + 90 * 24 * 3_600_000);

it('brings no certificate of a CA that is not deployed onto live files or an ARN, neither from the archive', async () => {
  const issued = await issueTestCertificate({ notBefore: new Date(Date.now() - 3_600_000), notAfter: LATER });
  const [certificatePem, chainPem = ''] = [issued.leafPem, issued.chainPems[0]];
  const { privateKeyPem } = issued;
  const live = aStoredCertificate({ certificateAuthority: DEPLOYED, notAfter: LATER });
  const foreign = { ...live, version: '20261101T000000000Z-aaaaaaaa', certificateAuthority: FOREIGN };
  const definition = aDefinition({ certificateAuthority: FOREIGN });
  const records = createMemoryRecords({ definition, owner: 'o', hash: 'h' }, { certificate: live });
  const store = createMemoryStore();
  store.versions.set(foreign.version, { privateKeyPem, certificatePem, chainPem });
  Object.assign(store, { archived: [foreign, live], live });
  const importer = createMemoryImporter();
  const ports: Partial<RunPorts> = {
    clock: systemClock,
    records,
    store,
    importer,
    events: createRecordedEvents(),
    expectAuthority: (url) => expectDeployedAuthority(url, [DEPLOYED]),
    newVersion: () => '20261201T000000000Z-cccccccc',
    newRunId: () => 'run-1',
  };
  const soon = () => deadlineIn(60_000, systemClock);

  await renewCertificate('example.com', ports as RunPorts, { work: soon(), cleanUp: soon(), end: soon() });

  expect(records.state.failure).toMatchObject({ code: 'config-invalid', disposition: 'person' });
  expect(store.live).toBe(live);
  expect(importer.imports).toEqual([]);
});
