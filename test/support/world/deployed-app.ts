/** The app after `cdk deploy`, handled as its operator does: put the token, read the state, the bucket, the log. */
import { ACMClient, GetCertificateCommand } from '@aws-sdk/client-acm';
import { CloudWatchLogsClient, FilterLogEventsCommand } from '@aws-sdk/client-cloudwatch-logs';
import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { GetObjectCommand, S3Client } from '@aws-sdk/client-s3';
import { CreateScheduleCommand, GetScheduleCommand, SchedulerClient } from '@aws-sdk/client-scheduler';
import {
  CreateSecretCommand,
  PutSecretValueCommand,
  SecretsManagerClient,
} from '@aws-sdk/client-secrets-manager';
import { SendMessageCommand, SQSClient } from '@aws-sdk/client-sqs';
import { DynamoDBDocumentClient, GetCommand } from '@aws-sdk/lib-dynamodb';
import type { Aws } from './aws.ts';
import { type LoggedEvent, parseLoggedEvent } from './logged-event.ts';
import { findQueueUrl } from './stack-queues.ts';

export type DeployedApp = {
  stackName: string;
  outputs: StackOutput;
  putToken(token: string): Promise<void>;
  /** The state item as it is in the table; undefined when there is none. */
  readState(certificateName: string): Promise<Record<string, unknown> | undefined>;
  /** Undefined when there is no such object. */
  readObject(key: string): Promise<string | undefined>;
  /** Every event of a run in the renew function's log so far, oldest first. */
  readEvents(): Promise<LoggedEvent[]>;
  /** What ACM holds on the ARN in the state item, in the AWS's own region. Throws when there is no ARN yet. */
  readImported(certificateName: string): Promise<ImportedCertificate>;
  /**
   * Makes a one-time EventBridge schedule with the deployed one's target; the emulator fires every 10 s. @default the
   * schedule of plan
   */
  fireScheduleAt(at: Date, schedule?: 'check' | 'mails' | 'probes'): Promise<void>;
  /** Sends the message that asks for a check, as a deployment does. */
  requestCheck(certificateName: string): Promise<void>;
};

/** `certificatePem` is the leaf. */
export type ImportedCertificate = { certificateArn: string; certificatePem: string };

export type StackOutput = { StatesTableName: string; BucketName: string; TokenSecretName: string } & {
  [output: string]: string;
};

export function openDeployedApp(aws: Aws, stackName: string, outputs: StackOutput): DeployedApp {
  const { clientConfiguration: configuration } = aws;
  const table = DynamoDBDocumentClient.from(new DynamoDBClient(configuration));
  const s3 = new S3Client(configuration);
  const logs = new CloudWatchLogsClient(configuration);
  const scheduler = new SchedulerClient(configuration);
  const sqs = new SQSClient(configuration);
  const acm = new ACMClient(aws.acmConfiguration);

  async function readState(certificateName: string): Promise<Record<string, unknown> | undefined> {
    const Key = { certificateName, kind: 'state' };
    const command = new GetCommand({ TableName: outputs.StatesTableName, Key, ConsistentRead: true });
    return (await table.send(command)).Item;
  }

  async function readImported(certificateName: string): Promise<ImportedCertificate> {
    const { installations } = (await readState(certificateName)) ?? {};
    const known = installations as Record<string, { certificateArn?: string }> | undefined;
    const certificateArn = known?.[aws.region]?.certificateArn;
    if (certificateArn === undefined) {
      throw new Error(`the state of ${certificateName} has no ARN for ${aws.region}`);
    }
    const held = await acm.send(new GetCertificateCommand({ CertificateArn: certificateArn }));
    return { certificateArn, certificatePem: held.Certificate ?? '' };
  }

  return {
    stackName,
    outputs,
    putToken: (token) => putSecret(aws, outputs.TokenSecretName, token),
    readState,
    readObject: async (key) => {
      try {
        const { Body } = await s3.send(new GetObjectCommand({ Bucket: outputs.BucketName, Key: key }));
        return await Body?.transformToString();
      } catch (error) {
        if (error instanceof Error && error.name === 'NoSuchKey') return undefined;
        throw error;
      }
    },
    readEvents: () => readEvents(logs, `/aws/lambda/${stackName}-renew`),
    readImported,
    fireScheduleAt: (at, schedule = 'check') => fireScheduleAt(scheduler, `${stackName}-${schedule}`, at),
    requestCheck: async (certificateName) => {
      const QueueUrl = await findQueueUrl(configuration, stackName, 'work');
      await sqs.send(
        new SendMessageCommand({ QueueUrl, MessageBody: JSON.stringify({ schema: 1, certificateName }) }),
      );
    },
  };
}

/** Makes the secret, or gives it a new value. */
export async function putSecret({ clientConfiguration }: Aws, name: string, value: string): Promise<void> {
  const secrets = new SecretsManagerClient(clientConfiguration);
  const created = secrets.send(new CreateSecretCommand({ Name: name, SecretString: value }));
  await created.catch((error: Error) => {
    if (error.name !== 'ResourceExistsException') throw error;
    return secrets.send(new PutSecretValueCommand({ SecretId: name, SecretString: value }));
  });
}

async function readEvents(logs: CloudWatchLogsClient, logGroupName: string): Promise<LoggedEvent[]> {
  const { events = [] } = await logs.send(new FilterLogEventsCommand({ logGroupName, limit: 10_000 }));
  return events.flatMap(({ message = '' }) => {
    const event = parseLoggedEvent(message);
    return event ? [event] : [];
  });
}

async function fireScheduleAt(scheduler: SchedulerClient, name: string, at: Date): Promise<void> {
  const { Target } = await scheduler.send(new GetScheduleCommand({ Name: name }));
  await scheduler.send(
    new CreateScheduleCommand({
      Name: `${name}-once-${Date.now()}`,
      ScheduleExpression: `at(${at.toISOString().slice(0, 19)})`,
      FlexibleTimeWindow: { Mode: 'OFF' },
      ActionAfterCompletion: 'DELETE',
      Target,
    }),
  );
}
