import { describe, expect, it } from 'vitest';
import { writeApiPage } from './api-page.ts';

describe('docs/api.md', () => {
  it('says what the doc comments of the public constructs say', async () => {
    await expect(writeApiPage()).toMatchFileSnapshot('../../../docs/api.md');
  });
});
