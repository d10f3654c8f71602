import { PassThrough } from 'node:stream';
import { describe, expect, it } from 'vitest';
import { openLiveView } from '../../../cli/live-view.ts';

/** A terminal of 80 by 24 that keeps what is written to it. */
function aTerminal() {
  const stream = Object.assign(new PassThrough(), { isTTY: true, columns: 80, rows: 24 });
  return { stdout: stream as never, written: () => String(stream.read() ?? '') };
}

describe('openLiveView', () => {
  it('draws the progress below the lines, and takes it away in the end', async () => {
    const { stdout, written } = aTerminal();
    const view = await openLiveView(stdout, () => 'propagation 0.10 s');

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

  it('leaves the progress as it was when it is to be kept', async () => {
    const { stdout, written } = aTerminal();
    let text = 'propagation 0.10 s';
    const view = await openLiveView(stdout, () => text);
    view.draw();
    written();

    text = 'propagation 0.20 s';
    view.keep();
    view.close();

    expect(written()).toContain('propagation 0.20 s');
  });

  it('draws foreign texts without their control characters', async () => {
    const { stdout, written } = aTerminal();
    const view = await openLiveView(stdout, () => 'ATTACK \u001b]52;c;Y3Vy\u0007 \u009b2J');

    view.line('CNAME \u001b]0;owned\u0007 \u202etxt');
    view.draw();
    const shown = written();
    view.close();

    expect(shown).toContain('CNAME  ]0;owned   txt');
    expect(shown).toContain('ATTACK  ]52;c;Y3Vy   2J');
    expect(['\u001b]', '\u0007', '\u009b', '\u202e'].filter((part) => shown.includes(part))).toEqual([]);
  });

  it.each([
    ['a pipe', {}],
    ['a terminal without a width', { isTTY: true, columns: 0 }],
  ])('writes lines only to %s', async (_, kind) => {
    const stream = Object.assign(new PassThrough(), kind);
    const view = await openLiveView(stream as never, () => 'propagation 0.10 s');

    view.line('a line');
    view.draw();
    view.close();

    expect(String(stream.read())).toBe('a line\n');
  });
});
