import { describe, expect, it } from 'vitest';
import { writeApiPage } from './api-page.ts';

describe('docs/api.md', () => {
  it('says what the doc comments of the public constructs say', async () => {
    await expect(writeApiPage()).toMatchFileSnapshot('../../../docs/api.md');
  });

  it('names other pages by their address on the web: those who read the types in the package have no others', () => {
    const [, ...sections] = writeApiPage().split(/^## /m);
    const text = sections.join();
    const named = [...text.matchAll(/\S+\.md\b/g)].map(([page]) => page);

    expect(named).toEqual([
      'https://github.com/dnscale/dnscale-certs/blob/main/docs/security.md',
      'https://github.com/dnscale/dnscale-certs/blob/main/docs/configuration.md',
    ]);
  });
});
