/**
 * A CDK app as a user may have it: for each point, the stack of the product with a resource of the user's own that fails
 * there (`-c variant=fails`), or the same stack after the cause was mended (`works`). Run by failed-deployment.test.ts;
 * `-c config=` names the configuration.
 */
import { join } from 'node:path';
import { App, CfnResource, CustomResource, Duration } from 'aws-cdk-lib';
import { CfnTable } from 'aws-cdk-lib/aws-dynamodb';
import { Code, Function as LambdaFunction, Runtime } from 'aws-cdk-lib/aws-lambda';
import { CfnBucket } from 'aws-cdk-lib/aws-s3';
import type { RenewerConfig } from '../../functions/engine/config/renewer-config.ts';
import { bundleHandlers } from '../../infra/bundle-handlers.ts';
import { loadConfig } from '../../infra/load-config.ts';
import { RenewerStack } from '../../infra/renewer-stack.ts';

type Point = { name: string; fail(stack: RenewerStack): void };

const POINTS: Point[] = [
  {
    name: 'before-data',
    fail: (stack) => {
      const failing = addFailing(stack);
      for (const resource of dataOf(stack)) resource.addDependency(failing);
    },
  },
  {
    name: 'between-data',
    fail: (stack) => {
      const failing = addFailing(stack);
      for (const resource of dataOf(stack)) {
        if (resource instanceof CfnBucket) failing.addDependency(resource);
        else resource.addDependency(failing);
      }
    },
  },
  {
    name: 'after-data',
    fail: (stack) => {
      const failing = addFailing(stack);
      for (const resource of dataOf(stack)) failing.addDependency(resource);
      for (const certificate of certificatesOf(stack)) certificate.addDependency(failing);
    },
  },
  {
    name: 'certificate',
    fail: (stack) => {
      const [first, second] = certificatesOf(stack);
      if (!first || !second) throw new Error('two certificates are needed');
      second.addDependency(first);
      // Past the configuration, which would not have let it through.
      second.addPropertyOverride('certificateAuthority', 'http://not-https.test/dir');
    },
  },
  {
    name: 'own-resource',
    fail: (stack) => {
      // Fails only once the first certificate is in the bucket.
      const failing = addFailing(stack, 'live/own-resource.test/current.json');
      for (const certificate of certificatesOf(stack)) failing.addDependency(certificate);
    },
  },
];

const app = new App({ autoSynth: false });
const config = await loadConfig(String(app.node.tryGetContext('config')));
const isFailing = app.node.getContext('variant') === 'fails';
const handlersFolder = join(app.outdir, 'handlers');
await bundleHandlers(handlersFolder);
const env = { account: process.env.CDK_DEFAULT_ACCOUNT, region: process.env.CDK_DEFAULT_REGION };
for (const { name, fail } of POINTS) {
  const stack = new RenewerStack(app, name, { config: certificatesFor(name), handlersFolder, env });
  if (isFailing) fail(stack);
}
app.synth();

/** Those of the stack alone; two at the point that needs them. */
function certificatesFor(name: string): RenewerConfig {
  const own = config.certificates.filter(({ certificateName }) => certificateName.includes(name));
  return { ...config, certificates: own };
}

function dataOf(stack: RenewerStack): CfnResource[] {
  return stack.node.findAll().filter((node) => node instanceof CfnBucket || node instanceof CfnTable);
}

function certificatesOf(stack: RenewerStack): CfnResource[] {
  return stack.node
    .findAll()
    .filter((node) => CfnResource.isCfnResource(node))
    .filter(({ cfnResourceType }) => cfnResourceType === 'Custom::DnscaleCertificate');
}

/** @param afterObject the bucket's key that it waits for, for a minute at most. @default - it fails at once */
function addFailing(stack: RenewerStack, afterObject?: string): CfnResource {
  const handler = new LambdaFunction(stack, 'FailingFunction', {
    runtime: Runtime.NODEJS_24_X,
    handler: 'index.handler',
    timeout: Duration.minutes(2),
    code: Code.fromInline(`
      const { HeadObjectCommand, S3Client } = require('@aws-sdk/client-s3');
      async function isThere({ Bucket, Key }) {
        const s3 = new S3Client({ forcePathStyle: true });
        return s3.send(new HeadObjectCommand({ Bucket, Key })).then(() => true, () => false);
      }
      exports.handler = async (event) => {
        const { RequestType, RequestId, StackId, LogicalResourceId, ResponseURL, ResourceProperties } = event;
        if (RequestType === 'Create' && ResourceProperties.Key) {
          for (let tries = 0; tries < 240 && !(await isThere(ResourceProperties)); tries += 1) {
            await new Promise((resolve) => setTimeout(resolve, 250));
          }
        }
        const Status = RequestType === 'Create' ? 'FAILED' : 'SUCCESS';
        const body = { Status, Reason: 'made to fail', RequestId, StackId, LogicalResourceId };
        await fetch(ResponseURL, {
          method: 'PUT',
          body: JSON.stringify({ ...body, PhysicalResourceId: 'failing' }),
        });
      };`),
  });
  const [bucket] = dataOf(stack).filter((node) => node instanceof CfnBucket);
  const failing = new CustomResource(stack, 'Failing', {
    resourceType: 'Custom::Failing',
    serviceToken: handler.functionArn,
    serviceTimeout: Duration.minutes(2),
    properties: afterObject === undefined ? {} : { Bucket: bucket?.bucketName, Key: afterObject },
  });
  return failing.node.defaultChild as CfnResource;
}
