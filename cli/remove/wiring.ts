/** What `remove` needs beside what all commands at a renewer do: who uses a copy in ACM, whose it is, and where the files are. */
import { lazyAcm } from '../../functions/aws/acm-clients.ts';
import { renewerTag } from '../../functions/aws/certificate-tags.ts';
import { createCertificateUses } from '../../functions/aws/certificate-uses.ts';
import { createHolderReader, type HolderReader } from '../../functions/aws/existing-certificate.ts';
import { livePrefix, versionsPrefix } from '../../functions/aws/store-keys.ts';
import type { RenewerDescriptor } from '../../functions/engine/config/descriptor.ts';
import type { CertificateUses } from '../../functions/engine/ports/probes.ts';
import { awsOptions } from '../renewer/aws-options.ts';
import {
  type RenewerOptions,
  type RenewerWiring,
  type TellVersion,
  wireRenewers,
} from '../renewer/wiring.ts';

export type Places = { live: string; archive: string };

export type RemoveWiring = RenewerWiring & {
  uses: CertificateUses;
  holderReaderOf(renewer: RenewerDescriptor): HolderReader;
  placesOf(renewer: RenewerDescriptor, certificateName: string): Places;
};

/** @throws RenewerError `config-invalid` for an environment or a profile that cannot be used. */
export function wireRemove(
  environment: NodeJS.ProcessEnv,
  given: RenewerOptions,
  tell?: TellVersion,
): RemoveWiring {
  const { client, person: caller } = awsOptions(environment, given);
  const { region: _, ...anyRegion } = client;
  const acm = lazyAcm(anyRegion);
  return {
    ...wireRenewers(environment, given, tell),
    uses: createCertificateUses(acm, caller),
    holderReaderOf: ({ region, renewerName }) =>
      createHolderReader({ client: acm, renewer: renewerTag(region, renewerName), caller }),
    placesOf: ({ bucketName }, certificateName) => ({
      live: `s3://${bucketName}/${livePrefix(certificateName)}`,
      archive: `s3://${bucketName}/${versionsPrefix(certificateName)}`,
    }),
  };
}
