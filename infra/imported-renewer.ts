/** A renewer of another stack: all that is known of it is its name. Its service token is an export of that stack. */
import { Token } from 'aws-cdk-lib';
import type { IKey } from 'aws-cdk-lib/aws-kms';
import { Construct } from 'constructs';
import { wrongValue } from '../functions/engine/config/faults.ts';
import { isRenewerName, RENEWER_NAME } from '../functions/engine/config/renewer-name.ts';
import { CertificateAuthority } from './certificate-authority.ts';
import type { CertificateProps } from './certificate-props.ts';
import { findWrongKeyRegion } from './encryption-key.ts';
import { ofOneCdk } from './one-cdk.ts';
import { type ICertificateRenewer, RenewedCertificate } from './renewed-certificate.ts';
import { ATTRIBUTES, type CertificateRenewerAttributes } from './renewer-props.ts';
import { findOwn } from './renewers-of-app.ts';
import { takeProps } from './take-props.ts';

export class ImportedRenewer extends Construct implements ICertificateRenewer {
  readonly renewerName: string;
  readonly certificateAuthority = CertificateAuthority.LETS_ENCRYPT;
  readonly extraWaitSeconds = 0;
  readonly encryptionKey?: IKey;

  constructor(scope: Construct, id: string, attributes: CertificateRenewerAttributes) {
    super(ofOneCdk(scope), id);
    const { props, faults } = takeProps(attributes, ATTRIBUTES);
    const { renewerName, encryptionKey } = props;
    this.renewerName = renewerName ?? '';
    if (encryptionKey) this.encryptionKey = encryptionKey;
    const isNamed = typeof renewerName === 'string' && isRenewerName(renewerName);
    if (!Token.isUnresolved(renewerName) && !isNamed) {
      faults.push(wrongValue(['renewerName'], renewerName, RENEWER_NAME));
    }
    this.node.addValidation({
      validate: () => [...faults, ...findWrongKeyRegion(this, encryptionKey), ...findOwn(this)],
    });
  }

  addCertificate(id: string, props: CertificateProps): RenewedCertificate {
    return new RenewedCertificate(this, id, { ...props, renewer: this });
  }
}
