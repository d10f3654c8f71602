/** What `adopt` reads from, asks and writes into. Makes no connection before one is needed. */
import { createAccountKeyStore } from '../../functions/aws/account-key-store.ts';
import { createCertificateStore } from '../../functions/aws/certificate-store.ts';
import { lazyS3 } from '../../functions/aws/s3-client.ts';
import { accountKeySecretName } from '../../functions/aws/secret-names.ts';
import { lazySecretsManager } from '../../functions/aws/secrets-manager-client.ts';
import type { RenewerDescriptor } from '../../functions/engine/config/descriptor.ts';
import { systemClock as clock } from '../../functions/engine/deadline.ts';
import type { AccountKeyReader, AccountKeyStore, AcmeServer } from '../../functions/engine/ports/acme.ts';
import type { ForeignFolder } from '../../functions/engine/ports/files.ts';
import type { RenewerDirectory } from '../../functions/engine/ports/renewers.ts';
import type { CertificateArchive, CertificateStore } from '../../functions/engine/ports/store.ts';
import { openForeignFolder } from '../../functions/files/foreign-folder.ts';
import { acmeServerLater } from '../acme/wiring.ts';
import { readCommandEnvironment } from '../environment.ts';
import { awsOptions } from '../renewer/aws-options.ts';
import { type RenewerOptions, wireRenewers } from '../renewer/wiring.ts';

export type AdoptWiring = {
  openFolder(path: string): Promise<ForeignFolder>;
  directory: RenewerDirectory;
  storeOf(
    renewer: RenewerDescriptor,
  ): CertificateArchive & Pick<CertificateStore, 'liveVersion' | 'findVersion' | 'listVersions'>;
  accountKeysOf(renewer: RenewerDescriptor): AccountKeyStore & AccountKeyReader;
  secretNameOf(renewer: RenewerDescriptor, directoryUrl: string): string;
  /** Asks the CA about the account that has this key; it makes none. */
  acmeServer(directoryUrl: string, keyPem: string): Pick<AcmeServer, 'findAccount'>;
};

/** @throws RenewerError `config-invalid` for an environment or a profile that cannot be used. */
export function wireAdopt(environment: NodeJS.ProcessEnv, given: RenewerOptions): AdoptWiring {
  const { allowPrivateOrigins } = readCommandEnvironment(environment);
  const { client, person: caller } = awsOptions(environment, given);
  const s3 = lazyS3(client);
  const secrets = lazySecretsManager(client);
  return {
    openFolder: openForeignFolder,
    directory: wireRenewers(environment, given).directory,
    storeOf: ({ bucketName, topicArn }) =>
      createCertificateStore({ client: s3, bucketName, bucketOwner: accountIn(topicArn), clock, caller }),
    // The renewer's name is how the names of its secrets begin.
    accountKeysOf: ({ renewerName: prefix, encryptionKeyArn }) =>
      createAccountKeyStore({ client: secrets, prefix, encryptionKeyArn, caller }),
    secretNameOf: ({ renewerName }, directoryUrl) => accountKeySecretName(renewerName, directoryUrl),
    acmeServer: (directoryUrl, keyPem) =>
      acmeServerLater({
        directoryUrl,
        allowPrivateOrigins,
        loadAccountKey: async () => keyPem,
        termsOfServiceAgreed: true,
        clock,
      }),
  };
}

/** Of the renewer: all that it has is in one account. */
function accountIn(arn: string): string {
  return arn.split(':')[4] ?? '';
}
