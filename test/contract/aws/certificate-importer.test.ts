/** Importing into the stand-in for ACM. What it refuses: test/integration/acm-refusals.test.ts. */
import { randomUUID } from 'node:crypto';
import { GetCertificateCommand, ListTagsForCertificateCommand } from '@aws-sdk/client-acm';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { type AcmClients, lazyAcm } from '../../../functions/aws/acm-clients.ts';
import { createCertificateImporter } from '../../../functions/aws/certificate-importer.ts';
import { systemClock } from '../../../functions/engine/deadline.ts';
import type { CertificateFiles, CertificateImporter } from '../../../functions/engine/ports/store.ts';
import { noDeadline } from '../../support/builders.ts';
import { issueTestCertificate, NOW } from '../../support/certificates.ts';
import { type Acm, startAcm } from '../../support/world/acm/acm.ts';

const NEVER = noDeadline();
const REGION = 'us-east-1';

let acm: Acm;
let client: AcmClients;
let renewer: string;
let importer: CertificateImporter;

beforeAll(async () => {
  acm = await startAcm({ now: () => NOW });
  client = lazyAcm({
    endpoint: acm.url,
    credentials: { accessKeyId: 'test', secretAccessKey: 'test' },
  });
});
afterAll(() => acm?.stop());

beforeEach(() => {
  renewer = `eu-central-1/stack-${randomUUID()}`;
  importer = createCertificateImporter({ client, renewer, stackName: 'Certs', clock: systemClock });
});

async function newFiles(): Promise<CertificateFiles> {
  const { leafPem, chainPems, privateKeyPem } = await issueTestCertificate({
    domainNames: ['*.example.com'],
  });
  return { certificatePem: leafPem, chainPem: chainPems[0], privateKeyPem };
}

async function importNew(certificateArn?: string): Promise<{ arn: string; files: CertificateFiles }> {
  const files = await newFiles();
  const request = { certificateName: '*.example.com', region: REGION, certificateArn, files };
  return { arn: await importer.importCertificate(request, NEVER), files };
}

describe('importCertificate', () => {
  it('brings leaf and chain into ACM as they are, in the region asked for, with our tags', async () => {
    const { arn, files } = await importNew();

    const reader = client(REGION, 1);
    const held = await reader.send(new GetCertificateCommand({ CertificateArn: arn }));
    const { Tags } = await reader.send(new ListTagsForCertificateCommand({ CertificateArn: arn }));
    expect(arn).toMatch(/^arn:aws:acm:us-east-1:/);
    expect(held.Certificate).toBe(files.certificatePem);
    expect(held.CertificateChain).toBe(files.chainPem);
    expect(Tags).toEqual([
      { Key: 'dnscale-certs:certificate', Value: '_wildcard.example.com' },
      { Key: 'dnscale-certs:renewer', Value: renewer },
    ]);
  });

  it("brings the user's tags with the first import, onto a later one by a call of their own, and keeps all others", async () => {
    const request = { certificateName: 'tagged', region: REGION, files: await newFiles() };
    const certificateArn = await importer.importCertificate({ ...request, tags: { team: 'web' } }, NEVER);
    const tagsOf = () => acm.held(REGION).find((held) => held.certificateArn === certificateArn)?.tags;
    const ours = [
      { Key: 'dnscale-certs:certificate', Value: 'tagged' },
      { Key: 'dnscale-certs:renewer', Value: renewer },
    ];
    expect(tagsOf()).toEqual([...ours, { Key: 'team', Value: 'web' }]);

    await importer.importCertificate({ ...request, certificateArn, tags: { stage: 'live' } }, NEVER);
    await importer.tagCertificate(
      { certificateName: 'tagged', region: REGION, certificateArn, tags: { stage: 'live' } },
      NEVER,
    );

    expect(tagsOf()).toEqual([{ Key: 'team', Value: 'web' }, ...ours, { Key: 'stage', Value: 'live' }]);
  });

  it('keeps the ARN when it imports onto it', async () => {
    const first = await importNew();

    const second = await importNew(first.arn);

    expect(second.arn).toBe(first.arn);
    expect(await importer.readCertificate(first.arn, REGION, NEVER)).toBe(second.files.certificatePem);
  });

  it('finds the certificate of a run that was killed before it could write the ARN down', async () => {
    const killed = await importNew();

    const next = await importNew();

    expect(next.arn).toBe(killed.arn);
    expect(await importer.readCertificate(killed.arn, REGION, NEVER)).toBe(next.files.certificatePem);
  });

  it('does not take the certificate of another renewer for its own', async () => {
    const theirs = await importNew();
    const another = { client, renewer: `${renewer}-other`, stackName: 'Certs', clock: systemClock };
    importer = createCertificateImporter(another);

    const ours = await importNew();

    expect(ours.arn).not.toBe(theirs.arn);
    expect(acm.held(REGION).map(({ certificateArn }) => certificateArn)).toEqual(
      expect.arrayContaining([ours.arn, theirs.arn]),
    );
  });
});

describe('readCertificate', () => {
  it('finds nothing under an ARN that is gone', async () => {
    const { arn } = await importNew();
    const gone = arn.replace(/[^/]+$/, '00000000-0000-4000-8000-000000000000');

    expect(await importer.readCertificate(gone, REGION, NEVER)).toBeUndefined();
  });
});

describe('deleteCertificate', () => {
  const remove = (arn: string) => importer.deleteCertificate(arn, REGION, NEVER);
  const heldOn = (arn: string) => acm.held(REGION).find(({ certificateArn }) => certificateArn === arn);

  it('deletes what nothing uses, and finds it gone at a repetition', async () => {
    const { arn } = await importNew();

    expect(await remove(arn)).toBe('deleted');
    expect(heldOn(arn)).toBeUndefined();
    expect(await remove(arn)).toBe('gone');
  });

  it('leaves what is in use, and says what uses it', async () => {
    const { arn } = await importNew();
    const listener = 'arn:aws:elasticloadbalancing:us-east-1:000000000000:loadbalancer/app/web/1';
    heldOn(arn)?.inUseBy.push(listener);

    expect(await remove(arn)).toEqual({ usedBy: [listener] });
    expect(heldOn(arn)).toBeDefined();
  });
});
