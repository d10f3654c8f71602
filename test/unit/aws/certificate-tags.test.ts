import { describe, expect, it } from 'vitest';
import { ownTags } from '../../../functions/aws/certificate-tags.ts';

describe('ownTags', () => {
  it('has no asterisk, which ACM refuses in a tag', () => {
    expect(ownTags('certs', '*.example.com')).toEqual([
      { Key: 'dnscale-certs:certificate', Value: '_wildcard.example.com' },
      { Key: 'dnscale-certs:stack', Value: 'certs' },
    ]);
  });
});
