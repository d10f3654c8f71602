import { PassThrough } from 'node:stream';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { guardOutput, safeText, terminalOf } from '../../../cli/terminal.ts';
import { foreignText, UNSAFE } from '../properties/foreign-text.ts';

const ATTACKS: [string, string][] = [
  ['a title of the window', '\u001b]0;owned\u0007'],
  ['a write to the clipboard', '\u001b]52;c;Y3VybCBldmlsfHNo\u0007'],
  ['a cleared screen', '\u001b[2J\u001b[H'],
  ['hidden text', '\u001b[8msecret\u001b[28m'],
  ['an 8-bit control sequence', '\u009b2J'],
  ['a line over this one', 'bad\rgood'],
  ['erased letters', 'bad\b\b\bok'],
  ['text that runs backwards', 'user\u202etxt.exe'],
  ['an isolate', '\u2066admin\u2069'],
  ['invisible letters', 'exam\u200bple'],
  ['a line separator', 'one\u2028two'],
  ['half a sequence', '\u001b'],
];

function aStream(changes: object = {}) {
  const stream = Object.assign(new PassThrough(), changes) as unknown as NodeJS.WriteStream & PassThrough;
  return { stream, written: () => String(stream.read() ?? '') };
}

/** A terminal that shows colours. */
const aTerminal = () => aStream({ isTTY: true, hasColors: () => true, getColorDepth: () => 8 });

describe('guardOutput', () => {
  it.each(ATTACKS)('lets %s through neither to a terminal nor to a file', (_, attack) => {
    for (const { stream, written } of [aTerminal(), aStream()]) {
      guardOutput(stream);

      stream.write(`before ${attack} after\n`);
      stream.write(Buffer.from(attack));
      stream.end(attack);

      const shown = written();
      expect(shown).toMatch(/^before .* after\n/);
      expect(shown.replaceAll('\n', '')).not.toMatch(UNSAFE);
    }
  });

  it('leaves lines, letters of any script and our own colours', () => {
    const { stream, written } = aTerminal();
    guardOutput(stream);

    stream.write('\u001b[32m✓\u001b[39m zürich.example 例え\n  → next\n');

    expect(written()).toBe('\u001b[32m✓\u001b[39m zürich.example 例え\n  → next\n');
  });

  it('lets no colour into a file', () => {
    const { stream, written } = aStream();
    guardOutput(stream);

    stream.write('\u001b[32mgreen');

    expect(written()).toBe(' [32mgreen');
  });

  it('tells when a text was written, as the stream does', async () => {
    const { stream } = aStream();
    guardOutput(stream);

    await new Promise<void>((resolve) => stream.write('', () => resolve()));
    await new Promise<void>((resolve) => stream.write('text', 'utf8', () => resolve()));
  });

  it('leaves the terminal itself to what draws on it', () => {
    const { stream, written } = aTerminal();
    guardOutput(stream);

    terminalOf(stream).write('\u001b[2K');

    expect(written()).toBe('\u001b[2K');
    expect(terminalOf(stream).isTTY).toBe(true);
  });
});

describe('safeText', () => {
  it('lets nothing of a foreign text through but lines and our own colours', () => {
    fc.assert(
      fc.property(foreignText(), (text) => {
        // biome-ignore lint/suspicious/noControlCharactersInRegex: these are the ones that may stay.
        const rest = safeText(text).replaceAll(/\n|\u001b\[(?:1|2|22|31|32|33|39)m/g, '');
        expect(rest).not.toMatch(UNSAFE);
      }),
      { numRuns: 500 },
    );
  });
});
