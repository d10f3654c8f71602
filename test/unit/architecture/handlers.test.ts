import { describe, expect, it } from 'vitest';
import { readSources } from '../../support/architecture/import-walk.ts';

describe('the handlers', () => {
  const handlers = readSources('functions/*/handler.ts');

  it('are those of plan, renew and declare', () => {
    expect(handlers.map(({ path }) => path)).toEqual(
      expect.arrayContaining([
        'functions/declare/handler.ts',
        'functions/plan/handler.ts',
        'functions/renew/handler.ts',
      ]),
    );
  });

  it.each(handlers)('have 60 lines at most, and so decide nothing: $path', ({ text }) => {
    expect(text.trimEnd().split('\n').length).toBeLessThanOrEqual(60);
  });
});
