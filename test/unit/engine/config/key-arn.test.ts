import { describe, expect, it } from 'vitest';
import { isKeyArn } from '../../../../functions/engine/config/key-arn.ts';

describe('isKeyArn', () => {
  it.each([
    'arn:aws:kms:eu-central-1:111122223333:key/1234abcd-12ab-34cd-56ef-1234567890ab',
    'arn:aws-cn:kms:cn-north-1:111122223333:key/mrk-1234abcd12ab34cd56ef1234567890ab',
  ])('takes %s', (arn) => {
    expect(isKeyArn(arn)).toBe(true);
  });

  it.each([
    '1234abcd-12ab-34cd-56ef-1234567890ab',
    'alias/certificates',
    'arn:aws:kms:eu-central-1:111122223333:alias/certificates',
    'arn:aws:kms:eu-central-1::key/1234abcd',
    'arn:aws:kms:eu-central-1:111122223333:key/*',
    'arn:aws:s3:::bucket',
    '',
  ])('refuses %j', (text) => {
    expect(isKeyArn(text)).toBe(false);
  });
});
