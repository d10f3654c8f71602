/**
 * What the custom resource of a certificate gives back to its template (`Fn.getAtt`). Names are of letters and digits,
 * CloudFormation takes no others. No secret. Pure.
 */
import { arnAttribute } from '../config/arn-attribute.ts';

export type ResourceAttributes = {
  /** In the stack's region, or in the only one. @default - in neither: take the attribute of a region */
  Arn?: string;
  BucketName: string;
  /** Of this certificate's live files, with its final slash. */
  LivePrefix: string;
  /** ISO 8601. */
  NotAfter: string;
  /** @default - it asks for no secret */
  SecretArn?: string;
  /** The ARN of each region, as `ArnUsEast1`. */
  [arnOfRegion: `Arn${string}`]: string | undefined;
};

export type AttributeInput = {
  /** ARNs by region. */
  installed: Record<string, string>;
  /** @default - it asks for no secret */
  secretArn?: string | undefined;
  /** Where the stack of the resource is. */
  stackRegion: string;
  bucketName: string;
  livePrefix: string;
  notAfter: Date;
};

export function resourceAttributes(input: AttributeInput): ResourceAttributes {
  const { installed, secretArn, stackRegion, bucketName, livePrefix, notAfter } = input;
  const arns = Object.values(installed);
  const arn = installed[stackRegion] ?? (arns.length === 1 ? arns[0] : undefined);
  return {
    ...(arn !== undefined && { Arn: arn }),
    ...Object.fromEntries(Object.entries(installed).map(([region, each]) => [arnAttribute(region), each])),
    BucketName: bucketName,
    LivePrefix: livePrefix,
    NotAfter: notAfter.toISOString(),
    ...(secretArn !== undefined && { SecretArn: secretArn }),
  };
}
