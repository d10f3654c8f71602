import { globSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';
import { expectVerifiedTls } from '../../../../functions/engine/config/verified-tls.ts';

const ROOT = fileURLToPath(new URL('../../../../', import.meta.url));

describe('expectVerifiedTls', () => {
  it.each([undefined, '', '1', '00'])('takes %j, which Node takes for a yes', (setting) => {
    expect(() => expectVerifiedTls({ NODE_TLS_REJECT_UNAUTHORIZED: setting })).not.toThrow();
  });

  it('fails for 0', () => {
    expect(() => expectVerifiedTls({ NODE_TLS_REJECT_UNAUTHORIZED: '0' })).toThrow(
      expect.objectContaining({ code: 'config-invalid', subject: 'NODE_TLS_REJECT_UNAUTHORIZED' }),
    );
  });
});

describe('every function', () => {
  const files = globSync('functions/*/environment.ts', { cwd: ROOT });

  it('has an environment', () => {
    expect(files.length).toBeGreaterThanOrEqual(3);
  });

  it.each(files)('refuses it before all else: %s', async (file) => {
    const { readEnvironment } = await import(ROOT + file);

    expect(() => readEnvironment({ NODE_TLS_REJECT_UNAUTHORIZED: '0' })).toThrow(
      expect.objectContaining({ code: 'config-invalid', subject: 'NODE_TLS_REJECT_UNAUTHORIZED' }),
    );
  });
});
