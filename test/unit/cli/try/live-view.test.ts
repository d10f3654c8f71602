import { PassThrough } from 'node:stream';
import { describe, expect, it } from 'vitest';
import { openLiveView } from '../../../../cli/try/live-view.ts';
import { createProgress } from '../../../../cli/try/progress.ts';

/** A terminal of 80 by 24 that keeps what is written to it. */
function aTerminal() {
  const stream = Object.assign(new PassThrough(), { isTTY: true, columns: 80, rows: 24 });
  return { stdout: stream as never, written: () => String(stream.read() ?? '') };
}

describe('openLiveView', () => {
  it('draws the progress below the lines, and takes it away in the end', () => {
    const { stdout, written } = aTerminal();
    const progress = createProgress(0);
    const view = openLiveView(stdout, progress);

    progress.take({ event: 'step-begun', step: 'waitForPropagation' }, 1);
    view.draw();
    expect(written()).toContain('propagation');

    view.line('a line that stays');
    expect(written()).toContain('a line that stays');

    view.draw();
    expect(written()).toContain('propagation');

    view.close();
    const end = written();
    expect(end).toContain('\u001b[2K');
    expect(end).not.toContain('propagation');
    view.close();
    expect(written()).toBe('');
  });

  it('draws foreign texts without their control characters', () => {
    const { stdout, written } = aTerminal();
    const progress = createProgress(0);
    const view = openLiveView(stdout, progress);

    view.line('CNAME \u001b]0;owned\u0007 \u202etxt');
    progress.take({ ...SEEN, detail: 'ATTACK \u001b]52;c;Y3Vy\u0007 \u009b2J' }, 1);
    view.draw();
    const shown = written();
    view.close();

    expect(shown).toContain('CNAME  ]0;owned   txt');
    expect(shown).toContain('ATTACK  ]52;c;Y3Vy   2J');
    expect(['\u001b]', '\u0007', '\u009b', '\u202e'].filter((part) => shown.includes(part))).toEqual([]);
  });
});

const SEEN = {
  event: 'propagation-seen' as const,
  name: '_acme-challenge.example.com',
  nameServer: 'ns1.dnscale.test',
  address: '192.0.2.1',
  verdict: 'lagging' as const,
  elapsedMs: 10,
  detail: '',
};
