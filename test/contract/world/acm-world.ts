/** A strict ACM for one test file, and certificates to import into it. */
import { ACMClient, ImportCertificateCommand, type ImportCertificateCommandInput } from '@aws-sdk/client-acm';
import { afterEach, beforeEach } from 'vitest';
import { NOW, type TestCertificate } from '../../support/certificates.ts';
import { type Acm, startAcm } from '../../support/world/acm/acm.ts';

export const REGION = 'eu-central-1';

export type ImportChanges = Partial<ImportCertificateCommandInput>;

/** A new one for each test. */
export function useAcm() {
  let acm: Acm;

  beforeEach(async () => {
    acm = await startAcm({ now: () => NOW });
  });
  afterEach(() => acm.stop());

  const clientOf = (region: string) =>
    new ACMClient({
      endpoint: acm.url,
      region,
      credentials: { accessKeyId: 'test', secretAccessKey: 'test' },
      maxAttempts: 1,
    });

  return {
    get acm() {
      return acm;
    },
    clientOf,
    /** The ARN. Without changes it is one that ACM takes. */
    async importNew(made: TestCertificate, changes: ImportChanges = {}, region = REGION): Promise<string> {
      const command = new ImportCertificateCommand({ ...inputOf(made), ...changes });
      return (await clientOf(region).send(command)).CertificateArn ?? '';
    },
  };
}

export function inputOf({
  leafPem,
  chainPems,
  privateKeyPem,
}: TestCertificate): ImportCertificateCommandInput {
  return {
    Certificate: bytes(leafPem),
    PrivateKey: bytes(privateKeyPem),
    CertificateChain: bytes(chainPems[0]),
  };
}

export function bytes(text: string): Uint8Array {
  return new TextEncoder().encode(text);
}
