import { describe, expect, it } from 'vitest';
import { createProgress } from '../../../../cli/renew/progress.ts';

const plain = (_: string, text: string) => text;

describe('the progress of many checks', () => {
  it('shows what is under way, each with its last step and since when, and how many are done', () => {
    const progress = createProgress(4, 0);
    progress.step('a.example', 'a run has begun', 1_000);
    progress.step('a.example', 'the CA has taken the order', 4_000);
    progress.step('www.example.org', 'a run has begun', 3_000);
    progress.end('b.example', 'renewed');
    progress.end('c.example', 'failed');

    expect(progress.text(65_000, 60, plain)).toBe(
      [
        '  … a.example        the CA has taken the order        1:04',
        '  … www.example.org  a run has begun                   1:02',
        '  2 of 4 done, 1 of them failed; 2 under way, 0 wait (1:05)',
      ].join('\n'),
    );
    expect(progress.counts()).toEqual({ renewed: 1, installed: 0, unchanged: 0, failed: 1, removed: 0 });
  });

  it('fits the columns, and a terminal’s lines', () => {
    const progress = createProgress(1_000, 0);
    for (let index = 0; index < 60; index += 1) progress.step(`n${index}.test`, 'TXT values go to a.b.c', 0);

    const lines = progress.text(0, 30, plain).split('\n');

    expect(lines).toHaveLength(11);
    expect(lines[0]).toBe('  … n0.test  TXT value…  0:00');
    expect(lines.at(-1)).toBe('  0 of 1000 done; 60 under w…');
  });
});
