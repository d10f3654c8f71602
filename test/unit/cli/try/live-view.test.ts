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
});
