/** What can be the ARN of a KMS key. Not that of an alias: whoever may move an alias would choose the key. Pure. */

export const KEY_ARN = 'the ARN of a KMS key, such as arn:aws:kms:eu-central-1:111122223333:key/…';

export function isKeyArn(text: string): boolean {
  return /^arn:aws[a-z-]*:kms:[a-z0-9-]+:\d{12}:key\/[A-Za-z0-9-]{1,128}$/.test(text);
}
