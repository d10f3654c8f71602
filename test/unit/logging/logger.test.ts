import { afterEach, describe, expect, it, vi } from 'vitest';
import { createLogger } from '../../../functions/logging/logger.ts';

afterEach(() => {
  vi.restoreAllMocks();
});

describe('createLogger', () => {
  it('names our command so that a shell finds it, in whatever field', () => {
    const lines: string[] = [];
    vi.spyOn(process.stdout, 'write').mockImplementation((text) => lines.push(String(text)) > 0);

    createLogger().info({
      message: 'web: run-failed. Set it: dnscale-certs token set.',
      detail: 'dnscale-certs doctor',
    });

    expect(lines).toHaveLength(1);
    expect(JSON.parse(lines[0] ?? '')).toMatchObject({
      message: 'web: run-failed. Set it: npx dnscale-certs token set.',
      detail: 'npx dnscale-certs doctor',
    });
  });
});
