/** The real importer before an ACM that is as strict as AWS; each import is a run with an importer of its own. */
import { afterEach, beforeEach } from 'vitest';
import { lazyAcm } from '../../functions/aws/acm-clients.ts';
import { createCertificateImporter } from '../../functions/aws/certificate-importer.ts';
import type { CertificateFiles, ImportRequest } from '../../functions/engine/ports/store.ts';
import { noDeadline } from '../support/builders.ts';
import { issueTestCertificate, NOW, type TestCertificateRequest } from '../support/certificates.ts';
import { createManualClock } from '../support/manual-clock.ts';
import type { Statement } from '../support/world/acm/access.ts';
import { type Acm, startAcm } from '../support/world/acm/acm.ts';

export const REGION = 'eu-central-1';

/** Of the renew function, as in test/unit/infra/permissions.test.ts. */
export function roleOf(renewer: string, region: string): Statement[] {
  const Resource = `arn:aws:acm:${region}:000000000000:certificate/*`;
  const imports = ['acm:ImportCertificate', 'acm:AddTagsToCertificate'];
  const reads = ['acm:DescribeCertificate', 'acm:GetCertificate', 'acm:ListTagsForCertificate'];
  const asks = { StringEquals: { 'aws:RequestTag/dnscale-certs:renewer': renewer } };
  const has = { StringEquals: { 'aws:ResourceTag/dnscale-certs:renewer': renewer } };
  return [
    { Effect: 'Allow', Action: imports, Resource, Condition: asks },
    { Effect: 'Allow', Action: 'acm:ImportCertificate', Resource, Condition: has },
    { Effect: 'Allow', Action: reads, Resource },
    { Effect: 'Allow', Action: 'acm:ListCertificates', Resource: '*' },
  ];
}

/** A new ACM for each test. */
export function useStrictAcm() {
  let acm: Acm;

  beforeEach(async () => {
    acm = await startAcm({ now: () => NOW });
  });
  afterEach(() => acm.stop());

  return {
    get acm() {
      return acm;
    },
    client: (accessKeyId: string) =>
      lazyAcm({ endpoint: acm.url, credentials: { accessKeyId, secretAccessKey: 'test' } }),
    /** The ARN. @param renewer whose stack is `Certs`, and whose access key is its own name. */
    importFiles(
      files: CertificateFiles,
      changes: Partial<ImportRequest> = {},
      renewer = 'eu-central-1/Certs',
    ): Promise<string> {
      const credentials = { accessKeyId: renewer.replace('/', '-'), secretAccessKey: 'test' };
      const client = lazyAcm({ endpoint: acm.url, credentials });
      const clock = createManualClock(NOW);
      const importer = createCertificateImporter({ client, renewer, stackName: 'Certs', clock });
      const request = { certificateName: 'example.com', region: REGION, files, ...changes };
      return importer.importCertificate(request, noDeadline());
    },
    /** The imports that ACM was asked for so far. */
    imports: () => acm.calls.filter((call) => call.startsWith('ImportCertificate')),
  };
}

export async function newFiles(request: TestCertificateRequest = {}): Promise<CertificateFiles> {
  const { leafPem, chainPems, privateKeyPem } = await issueTestCertificate(request);
  return { certificatePem: leafPem, chainPem: chainPems[0], privateKeyPem };
}
