/** Reaches deployed renewers with the AWS credentials of the person. Makes no connection before one is needed. */
import { createCertificateOverview } from '../../functions/aws/certificate-overview.ts';
import { createCheckRequests, type RequestItems } from '../../functions/aws/check-requests.ts';
import { lazyDynamoDb } from '../../functions/aws/dynamo-db-client.ts';
import { createRenewerDirectory } from '../../functions/aws/renewer-directory.ts';
import { lazySqs } from '../../functions/aws/sqs-client.ts';
import { lazySsm } from '../../functions/aws/ssm-client.ts';
import { livePrefix } from '../../functions/aws/store-keys.ts';
import { createWorkQueue } from '../../functions/aws/work-queue.ts';
import type { RenewerDescriptor } from '../../functions/engine/config/descriptor.ts';
import type { WorkQueue } from '../../functions/engine/ports/records.ts';
import type { CertificateOverview, RenewerDirectory } from '../../functions/engine/ports/renewers.ts';
import packageJson from '../../package.json' with { type: 'json' };
import { say } from '../page.ts';
import { awsOptions } from './aws-options.ts';
import { versionDifference } from './version-difference.ts';

/** What every subcommand takes that works at a deployed renewer. */
export type RenewerOptions = { renewer?: string; region?: string; profile?: string };

export type RenewerWiring = {
  directory: RenewerDirectory;
  overviewOf(renewer: RenewerDescriptor): CertificateOverview;
  /** Where its bucket has key and chain of a certificate in one object. */
  bundleUrlOf(renewer: RenewerDescriptor, certificateName: string): string;
  requestsOf(renewer: RenewerDescriptor): RequestItems;
  queueOf(renewer: RenewerDescriptor): WorkQueue;
};

/** Is told of a renewer of another release. */
export type TellVersion = (message: string) => void;

/**
 * @param warn is told, once for each, of a renewer of another release.
 * @throws RenewerError `config-invalid` for an environment or a profile that cannot be used.
 */
export function wireRenewers(
  environment: NodeJS.ProcessEnv,
  given: RenewerOptions,
  warn: TellVersion = (message) => say(process.stderr, `warning: ${message}`),
): RenewerWiring {
  const { client, person: caller } = awsOptions(environment, given);
  const dynamoDb = lazyDynamoDb(client);
  const sqs = lazySqs(client);
  return {
    directory: tellingVersions(createRenewerDirectory({ client: lazySsm(client), caller }), given, warn),
    overviewOf: (renewer) =>
      createCertificateOverview({ client: dynamoDb, caller, tables: tablesOf(renewer) }),
    bundleUrlOf: ({ bucketName }, certificateName) =>
      `s3://${bucketName}/${livePrefix(certificateName)}bundle.pem`,
    requestsOf: ({ requestsTable }) =>
      createCheckRequests({ client: dynamoDb, tableName: requestsTable, caller }),
    queueOf: ({ queueUrl }) => createWorkQueue({ client: sqs, queueUrl, caller }),
  };
}

/** `--watch` lists them again and again. */
function tellingVersions(
  directory: RenewerDirectory,
  { renewer }: RenewerOptions,
  warn: TellVersion,
): RenewerDirectory {
  const told = new Set<string>();
  return {
    ...directory,
    async listRenewers(deadline) {
      const found = await directory.listRenewers(deadline);
      const meant = found.renewers.filter(({ renewerName }) => (renewer ?? renewerName) === renewerName);
      for (const one of meant) {
        const difference = versionDifference(one, packageJson.version);
        if (difference && !told.has(difference)) warn(difference);
        told.add(difference ?? '');
      }
      return found;
    },
  };
}

function tablesOf({ definitionsTable, statesTable, observationsTable }: RenewerDescriptor) {
  return {
    definitions: definitionsTable,
    states: statesTable,
    ...(observationsTable && { observations: observationsTable }),
  };
}
