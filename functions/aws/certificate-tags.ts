/**
 * The tags that our first import puts on an ACM certificate: a later run finds it by them, and the stack's policy lets no
 * run change a certificate without them. Imports shared names only, so that the stack can load it.
 */
import { keySegment } from './store-keys.ts';

export type Tag = { Key: string; Value: string };

/** Value: the certificate's name, as in the bucket. */
export const CERTIFICATE_TAG = 'dnscale-certs:certificate';

/** Value: the stack's name. */
export const STACK_TAG = 'dnscale-certs:stack';

export function ownTags(stackName: string, certificateName: string): Tag[] {
  return [
    // ACM takes no asterisk in a tag's value.
    { Key: CERTIFICATE_TAG, Value: keySegment(certificateName) },
    { Key: STACK_TAG, Value: stackName },
  ];
}
