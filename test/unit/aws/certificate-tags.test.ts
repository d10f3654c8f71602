import { describe, expect, it } from 'vitest';
import { ownTags, renewerTag } from '../../../functions/aws/certificate-tags.ts';

describe('ownTags', () => {
  it('has no asterisk, which ACM refuses in a tag', () => {
    expect(ownTags('eu-central-1/Certs', '*.example.com')).toEqual([
      { Key: 'dnscale-certs:certificate', Value: '_wildcard.example.com' },
      { Key: 'dnscale-certs:renewer', Value: 'eu-central-1/Certs' },
    ]);
  });
});

describe('renewerTag', () => {
  it('tells two renewers of one name in two regions apart', () => {
    expect(renewerTag('eu-central-1', 'Certs')).toBe('eu-central-1/Certs');
    expect(renewerTag('us-east-1', 'Certs')).toBe('us-east-1/Certs');
  });
});
