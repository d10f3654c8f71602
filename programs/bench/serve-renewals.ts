/**
 * The program of one warm Lambda process: it loads the shipped bundle once, and hands it a queue message for each name that
 * comes as a line on stdin, one after the other. It ends by itself when the parent is gone.
 *
 * Arguments: the bundle's index.mjs, and Lambda's time limit in ms for each invocation.
 */
import { createInterface } from 'node:readline';

const [bundle = '', limitMs = ''] = process.argv.slice(2);
const { handler } = await import(bundle);
tell('ready');

for await (const certificateName of createInterface({ input: process.stdin })) {
  const endsAtMs = Date.now() + Number(limitMs);
  const record = {
    body: JSON.stringify({ schema: 1, certificateName }),
    attributes: { SentTimestamp: String(Date.now()) },
  };
  await handler({ Records: [record] }, { getRemainingTimeInMillis: () => endsAtMs - Date.now() });
  tell('invocation-ended');
}
process.exit(0);

function tell(message: string): void {
  console.log(JSON.stringify({ message }));
}
