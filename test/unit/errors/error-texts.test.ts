import { beforeAll, describe, expect, it } from 'vitest';
import { renderErrorPage, type SeenError } from './error-page.ts';
import { errorOf, findSites, siteOf, sitesIn } from './error-sites.ts';
import { ACME_TEXTS } from './texts/acme.ts';
import { AWS_TEXTS } from './texts/aws.ts';
import { CERTIFICATE_TEXTS } from './texts/certificates.ts';
import { COMMAND_TEXTS } from './texts/command.ts';
import { DECLARE_TEXTS } from './texts/declare.ts';
import { DNSCALE_TEXTS } from './texts/dnscale.ts';
import { ENGINE_TEXTS } from './texts/engine.ts';
import { ORDER_QUOTA_TEXTS } from './texts/order-quota.ts';
import { PREFLIGHT_TEXTS } from './texts/preflight.ts';
import { READINESS_TEXTS } from './texts/readiness.ts';
import { RESOLVER_TEXTS } from './texts/resolver.ts';
import { SECRET_TEXTS } from './texts/secrets.ts';

const TEXTS = [
  ...ENGINE_TEXTS,
  ...DECLARE_TEXTS,
  ...SECRET_TEXTS,
  ...DNSCALE_TEXTS,
  ...PREFLIGHT_TEXTS,
  ...READINESS_TEXTS,
  ...RESOLVER_TEXTS,
  ...ACME_TEXTS,
  ...ORDER_QUOTA_TEXTS,
  ...CERTIFICATE_TEXTS,
  ...AWS_TEXTS,
  ...COMMAND_TEXTS,
];

describe('the errors of the product', () => {
  const seen: SeenError[] = [];

  beforeAll(async () => {
    for (const [when, bringAbout] of TEXTS) seen.push({ when, error: await errorOf(bringAbout) });
  });

  it('read as docs/errors.md has them', async () => {
    await expect(renderErrorPage(seen)).toMatchFileSnapshot('../../../docs/errors.md');
  });

  // A new error needs a line in one of the files in texts/, or nobody reads its words before an operator does.
  it('are all on that page', () => {
    const shown = new Set(seen.map(({ error }) => siteOf(error)));

    expect([...shown].sort()).toEqual(findSites().sort());
  });

  it('are shown once each', () => {
    const messages = seen.map(({ error }) => error.message);

    expect(messages.filter((message, index) => messages.indexOf(message) !== index)).toEqual([]);
  });

  it('end as a sentence or a list does, and hold nothing that a terminal misreads', () => {
    for (const { error } of seen) {
      expect(error.message).toMatch(/^[^\p{Cc}\p{Cf}]+(\n {2}[^\p{Cc}\p{Cf}]+)*$/u);
      expect(error.message).toMatch(/[.?)\w]$/);
    }
  });

  it('give a time exactly when it is waited for', () => {
    for (const { error } of seen) {
      expect([error.message, error.retryAt !== undefined]).toEqual([
        error.message,
        error.disposition === 'not-before',
      ]);
    }
  });
});

describe('sitesIn', () => {
  it('finds every place that makes an error', () => {
    const source = 'a\n  throw new RenewerError({\n\nreturn new RenewerError(init);\n// new Error(';

    expect(sitesIn('cli/x.ts', source)).toEqual(['cli/x.ts:2', 'cli/x.ts:4']);
  });
});
