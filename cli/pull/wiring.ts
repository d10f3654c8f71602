/** What `pull` reads from and writes into. Makes no connection before one is needed. */

import { createLiveReader } from '../../functions/aws/live-reader.ts';
import { createRenewerDirectory } from '../../functions/aws/renewer-directory.ts';
import { lazyS3 } from '../../functions/aws/s3-client.ts';
import { lazySsm } from '../../functions/aws/ssm-client.ts';
import { keySegment } from '../../functions/aws/store-keys.ts';
import type { Lineage } from '../../functions/engine/ports/files.ts';
import type { RenewerDirectory } from '../../functions/engine/ports/renewers.ts';
import type { LiveReader } from '../../functions/engine/ports/store.ts';
import { createLineage } from '../../functions/files/lineage.ts';
import { awsOptions } from '../renewer/aws-options.ts';
import type { RenewerOptions } from '../renewer/wiring.ts';

export type PullWiring = {
  /** For a bucket that was not given. */
  directory: RenewerDirectory;
  readerOf(bucketName: string): LiveReader;
  lineageIn(out: string, certificateName: string): Lineage;
};

/** @throws RenewerError `config-invalid` for an environment or a profile that cannot be used. */
export function wirePull(environment: NodeJS.ProcessEnv, given: RenewerOptions): PullWiring {
  const { client, person: caller } = awsOptions(environment, given);
  // Only with a bucket that was given may it be in another region than the one that was asked for.
  const s3 = lazyS3({ ...client, followRegionRedirects: true });
  return {
    directory: createRenewerDirectory({ client: lazySsm(client), caller }),
    readerOf: (bucketName) => createLiveReader({ client: s3, bucketName, caller }),
    lineageIn: (out, certificateName) => createLineage(out, keySegment(certificateName)),
  };
}
