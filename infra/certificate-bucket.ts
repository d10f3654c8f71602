/**
 * The bucket of keys and certificates: private in every respect, versioned, TLS only. It outlives its stack, since its
 * certificates may be in use somewhere.
 */
import { Annotations, Duration, RemovalPolicy, Stack, Token } from 'aws-cdk-lib';
import { AnyPrincipal, Effect, PolicyStatement } from 'aws-cdk-lib/aws-iam';
import type { IKey } from 'aws-cdk-lib/aws-kms';
import {
  BlockPublicAccess,
  Bucket,
  BucketEncryption,
  type IBucket,
  type LifecycleRule,
  ObjectOwnership,
} from 'aws-cdk-lib/aws-s3';
import { Construct } from 'constructs';
import {
  DAYS_BEYOND_LIFE,
  DELETED_DAYS,
  LIFE_CLASSES,
  LIFE_TAG,
  LONGEST_LIFE,
} from '../functions/aws/archive-life.ts';
import { ARCHIVE_PREFIX, LIVE_PREFIX } from '../functions/aws/store-keys.ts';
import { acknowledge } from './acknowledge.ts';
import { grantKey } from './encryption-key.ts';
import type { HandlerFunction } from './handler-function.ts';
import { renewerNameOf } from './renewer-scope.ts';

export class CertificateBucket extends Construct {
  readonly bucketName: string;
  private readonly bucket: IBucket;
  private readonly encryptionKey: IKey | undefined;

  /** @param given a bucket of the user's, in the stack's account: then none is made. */
  constructor(scope: Construct, id: string, encryptionKey?: IKey, given?: IBucket) {
    super(scope, id);
    this.encryptionKey = given ? given.encryptionKey : encryptionKey;
    const { account, region } = Stack.of(this);
    const ownName = `${renewerNameOf(this).toLowerCase()}-${account}-${region}`;
    this.bucket = given ?? createBucket(this, ownName, encryptionKey);
    this.bucketName = given?.bucketName ?? ownName;
    if (!given) warnOfUnknownPlace(Stack.of(this));
  }

  /** Lets the function read and write the archive and the live copies. */
  grantStore(grantee: HandlerFunction<'bucketName' | 'bucketOwner'>): void {
    const { account } = Stack.of(this);
    // All of AWS shares bucket names: a bucket that another account has made under ours gets nothing.
    const conditions = { StringEquals: { 'aws:ResourceAccount': account } };
    const objects = [ARCHIVE_PREFIX, LIVE_PREFIX].map((prefix) => this.bucket.arnForObjects(`${prefix}*`));
    grantee.allowWildcards(
      { actions: ['s3:GetObject', 's3:PutObject'], resources: objects, conditions },
      'Certificates come and go without a deployment of the function; these prefixes hold nothing else.',
    );
    // What it may overwrite, it may delete: either way the bucket keeps what was there for 30 days.
    grantee.allowWildcards(
      {
        actions: ['s3:DeleteObject'],
        resources: [this.bucket.arnForObjects(`${LIVE_PREFIX}*`)],
        conditions,
      },
      'Certificates are removed without a deployment of the function.',
    );
    const archive = [this.bucket.arnForObjects(`${ARCHIVE_PREFIX}*`)];
    const reason = 'Versions come and go without a deployment of the function.';
    grantee.allowWildcards({ actions: ['s3:GetObjectTagging'], resources: archive, conditions }, reason);
    // From the longest life to its own, once: whoever has this role must not end what others archived.
    const isNotFinal = { StringEqualsIfExists: { [`s3:ExistingObjectTag/${LIFE_TAG}`]: LONGEST_LIFE } };
    grantee.allowWildcards(
      {
        actions: ['s3:PutObjectTagging'],
        resources: archive,
        conditions: { ...conditions, ...isNotFinal },
      },
      reason,
    );
    // Without it S3 answers "access denied" for an object that does not exist.
    grantee.addToRolePolicy(
      new PolicyStatement({ actions: ['s3:ListBucket'], resources: [this.bucket.bucketArn], conditions }),
    );
    grantKey(this.encryptionKey, grantee);
    grantee.setVariable('bucketName', this.bucket.bucketName);
    grantee.setVariable('bucketOwner', account);
  }
}

/** CloudFormation takes over only what the template names literally; the bucket's name has account and region in it. */
function warnOfUnknownPlace(stack: Stack): void {
  if (!Token.isUnresolved(stack.account) && !Token.isUnresolved(stack.region)) return;
  Annotations.of(stack).addWarningV2(
    'dnscale-certs:environment',
    'The account or the region of this stack is not known, so the name of its bucket is not either. If its first deployment fails, CloudFormation may be unable to take over the bucket that stays. Deploy with AWS credentials and a region that the CDK command finds, or give the stack an env.',
  );
}

function createBucket(scope: Construct, bucketName: string, encryptionKey: IKey | undefined): Bucket {
  const encryption =
    encryptionKey === undefined
      ? { encryption: BucketEncryption.S3_MANAGED }
      : // One data key for many objects: a run would ask KMS for each of its eleven otherwise.
        { encryption: BucketEncryption.KMS, encryptionKey, bucketKeyEnabled: true };
  const bucket = new Bucket(scope, 'Bucket', {
    bucketName,
    versioned: true,
    ...encryption,
    enforceSSL: true,
    blockPublicAccess: BlockPublicAccess.BLOCK_ALL,
    objectOwnership: ObjectOwnership.BUCKET_OWNER_ENFORCED,
    lifecycleRules: [...LIFE_CLASSES.map(archiveRule), REST_RULE],
    removalPolicy: RemovalPolicy.RETAIN,
  });
  bucket.addToResourcePolicy(denyOverwriting(bucket));
  // CDK gives the policy the bucket's own. Kept, it would be in the way: the next deployment takes over the bucket, and
  // CloudFormation refuses to make a second policy for it.
  bucket.policy?.applyRemovalPolicy(RemovalPolicy.DESTROY);
  acknowledge(bucket, {
    id: 'AwsSolutions-S1',
    reason: 'Access logs need a second bucket. CloudTrail data events tell the same, for whoever wants them.',
  });
  return bucket;
}

/** Ends what has this class of life 30 days after the class's days, its deleted versions too. */
function archiveRule(days: number): LifecycleRule {
  return {
    id: `archive-${days}`,
    prefix: ARCHIVE_PREFIX,
    tagFilters: { [LIFE_TAG]: String(days) },
    expiration: Duration.days(days + DAYS_BEYOND_LIFE),
    noncurrentVersionExpiration: Duration.days(DELETED_DAYS),
  };
}

/** Overwritten objects are pointers and live copies, which hold keys; the archive is never overwritten. */
const REST_RULE: LifecycleRule = {
  id: 'rest',
  noncurrentVersionExpiration: Duration.days(30),
  expiredObjectDeleteMarker: true,
  abortIncompleteMultipartUploadAfter: Duration.days(7),
};

/**
 * What is archived is never overwritten, not even by the account's administrators: a write must say "only if there is
 * nothing" (S3 user guide, "Enforce conditional writes"). It locks no one out: deleting, restoring and reading stay.
 */
function denyOverwriting(bucket: Bucket): PolicyStatement {
  return new PolicyStatement({
    sid: 'ArchiveIsWrittenOnce',
    effect: Effect.DENY,
    principals: [new AnyPrincipal()],
    actions: ['s3:PutObject'],
    resources: [bucket.arnForObjects(`${ARCHIVE_PREFIX}*`)],
    conditions: { Null: { 's3:if-none-match': 'true' } },
  });
}
