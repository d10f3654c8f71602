/** A renewer of another stack: all that is known of it is its name. Its service token is an export of that stack. */
import type { IKey } from 'aws-cdk-lib/aws-kms';
import { Construct } from 'constructs';
import { CertificateAuthority } from './certificate-authority.ts';
import type { CertificateProps } from './certificate-props.ts';
import { ofOneCdk } from './one-cdk.ts';
import { type ICertificateRenewer, RenewedCertificate } from './renewed-certificate.ts';

export class ImportedRenewer extends Construct implements ICertificateRenewer {
  readonly renewerName: string;
  readonly certificateAuthority = CertificateAuthority.LETS_ENCRYPT;
  readonly extraWaitSeconds = 0;
  readonly encryptionKey?: IKey;

  constructor(scope: Construct, id: string, renewerName: string, encryptionKey?: IKey) {
    super(ofOneCdk(scope), id);
    this.renewerName = renewerName;
    if (encryptionKey) this.encryptionKey = encryptionKey;
  }

  addCertificate(id: string, props: CertificateProps): RenewedCertificate {
    return new RenewedCertificate(this, id, { ...props, renewer: this });
  }
}
