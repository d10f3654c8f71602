/**
 * Asks an SMTP (RFC 3207) or IMAP (RFC 9051 §6.2.1) server to begin TLS, on a connection that is otherwise untouched. What it
 * says is foreign: lines, their length and their number are bounded, and what comes behind its consent is refused, since it was
 * sent before TLS protects it.
 */
import type { Socket } from 'node:net';

/** A mail server's greeting and its list of extensions take a fraction of this. */
const MOST_BYTES = 16 * 1_024;
const MOST_LINES = 100;

export class NoStartTls extends Error {
  override readonly name = 'NoStartTls';
}

/** Resolves once TLS can begin. @throws NoStartTls, or the signal's reason. */
export async function askForTls(
  socket: Socket,
  protocol: 'smtp' | 'imap',
  signal: AbortSignal,
): Promise<void> {
  const lines = openLines(socket, signal);
  try {
    await DIALOGUES[protocol](lines);
    lines.expectSilence();
  } finally {
    lines.close();
  }
}

type Lines = {
  /** The next line, without its end. */
  read(): Promise<string>;
  send(line: string): void;
  expectSilence(): void;
  close(): void;
};

const DIALOGUES: Record<'smtp' | 'imap', (lines: Lines) => Promise<void>> = {
  async smtp(lines) {
    expectReply(await readReply(lines), '220', 'greets with');
    // The name of a client that has none (RFC 5321 §4.1.3 asks for one in this form).
    lines.send('EHLO [127.0.0.1]');
    expectReply(await readReply(lines), '250', 'answers EHLO with');
    lines.send('STARTTLS');
    expectReply(await readReply(lines), '220', 'answers STARTTLS with');
  },
  async imap(lines) {
    const greeting = await lines.read();
    if (!/^\* OK\b/i.test(greeting)) throw new NoStartTls(`the server greets with "${shown(greeting)}"`);
    lines.send('a1 STARTTLS');
    for (;;) {
      const line = await lines.read();
      // What is not about our command, it may say at any time.
      if (line.startsWith('* ')) continue;
      if (/^a1 OK\b/i.test(line)) return;
      throw new NoStartTls(`the server answers STARTTLS with "${shown(line)}"`);
    }
  },
};

/** The last line of an SMTP reply: all before it have a hyphen behind the code. */
async function readReply(lines: Lines): Promise<string> {
  for (;;) {
    const line = await lines.read();
    if (!/^\d{3}-/.test(line)) return line;
  }
}

function expectReply(line: string, code: string, did: string): void {
  if (line !== code && !line.startsWith(`${code} `))
    throw new NoStartTls(`the server ${did} "${shown(line)}"`);
}

function shown(line: string): string {
  return line.slice(0, 80);
}

function openLines(socket: Socket, signal: AbortSignal): Lines {
  let buffered = '';
  let bytes = 0;
  let count = 0;
  let over: Error | undefined;
  let wake = () => {};
  const end = (error: Error) => {
    over ??= error;
    wake();
  };
  const onData = (data: Buffer) => {
    bytes += data.length;
    // A line is one of bytes: what is no ASCII is shown as it can be.
    buffered += data.toString('latin1');
    if (bytes > MOST_BYTES) end(new NoStartTls('the server says far too much before TLS'));
    wake();
  };
  const onAbort = () => end(signal.reason);
  const onClose = () => end(new NoStartTls('the server closed the connection before TLS'));
  socket.on('data', onData).on('error', end).once('close', onClose).once('end', onClose);
  signal.addEventListener('abort', onAbort, { once: true });
  if (signal.aborted) onAbort();
  return {
    async read() {
      for (;;) {
        if (over) throw over;
        const at = buffered.indexOf('\n');
        if (at >= 0) {
          const line = buffered.slice(0, at).replace(/\r$/, '');
          buffered = buffered.slice(at + 1);
          count += 1;
          if (count > MOST_LINES) throw new NoStartTls('the server says far too much before TLS');
          return line;
        }
        const { promise, resolve } = Promise.withResolvers<void>();
        wake = resolve;
        await promise;
      }
    },
    send: (line) => void socket.write(`${line}\r\n`),
    expectSilence: () => {
      if (buffered !== '') throw new NoStartTls('the server sends more behind its consent to TLS');
    },
    close: () => {
      socket.off('data', onData).off('error', end).off('close', onClose).off('end', onClose);
      // The TLS layer reads from here on.
      socket.pause();
      signal.removeEventListener('abort', onAbort);
    },
  };
}
