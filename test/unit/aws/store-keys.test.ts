import { describe, expect, it } from 'vitest';
import { archivePrefix, keySegment, livePrefix } from '../../../functions/aws/store-keys.ts';

describe('keySegment', () => {
  it('keeps a plain name and has no asterisk', () => {
    expect(keySegment('www.example.com')).toBe('www.example.com');
    expect(keySegment('*.example.com')).toBe('_wildcard.example.com');
  });
});

describe('archivePrefix', () => {
  it('is one folder for each version', () => {
    expect(archivePrefix('*.example.com', 'v1')).toBe('archive/_wildcard.example.com/v1/');
  });
});

describe('livePrefix', () => {
  it('is one folder for each certificate', () => {
    expect(livePrefix('*.example.com')).toBe('live/_wildcard.example.com/');
  });
});
