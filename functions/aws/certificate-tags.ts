/**
 * The tags that our first import puts on an ACM certificate: a later run finds it by them, and the stack's policy lets no
 * run change a certificate without them. Imports shared names only, so that the stack can load it.
 */
import { keySegment } from './store-keys.ts';

export type Tag = { Key: string; Value: string };

/** Value: the certificate's name, as in the bucket. */
export const CERTIFICATE_TAG = 'dnscale-certs:certificate';

/** Value: `renewerTag`. */
export const RENEWER_TAG = 'dnscale-certs:renewer';

/** Of earlier imports, which had it in place of the renewer's. Value: the stack's name, the same in every region. */
export const STACK_TAG = 'dnscale-certs:stack';

/** Two renewers of one name, in two regions, may import into a third: so the renewer's own region belongs to it. */
export function renewerTag(region: string, renewerName: string): string {
  return `${region}/${renewerName}`;
}

/** @param renewer the value of `renewerTag`. */
export function ownTags(renewer: string, certificateName: string): Tag[] {
  return [
    // ACM takes no asterisk in a tag's value.
    { Key: CERTIFICATE_TAG, Value: keySegment(certificateName) },
    { Key: RENEWER_TAG, Value: renewer },
  ];
}

/** What the owner of an ARN runs to make it this certificate's: only who names it in full hands it to nobody else. */
export function tagCommand(
  { certificateArn, region }: { certificateArn: string; region: string },
  tags: readonly Tag[],
): string {
  const texts = tags.map(({ Key, Value }) => `Key=${Key},Value=${Value}`).join(' ');
  return `aws acm add-tags-to-certificate --certificate-arn ${certificateArn} --tags ${texts} --region ${region}`;
}

/** Whether these are what an earlier import of this stack, or of its namesake in another region, has put on a certificate. */
export function areEarlierTags(
  tags: ReadonlyMap<string | undefined, string | undefined>,
  stackName: string,
  certificateName: string,
): boolean {
  const isThisName = tags.get(CERTIFICATE_TAG) === keySegment(certificateName);
  return isThisName && tags.get(STACK_TAG) === stackName && !tags.has(RENEWER_TAG);
}
